"""New versions of the thematic map: one person proposes, another adopts."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.contents import differences
from activities.engine.documents import as_document, from_document
from activities.engine.editing import REPORT, marked
from activities.engine.law import Fault, faults_of
from activities.engine.map import allowed_ways
from activities.engine.values import ThematicMap
from activities.models import AllowedCell, MapVersion
from audit.services import record
from evidence.models.versions import FIRST_VERSION


class MapRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class FaultyMap(MapRefused):
    """This map would undo what the report asks for, or cannot be read."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.code.value for fault in faults))
        self.faults = faults


class NoReason(MapRefused):
    """Nobody said why."""


class NothingChanged(MapRefused):
    """The map says what the one in force says."""


class OwnProposal(MapRefused):
    """Who proposed a version does not adopt it."""


class AlreadyDecided(MapRefused):
    """Somebody adopted or rejected the version before."""


class Outdated(MapRefused):
    """Another version came into force meanwhile; this one would undo it unseen."""


@transaction.atomic
def propose_map(*, thematic_map: ThematicMap, reason: str, by: User, at: datetime) -> MapVersion:
    """Write down another map, for another person to adopt; its number is given here.

    What differs from the report is marked as ours, whoever wrote it and however.

    Args:
        thematic_map: what the map shall say; its version is the one that was changed.
        reason: why; everybody reads it once the map is in force.
        by: who proposes.
        at: now.

    Raises:
        PermissionDenied: `by` does not edit the map.
        FaultyMap, NoReason, NothingChanged, Outdated: see there; nothing was recorded.
    """
    require(by, Permission.EDIT_MAP)
    versions = MapVersion.locked()
    rightly_marked = _sound(thematic_map)
    if not reason.strip():
        raise NoReason
    in_force = _in_force(versions)
    if thematic_map.version != in_force.version:
        raise Outdated
    if not differences(in_force, rightly_marked):
        raise NothingChanged

    version = MapVersion.objects.create(
        number=max(versions, default=FIRST_VERSION) + 1,
        based_on=in_force.version,
        document=as_document(rightly_marked),
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    _note("map.proposed", version, by, at)
    return version


@transaction.atomic
def adopt_map(*, number: int, by: User, at: datetime) -> MapVersion:
    """Let a proposed version hold from today on; every appeal is matched anew with it.

    1. Lock all versions, so that two people decide one after the other.
    2. Refuse the proposer, and what another version has overtaken.
    3. Keep what it allows: activities are carried out by those rows alone.

    Raises:
        MapVersion.DoesNotExist: there is no such version.
        PermissionDenied: `by` does not edit the map.
        AlreadyDecided, OwnProposal, Outdated: see there; nothing was changed.
    """
    require(by, Permission.EDIT_MAP)
    versions = MapVersion.locked()
    version = _waiting(versions, number)
    if version.proposed_by_id == by.pk:
        raise OwnProposal
    if version.based_on != _in_force(versions).version:
        raise Outdated

    version.adopted_by = by
    version.adopted_at = at
    version.valid_from = timezone.localdate(at)
    version.save(update_fields=["adopted_by", "adopted_at", "valid_from"])
    keep_allowed_ways(version)

    _note("map.adopted", version, by, at)
    return version


def keep_allowed_ways(version: MapVersion) -> None:
    """Keep, row by row, what an adopted version allows: activities are carried out by those."""
    AllowedCell.objects.bulk_create(
        AllowedCell(
            version=version,
            activity=way.activity.value,
            phase=way.phase.value,
            actor=way.actor.value,
            venue=way.venue.value,
            zone_of_peace=way.zone_of_peace,
            mode=way.mode.value,
        )
        for way in allowed_ways(from_document(version.number, version.document))
    )


@transaction.atomic
def reject_map(*, number: int, by: User, at: datetime) -> MapVersion:
    """Put a proposed version aside for good; who proposed it may do so too.

    Raises:
        MapVersion.DoesNotExist: there is no such version.
        PermissionDenied: `by` does not edit the map.
        AlreadyDecided: see there; nothing was changed.
    """
    require(by, Permission.EDIT_MAP)
    version = _waiting(MapVersion.locked(), number)

    version.rejected_by = by
    version.rejected_at = at
    version.save(update_fields=["rejected_by", "rejected_at"])

    _note("map.rejected", version, by, at)
    return version


def _sound(thematic_map: ThematicMap) -> ThematicMap:
    """Return the map with its marks.

    Raises:
        FaultyMap: it must not be adopted, whoever proposes it.
    """
    rightly_marked = marked(thematic_map)
    faults = faults_of(rightly_marked)
    if faults:
        raise FaultyMap(faults)
    return rightly_marked


def _waiting(versions: Mapping[int, MapVersion], number: int) -> MapVersion:
    version = versions.get(number)
    if version is None:
        raise MapVersion.DoesNotExist
    if version.adopted_at is not None or version.rejected_at is not None:
        raise AlreadyDecided
    return version


def _in_force(versions: Mapping[int, MapVersion]) -> ThematicMap:
    adopted = [version for version in versions.values() if version.adopted_at is not None]
    if not adopted:
        return REPORT
    latest = max(adopted, key=lambda version: version.number)
    return from_document(latest.number, latest.document)


def _note(verb: str, version: MapVersion, by: User, at: datetime) -> None:
    record(verb=verb, subject_kind="map", subject=str(version.number), actor_id=by.pk, at=at)
