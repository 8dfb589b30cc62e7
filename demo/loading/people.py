"""The people of the story. None of them has a password: they come in by the demo's own door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.engine.roles import Role
from accounts.models import User
from accounts.services import grant_membership, invite_first_supervisor, invite_user
from demo.cast import PARTS, Kind, address_of
from demo.loading.ground import Ground
from demo.story.values import Clerk

LANGUAGES: Final = {"UA": "uk", "FR": "fr", "PS": "ar", "JO": "ar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who acts in the story; town halls by the key of their municipality."""

    officer: User
    supervisor: User
    town_halls: Mapping[str, User]

    def clerk(self, clerk: Clerk) -> User:
        """Return the one of the secretariat who is meant."""
        return self.officer if clerk is Clerk.OFFICER else self.supervisor


def invite_people(ground: Ground, keys: Sequence[str], *, at: datetime) -> People:
    """Give the secretariat, each town hall, each intermediary and the network a user.

    Args:
        ground: the bodies that they act for.
        keys: the municipalities whose town halls write something.
        at: since when they act.
    """
    supervisor = invite_first_supervisor(
        email=PARTS[Kind.SUPERVISOR].email,
        display_name="A supervisor (invented)",
        language="en",
        at=at,
    ).user
    officer = _invite("officer", "An officer (invented)", by=supervisor, at=at)
    grant_membership(user=officer, role=Role.OFFICER, by=supervisor, at=at)

    town_halls = {}
    for key in sorted(set(keys)):
        municipality = ground.municipalities[key]
        town_halls[key] = _invite(
            key,
            f"Town hall of {municipality.name_latin} (invented)",
            language=LANGUAGES.get(municipality.country_code, "en"),
            by=supervisor,
            at=at,
        )
        grant_membership(
            user=town_halls[key],
            role=Role.MUNICIPALITY,
            municipality=municipality,
            by=supervisor,
            at=at,
        )
    _invite_others(ground, by=supervisor, at=at)
    return People(officer=officer, supervisor=supervisor, town_halls=town_halls)


def _invite_others(ground: Ground, *, by: User, at: datetime) -> None:
    for key, intermediary in ground.intermediaries.items():
        grant_membership(
            user=_invite(key, intermediary.name, by=by, at=at),
            role=Role.INTERMEDIARY,
            intermediary=intermediary,
            by=by,
            at=at,
        )
    grant_membership(
        user=_invite("network", ground.network.name, by=by, at=at),
        role=Role.NETWORK,
        network=ground.network,
        by=by,
        at=at,
    )


def _invite(key: str, name: str, *, by: User, at: datetime, language: str = "en") -> User:
    return invite_user(
        email=address_of(key), display_name=name, language=language, by=by, at=at
    ).user
