"""What two maps say differently, and what cannot be done with a map, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import labels, services
from activities.engine.contents import Difference, Part
from activities.engine.law import Fault, FaultCode
from activities.engine.values import (
    ActorMode,
    Aim,
    CommonInterest,
    HelperTest,
    LinkBasis,
    Mode,
    Need,
    Obligation,
    PartnerNeed,
    PartnerRole,
    Risk,
    Rule,
    Situation,
    Variant,
    Venue,
)
from evidence.engine.values import Phase, Subject
from evidence.labels import PHASES, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One difference. Empty `before`: it is added; empty `after`: it is taken out."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What differs in one activity."""

    code: str
    name: str
    lines: list[Line]


def changed(found: Iterable[Difference]) -> list[Changed]:
    """Return differences by activity, in their order."""
    return [
        Changed(
            code=activity.value,
            name=str(labels.ACTIVITY_LABELS[activity]),
            lines=[_line(each) for each in of_activity],
        )
        for activity, of_activity in groupby(found, key=lambda each: each.activity)
    ]


def special_name(phase: Phase, situation: Situation) -> str:
    """Return the name of a fit in a special situation."""
    return _("%(phase)s, %(situation)s") % {
        "phase": PHASES[phase],
        "situation": labels.SITUATION_NAMES[situation],
    }


def fault_sentence(fault: Fault) -> str:
    """Return what to tell the one whose map has this fault."""
    activity = labels.ACTIVITY_LABELS[fault.activity]
    if fault.code is FaultCode.NOBODY_LEADS:
        return _(
            "“%(activity)s” fits in some phase, and nobody could lead it. Let a single city or "
            "organisations lead it, or let it fit in no phase."
        ) % {"activity": activity}
    return _(
        "“%(activity)s” would ask for less than the report does. Nothing was recorded. Please "
        "begin again from the map in force."
    ) % {"activity": activity}


REFUSALS: "Final[Mapping[type[services.MapRefused], StrPromise]]" = {
    services.NoReason: gettext_lazy("Say why. Nothing was recorded."),
    services.NothingChanged: gettext_lazy(
        "This is what the map in force says already. Nothing was recorded. Change something first."
    ),
    services.OwnProposal: gettext_lazy(
        "You proposed this version yourself. Nothing was changed. A colleague adopts it."
    ),
    services.AlreadyDecided: gettext_lazy(
        "A colleague has decided on this version before you. Nothing was changed."
    ),
    services.Outdated: gettext_lazy(
        "Another version came into force meanwhile, and this one would undo it. Nothing was "
        "changed. Propose the change anew on the map in force."
    ),
}


def sentences_of(refused: services.MapRefused) -> list[str]:
    """Return what to tell who asked."""
    if isinstance(refused, services.FaultyMap):
        return [fault_sentence(fault) for fault in refused.faults]
    return [str(REFUSALS[type(refused)])]


def _line(difference: Difference) -> Line:
    word = _WORDS[difference.part]
    return Line(
        name=_name(difference.part, difference.about),
        before=str(word(difference.before)) if difference.before else "",
        after=str(word(difference.after)) if difference.after else "",
    )


def _name(part: Part, about: str) -> str:
    if part is Part.FIT:
        return str(PHASES[Phase(about)])
    if part is Part.SPECIAL_FIT:
        phase, situation = about.split(":")
        return special_name(Phase(phase), Situation(situation))
    if part is Part.ACTOR:
        return str(labels.ACTOR_LABELS[ActorMode(about)])
    if part is Part.PARTNER_NEED:
        return str(labels.PARTNER_VENUE_LABELS[Venue(about)])
    if part is Part.MODE:
        return str(labels.VENUE_LABELS[Venue(about)])
    return str(labels.PART_LABELS[part])


def _fit(code: str) -> "StrPromise":
    return labels.FIT_LABELS[int(code)]


_WORDS: "Final[Mapping[Part, Callable[[str], StrPromise | str]]]" = {
    Part.FIT: _fit,
    Part.SPECIAL_FIT: _fit,
    Part.ACTOR: _fit,
    Part.MODE: lambda code: labels.MODE_LABELS[Mode(code)],
    Part.THROUGH_HOST: lambda _code: gettext_lazy("The help runs through this organisation."),
    Part.PARTNER_ROLE: lambda code: labels.PARTNER_LABELS[PartnerRole(code)],
    Part.PARTNER_NEED: lambda code: labels.PARTNER_NEED_LABELS[PartnerNeed(code)],
    Part.REQUIRED: lambda code: SUBJECTS[Subject(code)],
    Part.WEIGHED: lambda code: SUBJECTS[Subject(code)],
    Part.HELPER_REQUIRED: lambda code: labels.HELPER_TEST_LABELS[HelperTest(code)],
    Part.NEED: lambda code: labels.NEED_LABELS[Need(code)],
    Part.LINK_BASIS: lambda code: labels.LINK_BASIS_LABELS[LinkBasis(code)],
    Part.VARIANT: lambda code: labels.VARIANT_LABELS[Variant(code)],
    Part.RULE: lambda code: labels.RULE_LABELS[Rule(code)],
    Part.RISK: lambda code: labels.RISK_LABELS[Risk(code)],
    Part.OBLIGATION: lambda code: labels.OBLIGATION_LABELS[Obligation(code)],
    Part.KIND: str,
    Part.COMMON_INTEREST: lambda code: labels.COMMON_INTEREST_LABELS[CommonInterest(code)],
    Part.AIM: lambda code: labels.AIM_LABELS[Aim(code)],
}
