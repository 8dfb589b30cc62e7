"""Every step of a publication, in one place."""

from datetime import datetime
from typing import Final

from audit.services import record, sign
from matching.models import Appeal
from publication.engine.lifecycle import PUBLICATION, PublicationAction, PublicationState
from publication.models import Card, Publication


class MovedOn(Exception):
    """The publication has moved on, so this step no longer exists. Nothing was changed."""


_PAST: Final = {
    PublicationAction.REFUSE: "publication.refused",
    PublicationAction.APPROVE: "publication.approved",
    PublicationAction.DROP: "publication.dropped",
    PublicationAction.PUBLISH: "publication.listed",
    PublicationAction.LEAVE: "publication.leaving",
    PublicationAction.REMOVE: "publication.gone",
}
_ENDS: Final = frozenset(
    {PublicationAction.REFUSE, PublicationAction.DROP, PublicationAction.LEAVE}
)


def lock_appeal(pk: int) -> Appeal:
    """Lock an appeal before its publications, as everyone does here."""
    return (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality", "data_key")
        .get(pk=pk)
    )


def step(
    publication: Publication,
    action: PublicationAction,
    *,
    actor_id: int | None,
    at: datetime,
    also: tuple[str, ...] = (),
) -> None:
    """Take one step and keep it; a card whose publication ends is closed in the same moment.

    Args:
        publication: locked by the caller, with its appeal.
        action: the step.
        actor_id: who takes it; None for the platform.
        at: now.
        also: columns that the caller has set and that are saved with the state.

    Raises:
        MovedOn: there is no such step from here.
    """
    ways = PUBLICATION[PublicationState(publication.state)]
    if action not in ways:
        raise MovedOn
    publication.state = ways[action].value
    if action in _ENDS:
        publication.ended_at = at
    sign(actor_id=actor_id)
    publication.save(update_fields=["state", "ended_at", *also])
    if action is PublicationAction.LEAVE:
        Card.objects.filter(reference=publication.card_reference).update(is_open=False, summary="")
    record_step(publication, _PAST[action], actor_id=actor_id, at=at)


def end(publication: Publication, *, actor_id: int | None, at: datetime) -> None:
    """End an open publication where it stands; one that is leaving already leaves by itself.

    Raises:
        MovedOn: it is over.
    """
    state = PublicationState(publication.state)
    if state is PublicationState.LEAVING:
        return
    action = PublicationAction.LEAVE if state is PublicationState.LISTED else PublicationAction.DROP
    step(publication, action, actor_id=actor_id, at=at)


def record_step(publication: Publication, verb: str, *, actor_id: int | None, at: datetime) -> None:
    """Keep what happened. The id of the card stays out: nothing else joins it to an appeal."""
    record(
        verb=verb,
        subject_kind="publication",
        subject=str(publication.reference),
        actor_id=actor_id,
        at=at,
        data={"appeal": str(publication.appeal.reference)},
    )
