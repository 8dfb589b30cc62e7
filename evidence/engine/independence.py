"""Which sources stand apart from each other: never one body, nor one text passed around."""

from collections.abc import Sequence

from evidence.engine.values import Evidence, SourceKind


def are_independent(one: Evidence, other: Evidence) -> bool:
    """Test that two items come from different bodies, of different kinds, with different texts.

    Source: L664-669; that the kinds must differ is ours.
    """
    same_text = one.fingerprint != "" and one.fingerprint == other.fingerprint
    same_body = one.origin == other.origin
    return not (same_text or same_body or one.source_kind is other.source_kind)


def independent_sources(
    items: Sequence[Evidence],
    *,
    enough: int,
    among: frozenset[SourceKind] | None = None,
) -> tuple[Evidence, ...]:
    """Return items of which any two are independent: `enough` of them, or as many as there are.

    Args:
        items: in the order in which they are preferred.
        enough: how many are looked for, so that the search stays short.
        among: where given, at least one item must be of these kinds; without one, none is found.

    Cost: at most len(items) ** enough comparisons; `enough` is 1 or 2.
    """
    if among is None:
        return _grow((), items, enough)
    first = [item for item in items if item.source_kind in among]
    return max((_grow((item,), items, enough) for item in first), key=len, default=())


def _grow(
    chosen: tuple[Evidence, ...], items: Sequence[Evidence], enough: int
) -> tuple[Evidence, ...]:
    if len(chosen) == enough:
        return chosen

    best = chosen
    for item in items:
        if all(are_independent(item, other) for other in chosen):
            best = max(best, _grow((*chosen, item), items, enough), key=len)
        if len(best) == enough:
            break
    return best
