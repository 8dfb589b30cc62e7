"""How coarse a card has to be, so that at least K municipalities could be meant.

It is not enough that K towns share what a card tells. Whoever knows these rules reasons: "this
card tells no size, so its town is one of those whose size could not be told", and those may be
three. So the crowd of a card is counted as such a reader counts it: the towns for which these
rules would have made the very same card. Where too few would be left over at a coarser step, some
of the finer ones join them.

Source: ours. The steps and their order are those of docs/safety.md; ADR 0039 says the rest.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from activities.engine.values import Activity
from publication.engine.values import GROUPS, Cell, K, Obstacle, SizeClass, Step, Town, group_of

_NOBODY: Final = frozenset[int]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A step that was tried: how many municipalities fit there, and what stood in the way."""

    step: Step
    fit: int
    obstacle: Obstacle | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generalised:
    """The finest card that may be published, or none, and each step that was tried before.

    `crowd` holds the ids of the towns that could be meant; it is empty where there is no card.
    """

    cell: Cell | None
    crowd: frozenset[int]
    tried: tuple[Tried, ...]

    @property
    def step(self) -> Step | None:
        """Return the step of the card, or None where officers match privately."""
        return self.tried[-1].step if self.cell else None


def generalise(
    town: Town,
    activity: Activity,
    towns: Collection[Town],
    *,
    earlier: frozenset[int] | None = None,
    k: int = K,
) -> Generalised:
    """Return the finest card for an appeal of `town` for `activity`.

    Args:
        town: who asks; one of `towns`.
        activity: what is asked for.
        towns: every municipality of its country that may appeal, in any order.
        earlier: the towns that could be meant by all earlier cards of this appeal, as somebody
            may know the officer's hand; None where there was none.
        k: how many must be left.

    Raises:
        ValueError: `town` is not among `towns`.

    Cost: linear in the number of towns.
    """
    if town not in towns:
        raise ValueError("The town that asks is not among the towns.")
    tried: list[Tried] = []
    for step, sharing in _steps(town, activity, towns, k=k):
        obstacle = _obstacle(town, sharing, earlier, k=k)
        fit = len(sharing.fit) if town.id in sharing.fit else 0
        tried.append(Tried(step=step, fit=fit, obstacle=obstacle))
        if obstacle is None:
            crowd = sharing.crowd if earlier is None else sharing.crowd & earlier
            cell = _cell(step, town, activity)
            return Generalised(cell=cell, crowd=crowd, tried=tuple(tried))
        if obstacle is Obstacle.EARLIER_CARD:
            break  # a coarser card than usual would itself tell something
    return Generalised(cell=None, crowd=frozenset(), tried=tuple(tried))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sharing:
    """Who fits what a card would tell, and whom these rules would give the very same card."""

    fit: frozenset[int]
    crowd: frozenset[int]


def _steps(
    town: Town, activity: Activity, towns: Collection[Town], *, k: int
) -> list[tuple[Step, _Sharing]]:
    alike = [each for each in towns if each.phase is town.phase and each.country == town.country]
    here = [each for each in alike if each.region is not None and each.region == town.region]
    asking = [each for each in here if each.could_ask_for(activity)]
    is_named = _is_named(activity, here, k=k)
    sizes = _named_sizes(asking, k=k) if is_named else frozenset[SizeClass]()

    same_size = _ids(each for each in asking if each.size is not None and each.size is town.size)
    unsized = _ids(each for each in asking if each.size not in sizes)
    wide = _too_few_at_home(alike, k=k)
    return [
        (Step.EXACT, _Sharing(fit=same_size, crowd=same_size if town.size in sizes else _NOBODY)),
        (Step.SIZE_DROPPED, _Sharing(fit=_ids(asking), crowd=unsized if is_named else _NOBODY)),
        (
            Step.ACTIVITY_GROUPED,
            _Sharing(fit=_ids(here), crowd=_NOBODY if is_named else _ids(here)),
        ),
        (
            Step.REGION_WIDENED,
            _Sharing(fit=_ids(alike), crowd=wide if town.country is not None else _NOBODY),
        ),
    ]


def _obstacle(
    town: Town, sharing: _Sharing, earlier: frozenset[int] | None, *, k: int
) -> Obstacle | None:
    if len(sharing.fit) < k or town.id not in sharing.fit:
        return Obstacle.TOO_FEW
    if len(sharing.crowd) < k or town.id not in sharing.crowd:
        return Obstacle.OTHERS_STAND_OUT
    if earlier is not None and len(sharing.crowd & earlier) < k:
        return Obstacle.EARLIER_CARD
    return None


def _is_named(activity: Activity, here: Collection[Town], *, k: int) -> bool:
    """Test whether activities of this group are named one by one here: all of them, or none.

    If only the rare one were hidden behind its group, the group would mean the rare one.
    """
    return all(
        sum(each.could_ask_for(one) for each in here) >= k for one in GROUPS[group_of(activity)]
    )


def _named_sizes(asking: Collection[Town], *, k: int) -> frozenset[SizeClass]:
    """Return the size classes that are told, so that those left over are none or at least k."""
    counted = Counter(each.size for each in asking)
    named = sorted(
        (size for size, n in counted.items() if size is not None and n >= k),
        key=lambda size: (counted[size], size),
    )
    left = len(asking) - sum(counted[size] for size in named)
    while 0 < left < k and named:
        left += counted[named.pop(0)]
    return frozenset(named)


def _too_few_at_home(alike: Collection[Town], *, k: int) -> frozenset[int]:
    """Return the towns whose own region has too few like them: only the country is told."""
    counted = Counter(each.region for each in alike)
    return _ids(each for each in alike if each.region is None or counted[each.region] < k)


def _cell(step: Step, town: Town, activity: Activity) -> Cell | None:
    place = town.country if step is Step.REGION_WIDENED else town.region
    if place is None:
        return None
    is_named = step in {Step.EXACT, Step.SIZE_DROPPED}
    return Cell(
        place=place,
        phase=town.phase,
        group=group_of(activity),
        activity=activity if is_named else None,
        size=town.size if step is Step.EXACT else None,
    )


def _ids(towns: Iterable[Town]) -> frozenset[int]:
    return frozenset(each.id for each in towns)
