"""Let an appeal out of quarantine, and keep how it was found to be genuine."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from intake.engine.dossier import Basis
from intake.models import Filing
from matching.services import unconfirmed


@transaction.atomic
def confirm_and_keep(*, appeal: UUID, basis: Basis, by: User, at: datetime) -> None:
    """Confirm an appeal, which becomes a case of `by`.

    Raises:
        PermissionDenied: `by` judges no appeals.
        Appeal.DoesNotExist: `by` does not check this appeal.
        IllegalTransition: it was withdrawn or decided meanwhile; nothing was changed.
        AlreadyAsked: the municipality has a live appeal for the same; nothing was changed.
    """
    unconfirmed.confirm_and_keep(reference=appeal, by=by, at=at)
    Filing.objects.filter(appeal__reference=appeal).update(basis=basis.value)


@transaction.atomic
def confirm_and_leave(*, appeal: UUID, basis: Basis, by: User, at: datetime) -> None:
    """Confirm an appeal, which waits in the queue for any officer.

    Raises:
        PermissionDenied: `by` judges no appeals.
        Appeal.DoesNotExist: `by` does not check this appeal.
        IllegalTransition: it was withdrawn or decided meanwhile; nothing was changed.
        AlreadyAsked: the municipality has a live appeal for the same; nothing was changed.
    """
    unconfirmed.confirm_and_leave(reference=appeal, by=by, at=at)
    Filing.objects.filter(appeal__reference=appeal).update(basis=basis.value)
