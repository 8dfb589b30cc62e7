"""What the dated periods of an official list make of the phases of its territories (ours).

A list names territories of every size: a region, a district, a municipality, a village. Two rules
read phases out of it without making a place calmer than it is:

1. Low violence is `low_before` only up to the first violence in this territory, in one that it
   lies in, or in one that lies in it; from that day on it is `low_after`, also where one period
   of the list covers both. What happened beside it does not count.
2. Where the list says nothing of a municipality, nor of a territory that it lies in, but goes on
   about places inside it, the municipality has their phase, the most violent of them: silence of
   a list about the whole is no calm while it speaks of the parts.

Source: L111-117 (phases differ by place and time); the readings are ours,
docs/adr/0018-calm-before-a-conflict.md.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from evidence.engine.values import Phase

Above: TypeAlias = Mapping[str, Sequence[str]]
"""By territory, the codes of those that it lies in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A territory was violent, or might become so, from `starts` up to, not including, `ends`."""

    code: str
    is_violent: bool
    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Test that the span covers a day."""
        return self.starts <= day < (self.ends or date.max)


def first_violence(spans: Iterable[Span], above: Above) -> dict[str, date]:
    """Return since when violence is known in each territory, in one it lies in, or in one within.

    Cost: one pass over the spans, times the depth of the tree.
    """
    own: dict[str, date] = {}
    within: dict[str, date] = {}
    codes = set(above)
    for span in spans:
        codes.add(span.code)
        if span.is_violent:
            _keep_earlier(own, span.code, span.starts)
            for code in above.get(span.code, ()):
                _keep_earlier(within, code, span.starts)
    found: dict[str, date] = {}
    for code in codes | within.keys():
        upward = [own[each] for each in (code, *above.get(code, ())) if each in own]
        days = [*upward, *([within[code]] if code in within else [])]
        if days:
            found[code] = min(days)
    return found


def phases_of(span: Span, violence_since: date | None) -> list[tuple[Phase, Span]]:
    """Return the phases of a span: one, or two where the first violence falls into its calm.

    Args:
        span: of one territory.
        violence_since: what `first_violence` says of it.
    """
    if span.is_violent:
        return [(Phase.HIGH, span)]
    if violence_since is None or violence_since >= (span.ends or date.max):
        return [(Phase.LOW_BEFORE, span)]
    if violence_since <= span.starts:
        return [(Phase.LOW_AFTER, span)]
    return [
        (Phase.LOW_BEFORE, replace(span, ends=violence_since)),
        (Phase.LOW_AFTER, replace(span, starts=violence_since)),
    ]


def spans_inside(
    spans: Iterable[Span], above: Above, municipalities: Collection[str]
) -> list[Span]:
    """Return what a municipality has from places inside it, where the list is silent about it.

    Args:
        spans: of all territories.
        above: what each of them, and each municipality, lies in.
        municipalities: the codes of those that may have spans from inside.

    Returns:
        Spans that do not overlap, by municipality and day; two that touch differ.
    """
    by_code: defaultdict[str, list[Span]] = defaultdict(list)
    inside: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_code[span.code].append(span)
        for code in above.get(span.code, ()):
            inside[code].append(span)
    return [
        span
        for code in sorted(municipalities)
        for span in _joined(
            _filled(
                code,
                told=[told for each in (code, *above.get(code, ())) for told in by_code[each]],
                inside=inside[code],
            )
        )
    ]


def _keep_earlier(days: dict[str, date], code: str, day: date) -> None:
    days[code] = min(day, days.get(code, day))


def _filled(code: str, *, told: Sequence[Span], inside: Sequence[Span]) -> Iterator[Span]:
    """Yield a span for each stretch of days on which only places inside are spoken of."""
    every = [*told, *inside]
    days = sorted({day for each in every for day in (each.starts, each.ends or date.max)})
    for starts, ends in pairwise(days):
        held = [each for each in inside if each.holds_on(starts)]
        if held and not any(each.holds_on(starts) for each in told):
            yield Span(
                code=code,
                is_violent=any(each.is_violent for each in held),
                starts=starts,
                ends=None if ends == date.max else ends,
            )


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans with those that touch and are alike made one."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.ends == span.starts and last.is_violent == span.is_violent:
            joined[-1] = replace(last, ends=span.ends)
        else:
            joined.append(span)
    return joined
