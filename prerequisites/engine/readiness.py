"""The prerequisites on the helper's side, H1 to H8: who is ready, for what, and what is missing.

Source: L268-289, with L196-201 and L664-669 (context), L486-491 and L718-720 (partners), fn 4
(who may help) and L403-409 (the right to cooperate).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from activities.engine.values import HelperTest
from prerequisites.engine.values import Value


class Answer(StrEnum):
    """What a helper says of itself."""

    YES = "yes"
    NO = "no"
    UNANSWERED = "unanswered"


class NationalPosition(StrEnum):
    """What the helper's government thinks of it; recorded, and never a block."""

    SUPPORTIVE = "supportive"
    NEUTRAL = "neutral"
    DISCOURAGING = "discouraging"
    NOT_RECORDED = "not_recorded"


class HelpMode(StrEnum):
    """Whether the help reaches into the zone."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class When(StrEnum):
    """For what help a missing test stands in the way."""

    ALWAYS = "always"
    DIRECT_HELP = "direct_help"
    WITH_PARTNER = "with_partner"
    INTRODUCTION = "introduction"


class ReadinessResult(StrEnum):
    """Whether a helper may be put forward."""

    READY = "ready"
    READY_WITH_RESERVATION = "ready_with_reservation"
    NOT_YET = "not_yet"


class Reservation(StrEnum):
    """What is told beside a helper that is ready."""

    NO_POLICY = "no_policy"
    POLICY_UNDATED = "policy_undated"
    POLICY_AFTER_FIRST_CONTACT = "policy_after_first_contact"


class Warned(StrEnum):
    """What could go wrong at the helper's own home."""

    NOT_CALM_AT_HOME = "not_calm_at_home"
    OWN_PEACE_UNMET = "own_peace_unmet"


class Information(StrEnum):
    """What is worth knowing and changes nothing."""

    NATIONAL_POSITION_NOT_RECORDED = "national_position_not_recorded"
    NATIONAL_POSITION_DISCOURAGING = "national_position_discouraging"
    RIGHT_TO_COOPERATE = "right_to_cooperate"


ENOUGH_CONTEXT_SOURCES: Final = 2
"""Several sources on the context, never a single one (L664-669); the number is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperFacts:
    """What is known of a helper.

    `own_p1` is the peace in the helper's own zone, None where it lies in no conflict area;
    `abroad` tells that it would help in another country, which a helper need not.
    """

    motives: Answer = Answer.UNANSWERED
    objectives: Answer = Answer.UNANSWERED
    communication: Answer = Answer.UNANSWERED
    endurance: Answer = Answer.UNANSWERED
    policy: Answer = Answer.UNANSWERED
    policy_dated_on: date | None = None
    first_contact_on: date | None = None
    context_sources: int = 0
    partners: Answer = Answer.UNANSWERED
    is_appellant: bool = False
    calm_at_home: Answer = Answer.UNANSWERED
    own_p1: Value | None = None
    national_position: NationalPosition = NationalPosition.NOT_RECORDED
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A test that is not passed, and the help it stands in the way of."""

    test: HelperTest
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What one helper has and lacks; `result_for` reads it for one kind of help.

    `result` is the one for the most demanding help: direct, with a partner, to be introduced.
    """

    result: ReadinessResult
    missing: tuple[Missing, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    warnings: tuple[Warned, ...] = ()
    information: tuple[Information, ...] = ()


def assess_helper(facts: HelperFacts) -> Readiness:
    """Return what a helper has and lacks."""
    missing = tuple(each for each, passed in _tests(facts) if not passed)
    reservations = _reservations(facts)
    return Readiness(
        result=_result(stands_in_the_way=bool(missing), reserved=bool(reservations)),
        missing=missing,
        reservations=reservations,
        warnings=_warnings(facts),
        information=_information(facts),
    )


def missing_for(
    readiness: Readiness,
    mode: HelpMode,
    *,
    partner_needed: bool = False,
    introducing: bool = False,
    also: frozenset[HelperTest] = frozenset(),
) -> tuple[HelperTest, ...]:
    """Return the tests to complete before a helper may give one kind of help.

    Args:
        readiness: what the helper has and lacks.
        mode: whether the help reaches into the zone.
        partner_needed: whether the activity needs a partner there.
        introducing: whether the two are about to be introduced, not only proposed.
        also: tests that the activity's cell of the map asks for whatever the mode.
    """
    asked = {
        When.ALWAYS: True,
        When.DIRECT_HELP: mode is HelpMode.DIRECT,
        When.WITH_PARTNER: partner_needed,
        When.INTRODUCTION: introducing,
    }
    return tuple(each.test for each in readiness.missing if asked[each.when] or each.test in also)


def result_for(
    readiness: Readiness,
    mode: HelpMode,
    *,
    partner_needed: bool = False,
    introducing: bool = False,
    also: frozenset[HelperTest] = frozenset(),
) -> ReadinessResult:
    """Return whether a helper is ready for one kind of help; arguments as in `missing_for`."""
    missing = missing_for(
        readiness, mode, partner_needed=partner_needed, introducing=introducing, also=also
    )
    return _result(stands_in_the_way=bool(missing), reserved=bool(readiness.reservations))


def is_ready_for(
    readiness: Readiness,
    mode: HelpMode,
    *,
    partner_needed: bool = False,
    introducing: bool = False,
    also: frozenset[HelperTest] = frozenset(),
) -> bool:
    """Test that nothing stands in the way of one kind of help; a reservation does not."""
    return not missing_for(
        readiness, mode, partner_needed=partner_needed, introducing=introducing, also=also
    )


def _tests(facts: HelperFacts) -> list[tuple[Missing, bool]]:
    """Each test that can stand in the way, and whether it is passed. H4 and H8 never do."""
    objectives_told = facts.objectives is Answer.YES and facts.communication is Answer.YES
    return [
        (Missing(test=HelperTest.H1, when=When.ALWAYS), facts.motives is Answer.YES),
        (Missing(test=HelperTest.H2, when=When.ALWAYS), objectives_told),
        (Missing(test=HelperTest.H3, when=When.DIRECT_HELP), facts.endurance is Answer.YES),
        (
            Missing(test=HelperTest.H5, when=When.INTRODUCTION),
            facts.context_sources >= ENOUGH_CONTEXT_SOURCES,
        ),
        (Missing(test=HelperTest.H6, when=When.WITH_PARTNER), facts.partners is Answer.YES),
        (Missing(test=HelperTest.H7, when=When.ALWAYS), not facts.is_appellant),
    ]


def _reservations(facts: HelperFacts) -> tuple[Reservation, ...]:
    if facts.policy is not Answer.YES:
        return (Reservation.NO_POLICY,)
    if facts.policy_dated_on is None:
        return (Reservation.POLICY_UNDATED,)
    if facts.first_contact_on is not None and facts.policy_dated_on > facts.first_contact_on:
        return (Reservation.POLICY_AFTER_FIRST_CONTACT,)
    return ()


def _warnings(facts: HelperFacts) -> tuple[Warned, ...]:
    found = {
        Warned.NOT_CALM_AT_HOME: facts.calm_at_home is Answer.NO,
        Warned.OWN_PEACE_UNMET: facts.own_p1 is Value.UNMET,
    }
    return tuple(warning for warning, holds in found.items() if holds)


def _information(facts: HelperFacts) -> tuple[Information, ...]:
    position = facts.national_position
    found = {
        Information.NATIONAL_POSITION_NOT_RECORDED: position is NationalPosition.NOT_RECORDED,
        Information.NATIONAL_POSITION_DISCOURAGING: position is NationalPosition.DISCOURAGING,
        Information.RIGHT_TO_COOPERATE: facts.abroad,
    }
    return tuple(information for information, holds in found.items() if holds)


def _result(*, stands_in_the_way: bool, reserved: bool) -> ReadinessResult:
    if stands_in_the_way:
        return ReadinessResult.NOT_YET
    return ReadinessResult.READY_WITH_RESERVATION if reserved else ReadinessResult.READY
