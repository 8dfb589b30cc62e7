"""What the pages of overrides show, gathered."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from evidence.engine.values import Subject
from prerequisites.engine.values import Override as EngineOverride
from prerequisites.engine.values import Value
from web.zones.decisions import Decided, Standing, decided
from web.zones.preview import override_preview

if TYPE_CHECKING:
    from accounts.models import User
    from places.models import Zone
    from prerequisites.models import Override
    from web.zones.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An override that waits for a second person, in the list."""

    zone: "Zone"
    decision: Decided
    is_own: bool


def line_of(override: "Override", user: "User") -> Line:
    """Return an override that waits, as a line of the list."""
    today = timezone.localdate()
    return Line(
        zone=override.municipality.zone,
        decision=decided(override, as_of=today, known_on=today),
        is_own=override.by_id == user.pk,
    )


def of_override(
    override: "Override", dossier: "Dossier", user: "User", *, today: date
) -> dict[str, Any]:
    """Return the page of one override. Any: a context holds all kinds of things."""
    decision = decided(override, as_of=today, known_on=today)
    waits = decision.standing is Standing.WAITING
    return {
        "zone": dossier.zone,
        "decision": decision,
        "is_own": override.by_id == user.pk,
        "waits": waits,
        "preview": override_preview(dossier, _as_if_confirmed(override, today), today=today)
        if waits
        else None,
    }


def _as_if_confirmed(override: "Override", today: date) -> EngineOverride:
    return EngineOverride(
        reference="draft",
        subject=Subject(override.subject),
        value=Value(override.value),
        since=override.since,
        until=override.until,
        confirmed_on=today,
    )
