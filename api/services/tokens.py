"""Give tokens for a key and its secret (RFC 6749, section 4.4), revoke and forget them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from api.engine.digests import digest_of, is_same
from api.engine.quotas import EACH_KEY_S_TOKENS, WRONG_SECRETS_TOGETHER
from api.engine.scopes import Scope
from api.models import Key, Token
from intake.services.limits import spend

LIFE: Final = timedelta(minutes=15)
_KEPT_FOR: Final = timedelta(days=1)
_NOBODYS: Final = "0" * 64


class WrongSecret(Exception):
    """No live key has this id and this secret. Which of these it is stays unsaid."""


class BeyondTheKey(Exception):
    """The key may not do what it asks for. No token was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A token as its key reads it, once."""

    token: str
    scopes: frozenset[Scope]
    lives_s: int


def give_token(
    *, client_id: str, secret: str, scopes: frozenset[Scope] | None, at: datetime
) -> Given:
    """Give a token that lives for a quarter of an hour, or until its key ends.

    What it takes from a limit stays taken, whatever becomes of the rest.

    Args:
        scopes: what it shall be for; None for all that the key may do.

    Raises:
        WrongSecret: the pair opens nothing.
        BeyondTheKey: one of the scopes is not the key's.
        TooFast: too many tokens, or too many wrong secrets; nothing was given.
    """
    key = _key_of(client_id, secret, at)
    spend(f"api-token-{key.pk}", EACH_KEY_S_TOKENS, at=at)
    own = frozenset(map(Scope, key.scopes))
    wanted = own if scopes is None else scopes
    if not wanted or not wanted <= own:
        raise BeyondTheKey
    return _given(key, wanted, at)


@transaction.atomic
def _given(key: Key, scopes: frozenset[Scope], at: datetime) -> Given:
    """Keep the token, unless its key was revoked a moment ago: the key is locked and looked at."""
    held = Key.objects.live(at).select_for_update(of=("self",)).filter(pk=key.pk).first()
    if held is None:
        raise WrongSecret
    token, ends = secrets.token_urlsafe(32), min(at + LIFE, held.expires_at)
    Token.objects.create(
        key=held,
        digest=digest_of(token),
        scopes=sorted(scope.value for scope in scopes),
        issued_at=at,
        expires_at=ends,
    )
    return Given(token=token, scopes=scopes, lives_s=int((ends - at).total_seconds()))


def revoke_token(*, client_id: str, secret: str, token: str, at: datetime) -> bool:
    """Delete a token of a key, so that the next call finds it shut (RFC 7009).

    Returns:
        Whether there was one. A token of another key is as if it were not there.

    Raises:
        WrongSecret: the pair opens nothing.
        TooFast: too many wrong secrets.
    """
    key = _key_of(client_id, secret, at)
    return Token.objects.filter(key=key, digest=digest_of(token)).delete()[0] > 0


def forget_old_tokens(*, at: datetime) -> int:
    """Delete the tokens that ended a day ago, and return how many there were."""
    return Token.objects.filter(expires_at__lt=at - _KEPT_FOR).delete()[0]


def _key_of(client_id: str, secret: str, at: datetime) -> Key:
    key = Key.objects.live(at).filter(client_id=client_id).first()
    if not _opens(key, digest_of(secret), at) or key is None:
        spend("api-wrong-secret", WRONG_SECRETS_TOGETHER, at=at)
        raise WrongSecret
    return key


def _opens(key: Key | None, digest: str, at: datetime) -> bool:
    """Test a digest against both secrets; without a key the same work is done for nothing."""
    current = key.secret_sha256 if key else _NOBODYS
    former, until = (key.former_sha256, key.former_until) if key else (_NOBODYS, None)
    is_current, is_former = is_same(digest, current), is_same(digest, former or _NOBODYS)
    return key is not None and (is_current or (is_former and until is not None and at < until))
