"""The loops of the fast matcher, compiled by numba. They know numbers only.

`matching.engine.columns` makes the columns out of needs and offers; `tests/matching` holds
every answer against the readable engine in `matching.engine.pairing`.

All compiled code stands in this one file and takes every constant of other files as an argument,
since numba keeps what it compiled until this file changes. Inner loops take arrays one by one:
handing on a tuple of arrays costs twenty times what the loop does.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Smalls: TypeAlias = NDArray[np.int32]  # half the memory: the kernels wait for it, not for sums
Bits: TypeAlias = NDArray[np.uint64]

NOTHING: Final = -(2**62)
"""Lower than every key."""

KIND = GROUP = 0
MUNICIPALITY, TOPICS, STARTS, ENDS = 1, 2, 3, 4
INTERPRETER, DETAIL, FORM, RANK = 5, 6, 7, 8
"""The columns of `plain`: the first five of needs and offers, the others of offers alone."""

ROUTE, ASKED, SHUT, FIT = 0, 1, 2, 3
"""What `Tables.ways` holds of each way to help."""

APART: Final = 5
"""How many gates `_apart` looks at."""


class Side(NamedTuple):
    """Appeals, or pledges, one a row.

    `plain` holds numbers by column; topics are bits, 0 at a pledge for any. `bits` holds sets,
    three one after the other: languages; the places of an appeal beside the places that a pledge
    excludes; what an appeal excludes beside the places and bodies of a pledge.
    """

    plain: Smalls
    bits: Bits


class Tables(NamedTuple):
    """What holds for every need of a kind and every offer of a group or a detail.

    Axes: k kinds, w ways of a kind, g groups, d details, p profiles, a sets of activities,
    f best forms, m and n sets of intermediaries of needs and of offers, r routes, t ties (a set
    of link kinds as a number), 2 for no / yes.
    """

    ways: Ints  # k x w x 4: route (-1 after the last), whether asked, gates shut, score of the fit
    need_knowers: Ints  # k
    known: Ints  # m x n: ties that a common intermediary makes
    detail: Ints  # d x 3: profile, set of activities, set of intermediaries
    offer_shut: Ints  # p x 2 x r: gates that stay shut whatever the need, by twinned
    lacks: Ints  # a x r: the gate of the activity where it is not offered
    group: Ints  # g x 3: routes open without ties as bits, best form, set of intermediaries
    form: Ints  # f x r: score of the form
    link: Ints  # t: score of the link
    link_shut: Ints  # t x r: gates that only ties open
    twinned: Ints  # t: whether the two are twins
    language: Ints  # 2: score of no common language, of one
    topic_shut: Ints  # r: the gate of the topic where the topic matters
    gate: Ints  # the gates that look at both; see `_KERNEL_GATES` in columns
    width: Ints  # 3: words of each set in `Side.bits`


class Special(NamedTuple):
    """Pairs that are more than their kind and group, by need: rows first[i] to first[i + 1]."""

    first: Ints
    offer: Ints  # ascending within a need
    ties: Ints
    suppressed: Ints
    stands: Ints


class Bases(NamedTuple):
    """The best route of each kind and group, by whether the topic is offered: k x g x 2.

    `score` is -1 where every route is shut by kind and group alone.
    """

    score: Ints
    route: Ints


@njit(cache=True)
def _meet(ours: Bits, i: int, theirs: Bits, j: int, first: int, last: int) -> bool:
    common = np.uint64(0)
    for word in range(first, last):
        common |= ours[i, word] & theirs[j, word]
    return bool(common)


@njit(cache=True)
def _ones(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@njit(cache=True)
def _apart(
    need: Smalls, need_bits: Bits, offer: Smalls, offer_bits: Bits, width: Ints, i: int, j: int
) -> int:
    """Return which of the five gates that look at both, and at no route, stay shut: 0 to 31.

    `_gates_of` makes gates of it.
    """
    own, places, all_words = width[0], width[0] + width[1], width[0] + width[1] + width[2]
    apart = 0
    if need[i, MUNICIPALITY] == offer[j, MUNICIPALITY]:
        apart |= 1
    if _meet(need_bits, i, offer_bits, j, places, all_words):
        apart |= 2
    if _meet(need_bits, i, offer_bits, j, own, places):
        apart |= 4
    if min(need[i, ENDS], offer[j, ENDS]) <= max(need[i, STARTS], offer[j, STARTS]):
        apart |= 8
    if not offer[j, INTERPRETER] and not _meet(need_bits, i, offer_bits, j, 0, own):
        apart |= 16
    return apart


@njit(cache=True)
def _gates_of(apart: int, gate: Ints) -> int:
    shut = 0
    for bit in range(APART):
        if apart >> bit & 1:
            shut |= gate[bit]
    return shut


@njit(cache=True)
def _offers_topic(need: Smalls, offer: Smalls, i: int, j: int) -> int:
    return 1 if offer[j, TOPICS] == 0 or offer[j, TOPICS] & need[i, TOPICS] else 0


@njit(cache=True)
def _shut_on(
    way: Ints,
    detail: Ints,
    offer_shut: Ints,
    lacks: Ints,
    link_shut: Ints,
    topic_shut: Ints,
    ties: int,
    twinned: int,
    topic: int,
) -> int:
    """Return the gates shut on one way for one detail; -1 where that way is not tried."""
    r = way[ROUTE]
    if r < 0 or (not way[ASKED] and lacks[detail[1], r]):
        return -1
    shut: int = (
        way[SHUT] | offer_shut[detail[0], twinned, r] | lacks[detail[1], r] | link_shut[ties, r]
    )
    return shut if topic else shut | topic_shut[r]


@njit(cache=True)
def _best(
    tables: Tables, k: int, d: int, form: int, ties: int, topic: int
) -> tuple[int, int, int, int]:
    """Return the best route of a kind and a detail with its score, and the nearest miss."""
    ways, scores, twinned = tables.ways[k], tables.form[form], tables.twinned[ties]
    score, route, missed, missed_route, fewest = -1, -1, 0, -1, 99
    for place in range(ways.shape[0]):
        shut = _shut_on(
            ways[place],
            tables.detail[d],
            tables.offer_shut,
            tables.lacks,
            tables.link_shut,
            tables.topic_shut,
            ties,
            twinned,
            topic,
        )
        if shut < 0:
            continue
        r = ways[place, ROUTE]
        if shut == 0 and ways[place, FIT] + scores[r] > score:
            score, route = ways[place, FIT] + scores[r], r
        if _ones(shut) < fewest:
            fewest, missed, missed_route = _ones(shut), shut, r
    if score >= 0:
        score += tables.link[ties]
    return score, route, missed, missed_route


@njit(cache=True)
def _base(
    ways: Ints, mask: int, scores: Ints, link_shut: Ints, topic_shut: Ints, topic: int
) -> tuple[int, int]:
    """Return the best route of a kind and a group with its score, the link aside."""
    score, route = -1, -1
    for place in range(ways.shape[0]):
        r = ways[place, ROUTE]
        if r < 0:
            break
        if ways[place, SHUT] | link_shut[r] or not mask >> r & 1:
            continue
        if (topic or not topic_shut[r]) and ways[place, FIT] + scores[r] > score:
            score, route = ways[place, FIT] + scores[r], r
    return score, route


@njit(cache=True)
def bases_of(tables: Tables) -> Bases:
    """Return the best of every kind and group."""
    ways, group, form = tables.ways, tables.group, tables.form
    known, need_knowers, link = tables.known, tables.need_knowers, tables.link
    link_shut, topic_shut = tables.link_shut, tables.topic_shut
    score = np.empty((ways.shape[0], group.shape[0], 2), np.int64)
    route = np.empty((ways.shape[0], group.shape[0], 2), np.int64)
    for k in range(ways.shape[0]):
        for g in range(group.shape[0]):
            ties = known[need_knowers[k], group[g, 2]]
            for topic in range(2):
                base, r = _base(
                    ways[k], group[g, 0], form[group[g, 1]], link_shut[ties], topic_shut, topic
                )
                score[k, g, topic] = base if base < 0 else base + link[ties]
                route[k, g, topic] = r
    return Bases(score, route)


@njit(cache=True)
def _place_of(first: Ints, offer: Ints, i: int, j: int) -> int:
    """Return where pair (i, j) stands among the special ones, or -1."""
    low, high = first[i], first[i + 1]
    while low < high:
        middle = (low + high) // 2
        if offer[middle] < j:
            low = middle + 1
        else:
            high = middle
    return low if low < first[i + 1] and offer[low] == j else -1


@njit(cache=True)
def _judge_special(
    needs: Side, offers: Side, tables: Tables, special: Special, i: int, at: int
) -> tuple[int, int, int, int]:
    """Return score (without the offer's own), route, missed and missed route; score -1: refused."""
    j = special.offer[at]
    k, d = needs.plain[i, KIND], offers.plain[j, DETAIL]
    ties = special.ties[at] | tables.known[tables.need_knowers[k], tables.detail[d, 2]]
    topic = _offers_topic(needs.plain, offers.plain, i, j)
    shut = _gates_of(
        _apart(needs.plain, needs.bits, offers.plain, offers.bits, tables.width, i, j), tables.gate
    )
    if special.suppressed[at]:
        shut |= tables.gate[APART]
    score, route, missed, missed_route = _best(tables, k, d, offers.plain[j, FORM], ties, topic)
    if shut or score < 0:
        return -1, route, missed | shut, missed_route
    shared = _meet(needs.bits, i, offers.bits, j, 0, tables.width[0])
    score += tables.language[1 if shared else 0] + special.stands[at]
    return score, route, 0, missed_route


@njit(cache=True)
def _insert(keys: Ints, offer: Ints, route: Ints, key: int, j: int, r: int) -> None:
    """Put an entry in its place in a row sorted from the greatest key down; the last drops out."""
    at = keys.shape[0] - 1
    while at > 0 and keys[at - 1] < key:
        keys[at], offer[at], route[at] = keys[at - 1], offer[at - 1], route[at - 1]
        at -= 1
    keys[at], offer[at], route[at] = key, j, r


@njit(cache=True)
def _search_group(
    need: Smalls,
    need_bits: Bits,
    offer: Smalls,
    offer_bits: Bits,
    width: Ints,
    base: Ints,
    route: Ints,
    language: Ints,
    special_first: Ints,
    special_offer: Ints,
    members: Ints,
    value: Ints,
    scale: int,
    i: int,
    keys: Ints,
    offers: Ints,
    routes: Ints,
) -> int:
    """Go down one group until no member can be listed; return how many were looked at."""
    last: int = keys.shape[0] - 1
    most = (max(base[0], base[1]) + language[1]) * scale
    for place in range(members.shape[0]):
        j = members[place]
        if most + value[j] <= keys[last]:
            return int(place)
        topic = _offers_topic(need, offer, i, j)
        if base[topic] < 0 or _apart(need, need_bits, offer, offer_bits, width, i, j):
            continue
        shared = _meet(need_bits, i, offer_bits, j, 0, width[0])
        key = (base[topic] + language[1 if shared else 0]) * scale + value[j]
        if key > keys[last] and _place_of(special_first, special_offer, i, j) < 0:
            _insert(keys, offers, routes, key, j, route[topic])
    return len(members)


@njit(cache=True)
def _search(
    needs: Side,
    offers: Side,
    tables: Tables,
    bases: Bases,
    special: Special,
    walk: Ints,
    first: Ints,
    value: Ints,
    order: Ints,
    bound: Ints,
    scale: int,
    i: int,
    keys: Ints,
    offer: Ints,
    route: Ints,
) -> int:
    """Fill one row with the best offers of need `i`; return how many pledges were looked at."""
    k, seen, last = needs.plain[i, KIND], 0, keys.shape[0] - 1
    for at in range(special.first[i], special.first[i + 1]):
        score, r, _missed, _route = _judge_special(needs, offers, tables, special, i, at)
        key = score * scale + value[special.offer[at]]
        if score >= 0 and key > keys[last]:
            _insert(keys, offer, route, key, special.offer[at], r)
    for place in range(order.shape[1]):
        g = order[k, place]
        if g < 0 or bound[k, place] <= keys[last]:
            break  # every later group is bounded lower still
        seen += _search_group(
            needs.plain,
            needs.bits,
            offers.plain,
            offers.bits,
            tables.width,
            bases.score[k, g],
            bases.route[k, g],
            tables.language,
            special.first,
            special.offer,
            walk[first[g] : first[g + 1]],
            value,
            scale,
            i,
            keys,
            offer,
            route,
        )
    return seen


@njit(cache=True, parallel=True)
def best_offers(
    needs: Side,
    offers: Side,
    tables: Tables,
    bases: Bases,
    special: Special,
    walk: Ints,
    first: Ints,
    value: Ints,
    order: Ints,
    bound: Ints,
    scale: int,
    floor: Ints,
    rows: Ints,
    top: int,
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return, for each need of `rows`, the keys, offers and routes of its best, and pledges seen.

    Args:
        walk: the offers, group after group, within a group from the greatest value down.
        first: where each group begins in `walk`; one more than there are groups.
        value: what each offer brings to a key whatever the need.
        order: k x g: the groups of a kind from the greatest bound down, -1 after the last.
        bound: k x g: a key that no pair of the group exceeds, in the same order.
        scale: what one point of the pair's own score is worth in a key.
        floor: by row; only greater keys are kept.
        rows: which needs.
        top: how many of each.
    """
    keys = np.empty((rows.shape[0], top), np.int64)
    offer = np.full((rows.shape[0], top), -1, np.int64)
    route = np.full((rows.shape[0], top), -1, np.int64)
    seen = np.zeros(rows.shape[0], np.int64)
    for row in prange(rows.shape[0]):
        keys[row, :] = floor[row]
        seen[row] = _search(
            needs,
            offers,
            tables,
            bases,
            special,
            walk,
            first,
            value,
            order,
            bound,
            scale,
            rows[row],
            keys[row],
            offer[row],
            route[row],
        )
    return keys, offer, route, seen


@njit(cache=True)
def _misses_of(tables: Tables, k: int) -> tuple[Smalls, Smalls, Smalls]:
    """Return for every detail, by topic, the nearest miss of a kind: gates, route, their number.

    A detail with an open route has no gates there.
    """
    ways, detail, offer_shut, lacks = tables.ways[k], tables.detail, tables.offer_shut, tables.lacks
    link_shut, topic_shut = tables.link_shut, tables.topic_shut
    known, twinned = tables.known[tables.need_knowers[k]], tables.twinned
    missed = np.empty((detail.shape[0], 2), np.int32)
    route = np.empty((detail.shape[0], 2), np.int32)
    count = np.empty((detail.shape[0], 2), np.int32)
    for d in range(detail.shape[0]):
        ties = known[detail[d, 2]]
        for topic in range(2):
            count[d, topic] = 99
            for place in range(ways.shape[0]):
                shut = _shut_on(
                    ways[place],
                    detail[d],
                    offer_shut,
                    lacks,
                    link_shut,
                    topic_shut,
                    ties,
                    twinned[ties],
                    topic,
                )
                if shut >= 0 and _ones(shut) < count[d, topic]:
                    count[d, topic] = _ones(shut)
                    missed[d, topic], route[d, topic] = shut, ways[place, ROUTE]
    return missed, route, count


@njit(cache=True)
def _keep_near(nearest: Ints, key: int, j: int, r: int, missed: int) -> None:
    """Put a refusal in its place in rows sorted from the least key up; the last drops out."""
    at = nearest.shape[0] - 1
    while at > 0 and nearest[at - 1, 0] > key:
        nearest[at, :] = nearest[at - 1, :]
        at -= 1
    nearest[at, 0], nearest[at, 1], nearest[at, 2], nearest[at, 3] = key, j, r, missed


@njit(cache=True)
def _add_gates(counts: Ints, shut: int, times: int) -> None:
    bit = 0
    while shut and times:
        if shut & 1:
            counts[bit] += times
        shut >>= 1
        bit += 1


@njit(cache=True)
def _count_special(
    needs: Side,
    offers: Side,
    tables: Tables,
    special: Special,
    i: int,
    gates: Ints,
    nearest: Ints,
) -> int:
    passed, total = 0, offers.plain.shape[0]
    for at in range(special.first[i], special.first[i + 1]):
        score, _route, missed, r = _judge_special(needs, offers, tables, special, i, at)
        if score >= 0:
            passed += 1
            continue
        j = special.offer[at]
        _add_gates(gates, missed, 1)
        key = _ones(missed) * total + offers.plain[j, RANK]
        if key < nearest[-1, 0]:
            _keep_near(nearest, key, j, r, missed)
    return passed


@njit(cache=True)
def _count_alone(
    missed: Smalls, offering: Smalls, topics: int, apart: Ints, gate: Ints, gates: Ints
) -> None:
    """Count for one need how often each gate refuses, as if no pair were special.

    A gate is counted by itself: how many offers of a detail offer the topic, and how many of all
    lie apart in one way, are numbers of their own.
    """
    wanted = _ones(topics - 1)  # the place of its one bit
    for d in range(missed.shape[0]):
        with_topic = offering[d, wanted]
        _add_gates(gates, missed[d, 1], with_topic)
        _add_gates(gates, missed[d, 0], offering[d, offering.shape[1] - 1] - with_topic)
    for way in range(APART):
        _add_gates(gates, gate[way], apart[way])


@njit(cache=True)
def _take_off_special(
    needs: Side, offers: Side, tables: Tables, special: Special, missed: Smalls, i: int, gates: Ints
) -> None:
    """Take off what the special pairs of one need added to the counts of `_count_alone`."""
    for at in range(special.first[i], special.first[i + 1]):
        j = special.offer[at]
        d, topic = offers.plain[j, DETAIL], _offers_topic(needs.plain, offers.plain, i, j)
        apart = _apart(needs.plain, needs.bits, offers.plain, offers.bits, tables.width, i, j)
        _add_gates(gates, missed[d, topic], -1)
        _add_gates(gates, _gates_of(apart, tables.gate), -1)


@njit(cache=True)
def _count_passing(
    need: Smalls,
    need_bits: Bits,
    offer: Smalls,
    offer_bits: Bits,
    width: Ints,
    base: Ints,
    first: Ints,
    special_first: Ints,
    special_offer: Ints,
    i: int,
) -> int:
    """Count the pairs that pass: only groups with an open route are looked at."""
    passed = 0
    for g in range(base.shape[0]):
        if base[g, 0] < 0 and base[g, 1] < 0:
            continue
        for j in range(first[g], first[g + 1]):
            if base[g, _offers_topic(need, offer, i, j)] < 0:
                continue
            if _apart(need, need_bits, offer, offer_bits, width, i, j):
                continue
            if _place_of(special_first, special_offer, i, j) < 0:
                passed += 1
    return passed


@njit(cache=True)
def _find_nearest(
    need: Smalls,
    need_bits: Bits,
    offer: Smalls,
    offer_bits: Bits,
    width: Ints,
    gate: Ints,
    missed: Smalls,
    route: Smalls,
    count: Smalls,
    least: int,
    by_rank: Ints,
    special_first: Ints,
    special_offer: Ints,
    i: int,
    nearest: Ints,
) -> None:
    """Go through the offers by rank until none that follows can be among the nearest.

    No refusal has fewer than `least` gates, and of equally many the earlier rank is nearer.
    """
    total = offer.shape[0]
    for place in range(total):
        if nearest[-1, 0] < least * total + place:
            return
        j = by_rank[place]
        d, topic = offer[j, DETAIL], _offers_topic(need, offer, i, j)
        apart = _apart(need, need_bits, offer, offer_bits, width, i, j)
        shut = count[d, topic] + _ones(apart)
        key = shut * total + place
        if shut and key < nearest[-1, 0] and _place_of(special_first, special_offer, i, j) < 0:
            bits = missed[d, topic] | _gates_of(apart, gate)
            _keep_near(nearest, key, j, route[d, topic], bits)


@njit(cache=True)
def _count_for(
    needs: Side,
    offers: Side,
    tables: Tables,
    bases: Bases,
    special: Special,
    near: tuple[Smalls, Smalls, Smalls],
    least: int,
    first: Ints,
    by_rank: Ints,
    offering: Smalls,
    apart: Ints,
    i: int,
    gates: Ints,
    nearest: Ints,
) -> int:
    """Count for one need and find its nearest misses; return how many pass."""
    missed, route, count = near
    passed = _count_special(needs, offers, tables, special, i, gates, nearest)
    _count_alone(missed, offering, needs.plain[i, TOPICS], apart, tables.gate, gates)
    _take_off_special(needs, offers, tables, special, missed, i, gates)
    passed += _count_passing(
        needs.plain,
        needs.bits,
        offers.plain,
        offers.bits,
        tables.width,
        bases.score[needs.plain[i, KIND]],
        first,
        special.first,
        special.offer,
        i,
    )
    _find_nearest(
        needs.plain,
        needs.bits,
        offers.plain,
        offers.bits,
        tables.width,
        tables.gate,
        missed,
        route,
        count,
        least,
        by_rank,
        special.first,
        special.offer,
        i,
        nearest,
    )
    return passed


@njit(cache=True, parallel=True)
def count_refusals(
    needs: Side,
    offers: Side,
    tables: Tables,
    bases: Bases,
    special: Special,
    by_kind: Ints,
    first_of_kind: Ints,
    first: Ints,
    by_rank: Ints,
    offering: Smalls,
    apart: Ints,
    gates: int,
    top: int,
) -> tuple[Ints, Ints, Ints]:
    """Return how many pairs pass, how often each gate refuses, and the nearest misses.

    Args:
        by_kind: the needs, kind after kind.
        first_of_kind: where each kind begins in `by_kind`; one more than there are kinds.
        first: where each group of offers begins; one more than there are groups.
        by_rank: the offers by their rank.
        offering: details x topics: offers of a detail that offer a topic; last, all of them.
        apart: needs x 5: offers that lie apart from a need in each of the ways of `_apart`.
        gates: how many gates there are.
        top: how many misses of each need.

    Returns:
        passed: one a need. gates: needs x gates. nearest: needs x top x (order, offer, route,
        gates); offer -1 where there are fewer.
    """
    total = needs.plain.shape[0]
    passed = np.zeros(total, np.int64)
    refused = np.zeros((total, gates), np.int64)
    nearest = np.full((total, top, 4), -1, np.int64)
    nearest[:, :, 0] = 2**62
    for k in prange(first_of_kind.shape[0] - 1):
        near = _misses_of(tables, k)
        least = 99
        for d in range(near[2].shape[0]):
            for topic in range(2):
                least = min(least, near[2][d, topic])
        least = max(1, least)
        for place in range(first_of_kind[k], first_of_kind[k + 1]):
            i = by_kind[place]
            passed[i] = _count_for(
                needs,
                offers,
                tables,
                bases,
                special,
                near,
                least,
                first,
                by_rank,
                offering,
                apart[i],
                i,
                refused[i],
                nearest[i],
            )
    return passed, refused, nearest


@njit(cache=True)
def least_costs(
    first: Ints,
    offer: Ints,
    score: Ints,
    used: Ints,
    first_used: Ints,
    used_pairs: Ints,
    need: Ints,
    of_needs: Ints,
    of_offers: Ints,
) -> int:
    """Lower costs until no pair can lower one further: Bellman and Ford's shortest paths.

    Args:
        first, offer, score, used, need: pairs sorted by need; `first` marks each need's.
        first_used, used_pairs: by offer, the pairs of the flow.
        of_needs, of_offers: the costs at the start, changed in place.

    Returns:
        How often a cost was lowered.
    """
    needs = of_needs.shape[0]
    queue = np.empty(needs + 1, np.int64)
    waits = np.ones(needs, np.int64)
    for i in range(needs):
        queue[i] = i
    head, count, steps = 0, needs, 0
    while count:
        i = queue[head]
        head = (head + 1) % (needs + 1)
        count -= 1
        waits[i] = 0
        for at in range(first[i], first[i + 1]):
            j = offer[at]
            if used[at] or of_needs[i] - score[at] >= of_offers[j]:
                continue
            of_offers[j] = of_needs[i] - score[at]
            steps += 1
            for place in range(first_used[j], first_used[j + 1]):
                pair = used_pairs[place]
                other = need[pair]
                if of_offers[j] + score[pair] < of_needs[other]:
                    of_needs[other] = of_offers[j] + score[pair]
                    if not waits[other]:
                        waits[other] = 1
                        queue[(head + count) % (needs + 1)] = other
                        count += 1
    return steps
