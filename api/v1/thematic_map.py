"""The thematic map as v1 gives it out: eight activities, each with its fits and where from."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.functional import Promise
from rest_framework import serializers

from activities.engine.values import (
    Activity,
    ActorMode,
    Basis,
    Cell,
    Cited,
    Fit,
    HelperTest,
    Mode,
    PartnerNeed,
    PartnerRole,
    Situation,
    Venue,
)
from activities.labels import (
    ACTIVITY_LABELS,
    ACTIVITY_SENTENCES,
    ACTOR_LABELS,
    FIT_LABELS,
    MODE_LABELS,
    NEED_LABELS,
    OBLIGATION_LABELS,
    PARTNER_LABELS,
    PARTNER_NEED_LABELS,
    RISK_LABELS,
    RULE_LABELS,
    VENUE_LABELS,
)
from activities.selectors import Edition
from api.v1.serializers import one_of, some_of
from evidence.engine.citation import Citation, Mark
from evidence.engine.values import Phase, Subject
from evidence.labels import PHASES

_Code = TypeVar("_Code", bound=StrEnum)
Shown = dict[str, Any]  # JSON to be rendered, described by the serializers below


class FitSerializer(serializers.Serializer[object]):
    """0 does not fit, 1 fits with a justification, 2 fits well; and what the number rests on."""

    score = serializers.IntegerField(min_value=0, max_value=2)
    name = serializers.CharField()
    basis = some_of(Basis)


class PhaseFitSerializer(FitSerializer):
    """The fit in one phase."""

    phase = one_of(Phase)
    phase_name = serializers.CharField()


class ActorFitSerializer(FitSerializer):
    """How well one sort of actor leads the activity."""

    actor = one_of(ActorMode)
    actor_name = serializers.CharField()


class SpecialFitSerializer(FitSerializer):
    """The fit of one phase in a special situation; it stands where it is the higher one."""

    phase = one_of(Phase)
    situation = one_of(Situation)
    mark = one_of(Mark)
    lines = serializers.ListField(child=serializers.IntegerField())


class VenueSerializer(serializers.Serializer[object]):
    """How the activity touches the zone at one venue, and which partner it needs there."""

    venue = one_of(Venue)
    venue_name = serializers.CharField()
    mode = one_of(Mode)
    mode_name = serializers.CharField()
    partner_need = one_of(PartnerNeed)
    partner_need_name = serializers.CharField()


class CitedSerializer(serializers.Serializer[object]):
    """A code with its sentence and the lines of the 2008 report it rests on."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    mark = one_of(Mark)
    lines = serializers.ListField(child=serializers.IntegerField())


class CellSerializer(serializers.Serializer[object]):
    """One activity of the map, whole."""

    activity = one_of(Activity)
    name = serializers.CharField()
    sentence = serializers.CharField()
    mark = one_of(Mark)
    lines = serializers.ListField(child=serializers.IntegerField())
    fits = PhaseFitSerializer(many=True)
    special_fits = SpecialFitSerializer(many=True)
    actors = ActorFitSerializer(many=True)
    venues = VenueSerializer(many=True)
    partner = one_of(PartnerRole)
    partner_name = serializers.CharField()
    prerequisites_required = some_of(Subject)
    prerequisites_weighed = some_of(Subject)
    helper_required = some_of(HelperTest)
    needs = CitedSerializer(many=True)
    rules = CitedSerializer(many=True)
    risks = CitedSerializer(many=True)
    obligations = CitedSerializer(many=True)


class ThematicMapSerializer(serializers.Serializer[object]):
    """The version of the map in force, since when and why it is.

    The reason is empty for version 1, the report's own. A fit with the basis `ours`, and what
    carries the mark `ours`, differs from the report.
    """

    version = serializers.IntegerField()
    valid_from = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)
    activities = CellSerializer(many=True)


def shown(edition: Edition) -> Shown:
    """Return a version of the map in the active language."""
    return {
        "version": edition.number,
        "valid_from": edition.valid_from,
        "reason": edition.reason,
        "activities": [_cell(edition.thematic_map.cells[activity]) for activity in Activity],
    }


def _cell(cell: Cell) -> Shown:
    return {
        "activity": cell.activity.value,
        "name": str(ACTIVITY_LABELS[cell.activity]),
        "sentence": str(ACTIVITY_SENTENCES[cell.activity]),
        **_cite(cell.citation),
        "fits": [
            {"phase": phase.value, "phase_name": str(PHASES[phase]), **_fit(cell.fits[phase])}
            for phase in Phase
        ],
        "special_fits": [
            {
                "phase": special.phase.value,
                "situation": special.situation.value,
                **_fit(special.fit),
                **_cite(special.citation),
            }
            for special in cell.special_fits
        ],
        "actors": [
            {"actor": actor.value, "actor_name": str(ACTOR_LABELS[actor]), **_fit(fit)}
            for actor, fit in sorted(cell.actors.items())
        ],
        "venues": [_venue(cell, venue) for venue in Venue],
        "partner": cell.partner.role.value,
        "partner_name": str(PARTNER_LABELS[cell.partner.role]),
        "prerequisites_required": _codes(cell.required),
        "prerequisites_weighed": _codes(cell.weighed),
        "helper_required": _codes(cell.helper_required),
        "needs": _cited(cell.needs, NEED_LABELS),
        "rules": _cited(cell.rules, RULE_LABELS),
        "risks": _cited(cell.risks, RISK_LABELS),
        "obligations": _cited(cell.obligations, OBLIGATION_LABELS),
    }


def _venue(cell: Cell, venue: Venue) -> Shown:
    mode, need = cell.modes[venue], cell.partner.needs[venue]
    return {
        "venue": venue.value,
        "venue_name": str(VENUE_LABELS[venue]),
        "mode": mode.value,
        "mode_name": str(MODE_LABELS[mode]),
        "partner_need": need.value,
        "partner_need_name": str(PARTNER_NEED_LABELS[need]),
    }


def _fit(fit: Fit) -> Shown:
    return {
        "score": fit.score,
        "name": str(FIT_LABELS[fit.score]),
        "basis": [basis.value for basis in fit.basis],
    }


def _cite(citation: Citation) -> Shown:
    return {"mark": citation.mark.value, "lines": list(citation.lines)}


def _cited(cited: Iterable[Cited[_Code]], labels: Mapping[_Code, Promise]) -> list[Shown]:
    return [
        {"code": one.code.value, "sentence": str(labels[one.code]), **_cite(one.citation)}
        for one in cited
    ]


def _codes(codes: Iterable[StrEnum]) -> list[str]:
    return sorted(code.value for code in codes)
