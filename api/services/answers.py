"""Do what a call asks for once, however often the same call comes (invariant I9).

The answer is kept by the transaction of the effect: either both are there or neither is. What was
refused changed nothing and keeps nothing, so the same key may be used again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from api.models import KeptAnswer
from sealing import services as sealing

KEPT_FOR: Final = timedelta(hours=24)
_TRY_LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 9))"


class OtherCall(Exception):
    """The key was used for another call. Nothing was changed."""


class InFlight(Exception):
    """The same call goes on at this moment. Nothing was changed by this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a call answered. `body` is JSON; `version` is empty where there is none."""

    status: int
    body: str
    version: str = ""
    is_repeated: bool = False


@transaction.atomic
def once(*, by: User, name: str, fingerprint: str, deed: Callable[[], Said], at: datetime) -> Said:
    """Return what the first call with this key said; do the deed when this is the first.

    What was asked is kept as a digest under the lookup key: a body may hold what is sealed
    elsewhere, and a plain digest of it could be guessed at.

    1. Take the lock of this caller's key, or refuse: a twin holds it until its commit.
    2. Look for what was kept.
    3. Do the deed and keep its answer.

    Raises:
        InFlight: a twin is between 1 and its commit.
        OtherCall: what was kept under this key answers another call.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TRY_LOCK, [f"{by.pk}:{name}"])
        if cursor.fetchone() != (True,):
            raise InFlight
    keyed = sealing.fingerprint(purpose="api.call", text=fingerprint).hex()
    kept = KeptAnswer.objects.filter(user=by, name=name).first()
    if kept is not None:
        return _repeated(kept, keyed)

    said = deed()
    KeptAnswer.objects.create(
        user=by,
        name=name,
        fingerprint=keyed,
        status=said.status,
        body=said.body,
        version=said.version,
        kept_at=at,
    )
    return said


def forget_old_answers(*, at: datetime) -> int:
    """Delete the answers that were kept for a day, and return how many there were."""
    return KeptAnswer.objects.filter(kept_at__lt=at - KEPT_FOR).delete()[0]


def _repeated(kept: KeptAnswer, fingerprint: str) -> Said:
    if kept.fingerprint != fingerprint:
        raise OtherCall
    return Said(status=kept.status, body=kept.body, version=kept.version, is_repeated=True)
