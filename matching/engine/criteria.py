"""The criteria: in which order the pledges that pass every gate are shown.

They are compared one after the other, in the order of the policy: a later criterion only decides
between pairs that all earlier ones hold equal. Points are small whole numbers; nothing is added
up, nothing is learned, and each value says what it rests on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from activities.engine.values import Activity
from matching.engine.gates import Case
from matching.engine.priority import STEPS_1, Steps
from matching.engine.values import Grade, HelpForm, LinkKind, Neighbours


class Criterion(StrEnum):
    """The name of each criterion."""

    FIT_OF_NEED = "fit_of_need"
    FORM_OF_HELP = "form_of_help"
    LINK = "link"
    LANGUAGES = "languages"
    ENDURANCE = "endurance"
    EXPERIENCE = "experience"
    BALANCE = "balance"
    COMPLEMENTARITY = "complementarity"
    EVENNESS = "evenness"


class Sureness(StrEnum):
    """How well a value is known, apart from how good it is."""

    RECORDED = "recorded"  # from a register, a treaty, a count of our own
    STATED = "stated"  # the helper says so
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What one criterion says of one pair.

    `because` is a code with a sentence in `matching/labels.py`; `facts` fills its gaps with
    numbers and codes, never with names.
    """

    criterion: Criterion
    points: int
    grade: Grade
    sureness: Sureness
    because: str
    facts: Mapping[str, int | str] = field(default_factory=dict)


Rule = Callable[[Case], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A version of the order of the criteria, and of who is answered first.

    `name` is what officers call it. A criterion that `order` leaves out decides nothing.
    """

    version: int
    order: tuple[Criterion, ...]
    name: str = ""
    steps: Steps = STEPS_1


POLICY_1: Final = Policy(
    version=1,
    order=(
        Criterion.FIT_OF_NEED,
        Criterion.FORM_OF_HELP,
        Criterion.LINK,
        Criterion.LANGUAGES,
        Criterion.ENDURANCE,
        Criterion.EXPERIENCE,
        Criterion.BALANCE,
    ),
    name="The order the platform began with",
)

SUGGESTED_ORDER: Final = (
    Criterion.FIT_OF_NEED,
    Criterion.COMPLEMENTARITY,
    Criterion.FORM_OF_HELP,
    Criterion.LINK,
    Criterion.LANGUAGES,
    Criterion.EVENNESS,
    Criterion.ENDURANCE,
    Criterion.EXPERIENCE,
    Criterion.BALANCE,
)
"""An order of all criteria that officers may propose: docs/adr/0024-balance-and-who-is-there.md."""


def values_of(case: Case, policy: Policy = POLICY_1) -> tuple[Value, ...]:
    """Return what each criterion says of `case`, in the order of `policy`."""
    return tuple(_RULES[criterion](case) for criterion in policy.order)


def _fit_of_need(case: Case) -> Value:
    asked = case.route.activity is case.need.activity
    fit = case.need.fits[case.route]
    return Value(
        criterion=Criterion.FIT_OF_NEED,
        points=(2 if asked else 0) + (1 if fit > 1 else 0),
        grade=Grade.FOR if asked else Grade.AGAINST,
        sureness=Sureness.RECORDED,
        because=("asked" if asked else "instead") + ("_strong" if fit > 1 else "_possible"),
        facts={"asked": case.need.activity.value, "activity": case.route.activity.value},
    )


_FORM_POINTS: Final = {
    HelpForm.GIFT: 1,
    HelpForm.TECHNICAL_ASSISTANCE: 2,
    HelpForm.PUBLIC_PARTICIPATION: 3,
}


def _form_of_help(case: Case) -> Value:
    if case.route.activity is not Activity.SERVICE_DEPARTMENTS:
        return _value(Criterion.FORM_OF_HELP, 0, Grade.FOR, Sureness.RECORDED, "no_form_needed")
    if not case.offer.forms:
        return _value(Criterion.FORM_OF_HELP, 0, Grade.UNKNOWN, Sureness.MISSING, "form_not_said")
    best = max(case.offer.forms, key=_FORM_POINTS.__getitem__)
    grade = Grade.AGAINST if best is HelpForm.GIFT else Grade.FOR
    return _value(Criterion.FORM_OF_HELP, _FORM_POINTS[best], grade, Sureness.STATED, best.value)


_LINK_POINTS: Final = {
    LinkKind.TWINNING: 5,
    LinkKind.AGENCY: 4,
    LinkKind.KNOWN_INTERMEDIARY: 3,
    LinkKind.COOPERATION_AGREEMENT: 2,
    LinkKind.NATIONAL_DYNAMIC: 1,
}


def _link(case: Case) -> Value:
    if not case.ties:
        return _value(Criterion.LINK, 0, Grade.UNKNOWN, Sureness.MISSING, "no_link_known")
    best = max(case.ties, key=_LINK_POINTS.__getitem__)
    return _value(Criterion.LINK, _LINK_POINTS[best], Grade.FOR, Sureness.RECORDED, best.value)


def _languages(case: Case) -> Value:
    shared = len(case.need.languages & case.offer.languages)
    if shared:
        return _value(
            Criterion.LANGUAGES, 2, Grade.FOR, Sureness.STATED, "shared_language", shared=shared
        )
    return _value(Criterion.LANGUAGES, 1, Grade.AGAINST, Sureness.STATED, "through_interpreter")


LONG_ENOUGH_YEARS: Final = 3


def _endurance(case: Case) -> Value:
    years = case.offer.years_after_conflict
    if years is None:
        return _value(Criterion.ENDURANCE, 0, Grade.UNKNOWN, Sureness.MISSING, "years_not_said")
    grade = Grade.FOR if years >= LONG_ENOUGH_YEARS else Grade.AGAINST
    return _value(
        Criterion.ENDURANCE, min(years, 10), grade, Sureness.STATED, "years_after", years=years
    )


def _experience(case: Case) -> Value:
    done = case.offer.projects_done
    if done == 0:
        return _value(Criterion.EXPERIENCE, 0, Grade.UNKNOWN, Sureness.MISSING, "no_project_known")
    return _value(
        Criterion.EXPERIENCE, min(done, 5), Grade.FOR, Sureness.STATED, "projects_done", done=done
    )


MOST_ENGAGED: Final = 15
"""Beyond so many appeals helped at a time, one more makes no difference between helpers."""


def _balance(case: Case) -> Value:
    engaged = case.offer.engaged
    points = -min(engaged, MOST_ENGAGED)
    grade = Grade.FOR if engaged == 0 else Grade.AGAINST
    because = "free" if engaged == 0 else "already_helps"
    return _value(Criterion.BALANCE, points, grade, Sureness.RECORDED, because, engaged=engaged)


CROWDED: Final = 2
"""So many bodies that do the same in a place: one more would not complement them [ours]."""


def _complementarity(case: Case) -> Value:
    """Say whether the activity is missing at the leaf. Every effort is complementary (L203)."""
    present = case.need.present
    if present is None:
        return _value(
            Criterion.COMPLEMENTARITY, 0, Grade.UNKNOWN, Sureness.MISSING, "presence_not_recorded"
        )
    same = present.get(case.route.activity, 0)
    points = CROWDED - min(same, CROWDED)
    if same == 0:
        return _value(
            Criterion.COMPLEMENTARITY, points, Grade.FOR, Sureness.RECORDED, "nobody_does_it_there"
        )
    return _value(
        Criterion.COMPLEMENTARITY,
        points,
        Grade.AGAINST,
        Sureness.RECORDED,
        "others_do_it_there",
        present=same,
    )


MOST_EVEN: Final = 3


def evenness_of(neighbours: Neighbours | None) -> int:
    """Return 3 where no other appeal of the region or side is helped, down to 0 where most are.

    Whole steps of a third. Nothing given out yet takes the lowest step: it is unknown for all.
    """
    if neighbours is None:
        return 0
    if neighbours.helped == 0:
        return MOST_EVEN
    return max(0, 2 - 3 * neighbours.helped // neighbours.others)


def _evenness(case: Case) -> Value:
    """Say whether help would go where less of it is. A pair that stands has nothing to give up."""
    neighbours = case.need.neighbours
    if case.link.stands:
        return _value(
            Criterion.EVENNESS, MOST_EVEN, Grade.FOR, Sureness.RECORDED, "put_together_already"
        )
    if neighbours is None:
        return _value(Criterion.EVENNESS, 0, Grade.UNKNOWN, Sureness.MISSING, "nothing_given_yet")
    points = evenness_of(neighbours)
    if neighbours.helped == 0:
        return _value(
            Criterion.EVENNESS, points, Grade.FOR, Sureness.RECORDED, "no_neighbour_helped"
        )
    return _value(
        Criterion.EVENNESS,
        points,
        Grade.FOR if 2 * neighbours.helped < neighbours.others else Grade.AGAINST,
        Sureness.RECORDED,
        "neighbours_helped",
        helped=neighbours.helped,
        others=neighbours.others,
    )


def _value(
    criterion: Criterion,
    points: int,
    grade: Grade,
    sureness: Sureness,
    because: str,
    **facts: int | str,
) -> Value:
    return Value(
        criterion=criterion,
        points=points,
        grade=grade,
        sureness=sureness,
        because=because,
        facts=facts,
    )


_RULES: Final[Mapping[Criterion, Rule]] = {
    Criterion.FIT_OF_NEED: _fit_of_need,
    Criterion.FORM_OF_HELP: _form_of_help,
    Criterion.LINK: _link,
    Criterion.LANGUAGES: _languages,
    Criterion.ENDURANCE: _endurance,
    Criterion.EXPERIENCE: _experience,
    Criterion.BALANCE: _balance,
    Criterion.COMPLEMENTARITY: _complementarity,
    Criterion.EVENNESS: _evenness,
}
