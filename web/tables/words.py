"""What became of a table, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.engine.values import Activity, ActorMode
from activities.labels import ACTIVITY_LABELS, ACTOR_LABELS
from api.engine.bulk import SET_ASIDE, Fate
from api.engine.pledge_tables import (
    COLUMNS,
    TOWN,
    Fault,
    TableFault,
)
from api.engine.tables import cell_of
from api.labels import FATE_LABELS, FAULT_LABELS, REASON_LABELS
from matching.engine.values import HelpForm, NeedTopic
from matching.labels import FORM_LABELS, TOPIC_LABELS
from web.vocabulary import language_choices

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise as StrPromise

    from api.models import BulkCall, BulkRow, NetworkPledge
    from places.models import Municipality

MOST_NAMED: Final = 20
"""How many lines of a table are named where more are wrong."""

_OF_LINES: Final = frozenset({Fault.NO_NAME, Fault.SAME_NAME_TWICE, Fault.LONGER_THAN_ITS_HEAD})
_OTHER: Final = gettext_lazy("This value does not fit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table, what to write into it, and the codes to choose from."""

    name: str
    meaning: "StrPromise"
    codes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What is wrong in one column; without a name it is the whole row."""

    column: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row that was not taken."""

    reference: UUID
    number: int
    name: str
    fate: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One table, or one call of a program, and how far it is."""

    reference: UUID
    called_at: "datetime"
    is_dry_run: bool
    rows: int
    waiting: int
    good: int
    aside: int
    counts: Sequence[tuple[str, int]]
    before: UUID | None
    after: UUID | None


def call_in_words(call: "BulkCall", fates: Mapping[str, int]) -> Call:
    """Return one call with how many rows met each fate."""
    waiting = fates.get(Fate.WAITING.value, 0)
    aside = sum(fates.get(fate.value, 0) for fate in SET_ASIDE)
    carried_out = getattr(call, "carried_out_by", None)
    return Call(
        reference=call.reference,
        called_at=call.called_at,
        is_dry_run=call.is_dry_run,
        rows=sum(fates.values()),
        waiting=waiting,
        good=sum(fates.values()) - waiting - aside,
        aside=aside,
        counts=[(str(FATE_LABELS[fate]), fates[fate]) for fate in Fate if fates.get(fate)],
        before=call.carries_out.reference if call.carries_out else None,
        after=carried_out.reference if carried_out else None,
    )


def rows_in_words(rows: "Iterable[BulkRow]") -> list[Told]:
    """Return rows that were not taken, each with its reasons."""
    return [
        Told(
            reference=row.reference,
            number=row.number,
            name=row.external_id,
            fate=str(FATE_LABELS[Fate(row.fate)]),
            reasons=_reasons(row.errors),
        )
        for row in rows
    ]


def fault_in_words(fault: TableFault) -> str:
    """Return why a table is refused whole, and where."""
    why = FAULT_LABELS[fault.fault]
    if not fault.where:
        return _("%(why)s Nothing was kept.") % {"why": why}
    where = ", ".join(fault.where[:MOST_NAMED])
    if fault.fault not in _OF_LINES:
        return _("%(why)s It is about: %(columns)s. Nothing was kept.") % {
            "why": why,
            "columns": where,
        }
    return ngettext(
        "%(why)s It is %(count)d row, on line %(lines)s. Nothing was kept.",
        "%(why)s They are %(count)d rows, the first on lines %(lines)s. Nothing was kept.",
        len(fault.where),
    ) % {"why": why, "count": len(fault.where), "lines": where}


def columns_in_words() -> list[Column]:
    """Return what to write into each column of the table, in the reader's language."""
    return [Column(name=name, meaning=_MEANINGS[name], codes=_codes_of(name)) for name in COLUMNS]


def table_to_fill_in(
    records: "Iterable[NetworkPledge]", members: "Iterable[Municipality]"
) -> Iterator[Sequence[str]]:
    """Yield a table of what was sent, and of the members of which nothing was, to be changed."""
    yield COLUMNS
    for record in records:
        yield _of_record(record)
    for member in members:
        towns = {TOWN: str(member.reference), "municipality_name": member.name}
        yield [towns.get(name, "") for name in COLUMNS]


def table_not_taken(rows: "Iterable[BulkRow]") -> Iterator[Sequence[str]]:
    """Yield a table of rows that were not taken, to be mended and handed in again."""
    yield (*COLUMNS, "reasons")
    for row in rows:
        said = {TOWN if name == "municipality" else name: row.said[name] for name in row.said}
        cells = {**said, "external_id": row.external_id}
        yield (*(cell_of(cells.get(name, "")) for name in COLUMNS), _reasons_in_one(row.errors))


def _reasons(errors: Mapping[str, Sequence[str]]) -> list[Reason]:
    return [
        Reason(
            column=TOWN if field == "municipality" else field,
            sentences=sorted({str(REASON_LABELS.get(code, _OTHER)) for code in codes}),
        )
        for field, codes in errors.items()
    ]


def _reasons_in_one(errors: Mapping[str, Sequence[str]]) -> str:
    told = _reasons(errors)
    return " | ".join(
        f"{reason.column}: {' '.join(reason.sentences)}".removeprefix(": ") for reason in told
    )


def _of_record(record: "NetworkPledge") -> list[str]:
    pledge = record.pledge
    said = {
        "external_id": record.external_id,
        TOWN: str(pledge.municipality.reference),
        "municipality_name": pledge.municipality.name,
        "actor": pledge.actor,
        "capacity": pledge.capacity,
        "activities": pledge.activities,
        "topics": pledge.topics,
        "forms": pledge.forms,
        "languages": pledge.languages,
        "has_interpreter": pledge.has_interpreter,
        "has_host_partner": pledge.has_host_partner,
        "has_platform": pledge.has_platform,
        "can_host": pledge.can_host,
        "projects_done": pledge.projects_done,
        "starts": pledge.starts,
        "ends": pledge.ends,
        "excluded": "",  # a network does not read whom its members leave out
    }
    return [cell_of(said[name]) for name in COLUMNS]


def _codes_of(name: str) -> Sequence[tuple[str, str]]:
    match name:
        case "activities":
            return [(each.value, str(ACTIVITY_LABELS[each])) for each in Activity]
        case "topics":
            return [(each.value, str(TOPIC_LABELS[each])) for each in NeedTopic]
        case "forms":
            return [(each.value, str(FORM_LABELS[each])) for each in HelpForm]
        case "actor":
            return [(each.value, str(ACTOR_LABELS[each])) for each in ActorMode]
        case "languages":
            return language_choices()
    return ()


_MEANINGS: Final[Mapping[str, "StrPromise"]] = {
    "external_id": gettext_lazy("What you call this pledge. The same name means the same pledge."),
    TOWN: gettext_lazy("The sign of the member; it stands in the table that you download."),
    "municipality_name": gettext_lazy("For your eyes only: it is not read."),
    "activities": gettext_lazy("What the member can do: one code or several."),
    "topics": gettext_lazy("With which services it can help. Empty: any."),
    "forms": gettext_lazy("In which form, for direct support to municipal services."),
    "actor": gettext_lazy("Who leads. Empty: one municipality alone."),
    "capacity": gettext_lazy("How many municipalities it can help at a time."),
    "languages": gettext_lazy("In which languages: one code or several."),
    "has_interpreter": gettext_lazy("Whether it brings an interpreter: true or false."),
    "has_host_partner": gettext_lazy(
        "Whether a partner on the spot gives it access: true or false."
    ),
    "has_platform": gettext_lazy("Whether it works through a platform or network: true or false."),
    "can_host": gettext_lazy("Whether it can receive people: true or false."),
    "projects_done": gettext_lazy("How many such projects it has carried out."),
    "starts": gettext_lazy("The first day, as year-month-day."),
    "ends": gettext_lazy("The day after the last one, as year-month-day."),
    "excluded": gettext_lazy(
        "Codes of countries and zones that the member does not help. Empty: as it is now. A "
        "hyphen: none."
    ),
}
