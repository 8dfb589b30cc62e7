"""Needs and offers as columns of numbers, so that machine code can compare them.

What a gate or a criterion says is never written again here. Those that look at one side only
are asked once for every kind of need and every group of offers, by the very functions of
`gates` and `criteria`. Only what looks at both sides has a twin in `kernels`; tests hold the
two together.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from activities.engine.map import MAP_2008
from activities.engine.values import Activity, ActorMode, ThematicMap
from matching.engine.criteria import MOST_EVEN, Criterion, Policy, evenness_of, values_of
from matching.engine.gates import GATES, Case, Gate, Scope
from matching.engine.kernels import Bases, Side, Smalls, Special, Tables, bases_of
from matching.engine.pairing import ALL_ROUTES, routes_for
from matching.engine.score import FOR_STANDING, digit_of, weights_of
from matching.engine.values import (
    Link,
    LinkKind,
    Links,
    Need,
    NeedTopic,
    Offer,
    Route,
    Urgency,
    Window,
)
from prerequisites.engine.readiness import Readiness, ReadinessResult

Thing = TypeVar("Thing", Need, Offer)
Ints: TypeAlias = NDArray[np.int64]

BIT: Final[Mapping[Gate, int]] = {rule.gate: 1 << at for at, rule in enumerate(GATES)}
_KERNEL_GATES: Final = (
    Gate.NOT_THE_APPELLANT,
    Gate.APPELLANT_ACCEPTS,
    Gate.HELPER_ACCEPTS,
    Gate.WINDOWS_MEET,
    Gate.COMMON_LANGUAGE,
    Gate.NOT_DECLINED,
)
"""The gates that `kernels` compares itself, in the order of its `Tables.gate`."""

_TIES: Final = tuple(LinkKind)
_ROUTE: Final = {route: at for at, route in enumerate(ALL_ROUTES)}
_TOPIC_MATTERS: Final = Activity.SERVICE_DEPARTMENTS  # as Gate.TOPIC_OFFERED has it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """One picture of needs and offers, ready to be searched.

    Rows of `needs` are those of `need_values`; rows of `offers` those of `offer_values`, which
    are sorted for the search. `fixed` is what an offer brings to the score of any pair.
    """

    need_values: tuple[Need, ...]
    offer_values: tuple[Offer, ...]
    links: Links
    today: date
    policy: Policy
    thematic_map: ThematicMap
    needs: Side
    offers: Side
    tables: Tables
    bases: Bases
    special: Special
    fixed: Ints
    first: Ints

    @property
    def groups(self) -> int:
        """How many groups of like offers there are."""
        return len(self.first) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OfferColumns:
    """What the offers alone give; it serves any needs, so it can be kept while they change.

    Words that only needs know are in no set of an offer. `tables` lack what is of needs. `named`
    are the rows of the offers that lie in a place or belong to a body, by its code: needs exclude
    a few of thousands, so that these get bits at the end.
    """

    offer_values: tuple[Offer, ...]
    today: date
    policy: Policy
    thematic_map: ThematicMap
    fixed: Ints
    first: Ints
    plain: Smalls
    bits: NDArray[np.uint64]
    tables: Tables
    known_to: Sequence[Offer]
    towns: "_Numbers"
    languages: "_Numbers"
    excluded: "_Numbers"
    named: Mapping[str, Ints]
    rows_by_town: Mapping[str, Sequence[int]]
    row_of: Mapping[str, int]


def columns_of(
    needs: Sequence[Need],
    offers: Sequence[Offer],
    links: Links,
    *,
    today: date,
    policy: Policy,
    thematic_map: ThematicMap = MAP_2008,
) -> Columns:
    """Return needs and offers as columns.

    Raises:
        ValueError: two needs, or two offers, carry the same reference.

    Cost: some 10 microseconds a row, and 20 a pair that is on record.
    """
    offered = offer_columns(offers, today=today, policy=policy, thematic_map=thematic_map)
    return columns_with(needs, offered, links)


def offer_columns(
    offers: Sequence[Offer],
    *,
    today: date,
    policy: Policy,
    thematic_map: ThematicMap = MAP_2008,
) -> OfferColumns:
    """Return the side of the offers, for `columns_with`.

    Raises:
        ValueError: two offers carry the same reference.
    """
    _refuse_twins(offers)
    asking = _Asking(today=today, policy=policy, thematic_map=thematic_map)
    likeness, tables, known_to = _tables(offers, asking)
    fixed = _fixed(offers, asking)
    ranks = _ranks([offer.reference for offer in offers])
    sorting = np.lexsort((ranks, -fixed, likeness[:, 0]))
    in_order = tuple(offers[row] for row in sorting.tolist())
    likeness = likeness[sorting]
    towns = _Numbers(offer.municipality for offer in offers)
    languages = _Numbers(code for offer in offers for code in offer.languages)
    excluded = _Numbers(code for offer in offers for code in offer.excluded)
    return OfferColumns(
        offer_values=in_order,
        today=today,
        policy=policy,
        thematic_map=thematic_map,
        fixed=fixed[sorting],
        first=firsts(likeness[:, 0], len(tables.group)),
        plain=_offer_numbers(in_order, likeness, ranks[sorting], towns),
        bits=np.concatenate(
            (
                languages.sets(offer.languages for offer in in_order),
                excluded.sets(offer.excluded for offer in in_order),
            ),
            axis=1,
        ),
        tables=tables,
        known_to=known_to,
        towns=towns,
        languages=languages,
        excluded=excluded,
        named=_named(in_order),
        rows_by_town=_rows_by_town(in_order),
        row_of={offer.reference: row for row, offer in enumerate(in_order)},
    )


def columns_with(needs: Sequence[Need], offered: OfferColumns, links: Links) -> Columns:
    """Return needs beside the columns of the offers.

    Raises:
        ValueError: two needs carry the same reference.

    Cost: some 10 microseconds a need, and 20 a pair that is on record.
    """
    _refuse_twins(needs)
    asking = _Asking(today=offered.today, policy=offered.policy, thematic_map=offered.thematic_map)
    kinds, kind_of = _alike(needs, _kind_key)
    need_knowers, need_knowers_of = _alike(kinds, lambda need: need.knowers)
    refused = _Numbers(code for need in needs for code in need.excluded)
    tables = offered.tables._replace(
        ways=_ways(kinds, asking),
        need_knowers=need_knowers_of,
        known=_known(need_knowers, offered.known_to),
        width=_ints([each.width for each in (offered.languages, offered.excluded, refused)]),
    )
    there = refused.members(offered.named, len(offered.offer_values))
    return Columns(
        need_values=tuple(needs),
        offer_values=offered.offer_values,
        links=links,
        today=offered.today,
        policy=offered.policy,
        thematic_map=offered.thematic_map,
        needs=_need_side(needs, kind_of, offered, refused),
        offers=Side(plain=offered.plain, bits=np.concatenate((offered.bits, there), axis=1)),
        tables=tables,
        bases=bases_of(tables),
        special=_special(needs, offered, links),
        fixed=offered.fixed,
        first=offered.first,
    )


def _refuse_twins(things: Sequence[Need] | Sequence[Offer]) -> None:
    if len({thing.reference for thing in things}) != len(things):
        raise ValueError("Two needs, or two offers, carry the same reference.")


def firsts(numbers: Ints, total: int) -> Ints:
    """Return where each number from 0 begins among sorted `numbers`, and after it their end."""
    return np.searchsorted(numbers, np.arange(total + 1)).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """Ask a gate or a criterion about one side only; the other side is a blank that fits."""

    today: date
    policy: Policy
    thematic_map: ThematicMap

    def case(self, need: Need, offer: Offer, route: Route, ties: frozenset[LinkKind]) -> Case:
        return Case(
            need=need,
            offer=offer,
            link=Link(ties=ties),
            route=route,
            today=self.today,
            thematic_map=self.thematic_map,
        )

    def shut(self, case: Case, scope: Scope) -> int:
        return sum(BIT[rule.gate] for rule in GATES if rule.scope is scope and not rule.opens(case))

    def score(self, case: Case, criteria: frozenset[Criterion]) -> int:
        weights = weights_of(self.policy)
        return sum(
            weights[value.criterion] * digit_of(value.criterion, value.points)
            for value in values_of(case, self.policy)
            if value.criterion in criteria
        )


_COMMON: Final = frozenset({"en"})
_SOON: Final = Window(starts=date.min, ends=date.min + timedelta(days=1))
_BLANK_NEED: Final = Need(
    reference="",
    municipality="",
    places=frozenset(),
    kinds=frozenset(),
    activity=_TOPIC_MATTERS,
    topic=NeedTopic.WATER,
    languages=frozenset(),
    urgency=Urgency.ORDINARY,
    window=_SOON,
    excluded=frozenset(),
    accepts_other_activities=False,
    fits=dict.fromkeys(ALL_ROUTES, 0),
    permits={},
)
_BLANK_OFFER: Final = Offer(
    reference="",
    municipality="",
    places=frozenset(),
    bodies=frozenset(),
    activities=frozenset(),
    topics=frozenset(),
    forms=frozenset(),
    actor=ActorMode.SINGLE,
    languages=_COMMON,
    has_interpreter=False,
    window=_SOON,
    excluded=frozenset(),
    capacity_left=1,
    has_host_partner=False,
    has_platform=False,
    can_host=False,
    readiness=Readiness(result=ReadinessResult.READY),
    years_after_conflict=None,
    projects_done=0,
    engaged=0,
)
"""The other side, where a gate or a criterion that looks at one side only is asked."""

_OF_NEED: Final = frozenset({Criterion.FIT_OF_NEED, Criterion.COMPLEMENTARITY, Criterion.EVENNESS})
"""Criteria that look at the appeal and the way to help, standing aside."""

_OF_OFFER: Final = frozenset({Criterion.ENDURANCE, Criterion.EXPERIENCE, Criterion.BALANCE})


def _kind_key(need: Need) -> Hashable:
    """What the gates and the criteria of the need look at."""
    return (
        need.activity,
        need.kinds,
        need.accepts_other_activities,
        need.knowers,
        tuple((need.fits[route], need.permits[route].allowed) for route in ALL_ROUTES),
        evenness_of(need.neighbours),
        None if need.present is None else frozenset(need.present.items()),
    )


def _profile_key(offer: Offer) -> Hashable:
    """What the gates of the offer look at, its activities aside."""
    return (
        offer.actor,
        offer.can_host,
        offer.has_platform,
        offer.has_host_partner,
        offer.readiness,
        offer.capacity_left > 0,
    )


def _alike(
    things: Sequence[Thing], key_of: Callable[[Thing], Hashable]
) -> tuple[list[Thing], Ints]:
    """Return one of each kind, and for each thing the number of its kind."""
    numbers: dict[Hashable, int] = {}
    examples: list[Thing] = []
    kinds = np.empty(len(things), np.int64)
    for row, thing in enumerate(things):
        key = key_of(thing)
        if key not in numbers:
            numbers[key] = len(examples)
            examples.append(thing)
        kinds[row] = numbers[key]
    return examples, kinds


def _ranks(references: Sequence[str]) -> Ints:
    ranks = np.empty(len(references), np.int64)
    ranks[sorted(range(len(references)), key=references.__getitem__)] = np.arange(len(references))
    return ranks


def _fixed(offers: Sequence[Offer], asking: _Asking) -> Ints:
    """Return what each offer brings to the score whatever the need."""
    known: dict[Hashable, int] = {}
    fixed = np.empty(len(offers), np.int64)
    for row, offer in enumerate(offers):
        key = offer.years_after_conflict, offer.projects_done, offer.engaged
        if key not in known:
            case = asking.case(_BLANK_NEED, offer, ALL_ROUTES[0], frozenset())
            known[key] = asking.score(case, _OF_OFFER)
        fixed[row] = known[key]
    return fixed


def _tables(offers: Sequence[Offer], asking: _Asking) -> tuple[Ints, Tables, list[Offer]]:
    """Return for each offer its group, detail and form, and the tables these are rows of.

    What is of needs is empty in the tables. The last are one of each set of intermediaries.
    """
    sets_of_ties = [_ties(number) for number in range(1 << len(_TIES))]
    profiles, profile_of = _alike(offers, _profile_key)
    doing, does_of = _alike(offers, lambda offer: offer.activities)
    forms, form_of = _alike(offers, lambda offer: offer.forms)
    known_to, knowers_of = _alike(offers, lambda offer: offer.knowers)
    shut, lacks = _offer_shut(profiles, asking), _lacks(doing, asking)
    detail, detail_of = _distinct(np.stack((profile_of, does_of, knowers_of), axis=1))
    open_routes = _open_routes(shut, lacks, detail)[detail_of]
    score_of_form = _form(forms, asking)
    form, same_form = _distinct(score_of_form)
    group, group_of = _distinct(np.stack((open_routes, same_form[form_of], knowers_of), axis=1))
    tables = Tables(
        ways=_ways((), asking),
        need_knowers=_ints([]),
        known=_known((), known_to),
        detail=detail,
        offer_shut=shut,
        lacks=lacks,
        group=group,
        form=form,
        link=_ints([_link_score(ties, asking) for ties in sets_of_ties]),
        link_shut=_ints([_link_shut(ties, asking) for ties in sets_of_ties]),
        twinned=_ints([LinkKind.TWINNING in ties for ties in sets_of_ties]),
        language=_ints([_language_score(own, asking) for own in (frozenset(), _COMMON)]),
        topic_shut=_ints([_topic_shut(route) for route in ALL_ROUTES]),
        gate=_ints([BIT[gate] for gate in _KERNEL_GATES]),
        width=_ints([]),
    )
    return np.stack((group_of, detail_of, same_form[form_of]), axis=1), tables, known_to


def _distinct(rows: Ints) -> tuple[Ints, Ints]:
    """Return the different rows, and for each row which of them it is."""
    if not len(rows):
        return rows.reshape(0, rows.shape[1]), np.zeros(0, np.int64)
    found, number = np.unique(rows, axis=0, return_inverse=True)
    return np.ascontiguousarray(found), number.reshape(-1).astype(np.int64)


def _ways(kinds: Sequence[Need], asking: _Asking) -> Ints:
    """Return for each kind the ways to help that are tried, as `kernels.Tables.ways` has them."""
    ways = np.full((len(kinds), len(ALL_ROUTES), 4), -1, np.int64)
    for k, need in enumerate(kinds):
        for place, route in enumerate(routes_for(need, asking.thematic_map)):
            case = asking.case(need, _BLANK_OFFER, route, frozenset())
            ways[k, place] = (
                _ROUTE[route],
                route.activity is need.activity,
                asking.shut(case, Scope.NEED),
                asking.score(case, _OF_NEED),
            )
    return ways


def _offer_shut(profiles: Sequence[Offer], asking: _Asking) -> Ints:
    shut = np.zeros((len(profiles), 2, len(ALL_ROUTES)), np.int64)
    for p, offer in enumerate(profiles):
        versatile = replace(offer, activities=frozenset(Activity))
        for r, route in enumerate(ALL_ROUTES):
            for twinned, ties in enumerate((frozenset[LinkKind](), {LinkKind.TWINNING})):
                case = asking.case(_BLANK_NEED, versatile, route, frozenset(ties))
                shut[p, twinned, r] = asking.shut(case, Scope.OFFER)
    return shut


def _lacks(doing: Sequence[Offer], asking: _Asking) -> Ints:
    lacks = np.zeros((len(doing), len(ALL_ROUTES)), np.int64)
    for a, offer in enumerate(doing):
        for r, route in enumerate(ALL_ROUTES):
            case = asking.case(_BLANK_NEED, offer, route, frozenset())
            lacks[a, r] = asking.shut(case, Scope.OFFER) & BIT[Gate.ACTIVITY_OFFERED]
    return lacks


def _open_routes(shut: Ints, lacks: Ints, detail: Ints) -> Ints:
    """Return for each detail, as bits, the routes that its own gates leave open without ties."""
    bit = 1 << np.arange(len(ALL_ROUTES), dtype=np.int64)
    is_open = (shut[detail[:, 0], 0] | lacks[detail[:, 1]]) == 0
    masks: Ints = np.where(is_open, bit, 0).sum(axis=1, dtype=np.int64)
    return masks


def _form(forms: Sequence[Offer], asking: _Asking) -> Ints:
    score = np.zeros((len(forms), len(ALL_ROUTES)), np.int64)
    for f, offer in enumerate(forms):
        for r, route in enumerate(ALL_ROUTES):
            case = asking.case(_BLANK_NEED, offer, route, frozenset())
            score[f, r] = asking.score(case, frozenset({Criterion.FORM_OF_HELP}))
    return score


def _known(needs: Sequence[Need], offers: Sequence[Offer]) -> Ints:
    """Return the ties that a common intermediary makes: one bit, or none."""
    bit = 1 << _TIES.index(LinkKind.KNOWN_INTERMEDIARY)
    rows = [
        [0 if need.knowers.isdisjoint(offer.knowers) else bit for offer in offers] for need in needs
    ]
    return _ints(rows).reshape(len(needs), len(offers))


def _link_score(ties: frozenset[LinkKind], asking: _Asking) -> int:
    case = asking.case(_BLANK_NEED, _BLANK_OFFER, ALL_ROUTES[0], ties)
    return asking.score(case, frozenset({Criterion.LINK}))


def _link_shut(ties: frozenset[LinkKind], asking: _Asking) -> list[int]:
    """Return by route the gate of the link's basis where these ties leave it shut."""
    opens = next(rule.opens for rule in GATES if rule.gate is Gate.LINK_BASIS)
    cases = [asking.case(_BLANK_NEED, _BLANK_OFFER, route, ties) for route in ALL_ROUTES]
    return [0 if opens(case) else BIT[Gate.LINK_BASIS] for case in cases]


def _language_score(languages: frozenset[str], asking: _Asking) -> int:
    need = replace(_BLANK_NEED, languages=languages)
    case = asking.case(need, _BLANK_OFFER, ALL_ROUTES[0], frozenset())
    return asking.score(case, frozenset({Criterion.LANGUAGES}))


def _topic_shut(route: Route) -> int:
    return BIT[Gate.TOPIC_OFFERED] if route.activity is _TOPIC_MATTERS else 0


def _ties(number: int) -> frozenset[LinkKind]:
    return frozenset(kind for at, kind in enumerate(_TIES) if number >> at & 1)


def _number(ties: Iterable[LinkKind]) -> int:
    return sum(1 << _TIES.index(kind) for kind in ties)


_TOPIC_BIT: Final = {topic: 1 << at for at, topic in enumerate(NeedTopic)}


def _need_side(
    needs: Sequence[Need], kind_of: Ints, offered: OfferColumns, refused: "_Numbers"
) -> Side:
    plain = (
        kind_of,
        offered.towns.of(need.municipality for need in needs),
        [_TOPIC_BIT[need.topic] for need in needs],
        [need.window.starts.toordinal() for need in needs],
        [need.window.ends.toordinal() for need in needs],
    )
    sets = (
        offered.languages.sets(need.languages for need in needs),
        offered.excluded.sets(need.places for need in needs),
        refused.sets(need.excluded for need in needs),
    )
    return Side(plain=_smalls(plain), bits=np.concatenate(sets, axis=1))


def _offer_numbers(
    offers: Sequence[Offer], likeness: Ints, rank: Ints, towns: "_Numbers"
) -> Smalls:
    plain = (
        likeness[:, 0],
        towns.of(offer.municipality for offer in offers),
        [sum(_TOPIC_BIT[topic] for topic in offer.topics) for offer in offers],
        [offer.window.starts.toordinal() for offer in offers],
        [offer.window.ends.toordinal() for offer in offers],
        [offer.has_interpreter for offer in offers],
        likeness[:, 1],
        likeness[:, 2],
        rank,
    )
    return _smalls(plain)


def _named(offers: Sequence[Offer]) -> dict[str, Ints]:
    rows: dict[str, list[int]] = {}
    for row, offer in enumerate(offers):
        for code in offer.places | offer.bodies:
            rows.setdefault(code, []).append(row)
    return {code: _ints(found) for code, found in rows.items()}


class _Numbers:
    """Words as numbers, and sets of words as bits; words it does not know are in no set."""

    def __init__(self, words: Iterable[str]) -> None:
        self._at = {word: at for at, word in enumerate(sorted(set(words)))}
        self.width = max(1, -(-len(self._at) // 64))

    def of(self, words: Iterable[str]) -> list[int]:
        """Return the number of each word, -1 for one that is not known."""
        return [self._at.get(word, -1) for word in words]

    def members(self, rows: Mapping[str, Ints], total: int) -> NDArray[np.uint64]:
        """Return the sets of rows of which it is told, word by word, which rows have it."""
        bits = np.zeros((total, self.width), np.uint64)
        for word, at in self._at.items():
            if word in rows:
                bits[rows[word], at // 64] |= np.uint64(1 << at % 64)
        return bits

    def sets(self, rows: Iterable[frozenset[str]]) -> NDArray[np.uint64]:
        known: dict[frozenset[str], int] = {}
        distinct: list[list[int]] = []
        row_of = []
        for words in rows:
            if words not in known:
                known[words] = len(distinct)
                distinct.append(self._words(words))
            row_of.append(known[words])
        table = np.array(distinct, np.uint64).reshape(len(distinct), self.width)
        return np.ascontiguousarray(table[np.array(row_of, np.int64)])

    def _words(self, words: frozenset[str]) -> list[int]:
        bits = sum(1 << at for word in words if (at := self._at.get(word)) is not None)
        return [bits >> 64 * word & (1 << 64) - 1 for word in range(self.width)]


def _special(needs: Sequence[Need], offered: OfferColumns, links: Links) -> Special:
    """Return the pairs on record, by need and then by offer."""
    offers, offer_rows, offer_row = offered.offer_values, offered.rows_by_town, offered.row_of
    need_rows, today = _rows_by_town(needs), offered.today
    need_row = {need.reference: row for row, need in enumerate(needs)}
    pairs = {
        (i, j)
        for asker, helper in links.ties
        for i in need_rows.get(asker, ())
        for j in offer_rows.get(helper, ())
    }
    pairs |= {
        (need_row[need], offer_row[offer])
        for need, offer in (*links.suppressed, *links.standing)
        if need in need_row and offer in offer_row
    }
    found = [(i, j, links.of(needs[i], offers[j])) for i, j in sorted(pairs)]
    return Special(
        first=firsts(_ints([i for i, _j, _link in found]), len(needs)),
        offer=_ints([j for _i, j, _link in found]),
        ties=_ints([_number(link.ties) for _i, _j, link in found]),
        suppressed=_ints([_is_suppressed(link, today) for _i, _j, link in found]),
        stands=_ints([_for_standing(needs[i], link, offered.policy) for i, _j, link in found]),
    )


def _for_standing(need: Need, link: Link, policy: Policy) -> int:
    """Return what a standing pair has over one that does not; see `criteria._evenness`."""
    if not link.stands:
        return 0
    left = MOST_EVEN - evenness_of(need.neighbours)
    return FOR_STANDING + weights_of(policy)[Criterion.EVENNESS] * left


def _is_suppressed(link: Link, today: date) -> bool:
    """Test as `Gate.NOT_DECLINED` does."""
    return link.suppressed_until is not None and link.suppressed_until > today


def _rows_by_town(things: Sequence[Thing]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, thing in enumerate(things):
        rows.setdefault(thing.municipality, []).append(row)
    return rows


def _smalls(columns: Sequence[Sequence[int] | Ints]) -> Smalls:
    return np.ascontiguousarray(np.array(columns, np.int32).T)


def _ints(numbers: Sequence[object]) -> Ints:
    return np.array(numbers, np.int64)
