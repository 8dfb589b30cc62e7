"""People and their memberships, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext_lazy

from accounts.engine.roles import Role
from accounts.labels import LANGUAGE_LABELS, ROLE_LABELS
from places.engine.values import IntermediaryKind
from places.labels import INTERMEDIARY_KINDS
from web.vocabulary import country_name

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from accounts.models import Membership, User
    from accounts.selectors import Body

_CLOSED: Final = ("closed", pgettext_lazy("account", "Closed"))
_OPENED: Final = ("active", pgettext_lazy("account", "Invitation accepted"))
_WAITS: Final = ("waiting", pgettext_lazy("account", "Code not used yet"))
_ENDED: Final = ("ended", pgettext_lazy("account", "Acts for nobody now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """One membership: as what, for whom, since when and until when."""

    reference: UUID
    role: str
    body: str
    since: "datetime"
    until: "datetime | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone with an account. `standing` is a code and a word each, for a tag."""

    reference: UUID
    name: str
    email: str
    language: str
    invited_at: "datetime"
    standing: Sequence[tuple[str, str]]
    now: Sequence[Capacity]
    before: Sequence[Capacity]
    waits: bool


def person_in_words(person: "User", *, at: "datetime") -> Person:
    """Return what the pages show of `person`, whose memberships were read with them."""
    told = [_capacity(membership) for membership in person.memberships.all()]
    now = [each for each in told if each.until is None or each.until > at]
    waits = person.is_active and not person.has_usable_password()
    opened = _WAITS if waits else _OPENED
    standing = [opened if person.is_active else _CLOSED, *([] if now else [_ENDED])]
    return Person(
        reference=person.reference,
        name=person.display_name,
        email=person.email,
        language=LANGUAGE_LABELS[person.language],
        invited_at=person.joined_at,
        standing=[(code, str(label)) for code, label in standing],
        now=now,
        before=[each for each in told if each not in now],
        waits=waits,
    )


def name_of_body(body: "Body") -> "SafeString":
    """Return a body with what tells it from others of its name."""
    kind = str(INTERMEDIARY_KINDS[IntermediaryKind(body.kind)]) if body.kind else ""
    country = country_name(body.country_code) if body.country_code else ""
    said = [each for each in (body.name, body.lies_in, country, body.code, kind) if each]
    parts = format_html_join(" · ", "<bdi>{}</bdi>", [(each,) for each in said])
    return format_html("<span>{}</span>", parts)  # one thing beside its button: it may wrap


def _capacity(membership: "Membership") -> Capacity:
    body = membership.municipality or membership.intermediary or membership.network
    return Capacity(
        reference=membership.reference,
        role=str(ROLE_LABELS[Role(membership.role)]),
        body=body.name if body else "",
        since=membership.since,
        until=membership.until,
    )
