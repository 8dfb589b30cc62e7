"""Who can be looked through: one sign-in for each kind of user."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# In this domain nobody can ever have a mailbox (RFC 2606), and the checks of the platform
# refuse a demo beside any other address.
DOMAIN: Final = "demo.example"


class Kind(StrEnum):
    """The kinds of users of the platform."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    MAYOR = "mayor"
    HELPER = "helper"
    INTERMEDIARY = "intermediary"
    NETWORK = "network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sign-in: what its button says, and what one can do with it.

    `key` names the user: that of a town, a helper or an intermediary of the story, where the
    user acts for one.
    """

    kind: Kind
    key: str
    label: "StrPromise"
    sentence: "StrPromise"

    @property
    def email(self) -> str:
        """Return the address of the user."""
        return address_of(self.key)


def address_of(key: str) -> str:
    """Return the address of the user whose key this is."""
    return f"{key}@{DOMAIN}"


_PARTS: Final = (
    Part(
        kind=Kind.OFFICER,
        key="officer",
        label=_("Officer of the secretariat"),
        sentence=_("Takes cases, reads what the sources say and sees whom the matcher found."),
    ),
    Part(
        kind=Kind.SUPERVISOR,
        key="supervisor",
        label=_("Supervisor of the secretariat"),
        sentence=_("Does what an officer does, and confirms what others recorded."),
    ),
    Part(
        kind=Kind.MAYOR,
        key="trostianets",
        label=_("Mayor of a town in a conflict zone"),
        sentence=_("Writes appeals for Trostianets and sees what became of them."),
    ),
    Part(
        kind=Kind.HELPER,
        key="lublin",
        label=_("Officer of a city that helps"),
        sentence=_("Writes pledges for Lublin and answers how well the city is prepared."),
    ),
    Part(
        kind=Kind.INTERMEDIARY,
        key="ge-agency-channel",
        label=_("Local Democracy Agency"),
        sentence=_("Knows Kutaisi and the towns around it from daily work, and speaks for them."),
    ),
    Part(
        kind=Kind.NETWORK,
        key="network",
        label=_("Partner network"),
        sentence=_("Reads what its own members have pledged."),
    ),
)

PARTS: Final[Mapping[Kind, Part]] = MappingProxyType({part.kind: part for part in _PARTS})
