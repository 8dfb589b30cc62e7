"""The primary navigation: one table, and what of it someone may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.engine.roles import Permission
from matching.selectors import reading

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A page in the primary navigation. Without a permission it is for everybody.

    `side` keeps it to those who act for a municipality that may appeal, or may help; an
    intermediary asks for others. `before_sign_in` keeps it to those who do not work here yet.
    """

    label: "StrPromise"
    url_name: str
    needs: Permission | None = None
    side: Literal["", "may_appeal", "may_help"] = ""
    before_sign_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A door as one reader sees it."""

    label: str
    href: str
    is_current: bool


DOORS: Final[Sequence[Door]] = (
    Door(
        label=pgettext_lazy("navigation", "Queue"),
        url_name="web:desk:queue",
        needs=Permission.READ_DESK,
    ),
    Door(
        label=pgettext_lazy("navigation", "Zones"),
        url_name="web:zones:index",
        needs=Permission.READ_EVIDENCE,
    ),
    Door(
        label=pgettext_lazy("navigation", "Runs"),
        url_name="web:desk:runs",
        needs=Permission.RUN_MATCHER,
    ),
    Door(
        label=pgettext_lazy("navigation", "Trinnings"),
        url_name="web:desk:trinnings",
        needs=Permission.READ_CASE,
    ),
    Door(
        label=pgettext_lazy("navigation", "Actions"),
        url_name="web:desk:actions:index",
        needs=Permission.READ_CASE,
    ),
    Door(
        label=pgettext_lazy("navigation", "Calls for experts"),
        url_name="web:calls:index",
        needs=Permission.DECIDE_CALL,
    ),
    Door(
        label=pgettext_lazy("navigation", "Imports"),
        url_name="web:desk:imports",
        needs=Permission.MANAGE_IMPORTS,
    ),
    Door(
        label=pgettext_lazy("navigation", "People"),
        url_name="web:people:index",
        needs=Permission.MANAGE_ACCOUNTS,
    ),
    Door(
        label=pgettext_lazy("navigation", "Your appeals"),
        url_name="web:appeals:index",
        needs=Permission.WRITE_APPEAL,
        side="may_appeal",
    ),
    Door(
        label=pgettext_lazy("navigation", "Your pledges"),
        url_name="web:pledges:index",
        needs=Permission.WRITE_PLEDGE,
        side="may_help",
    ),
    Door(
        label=pgettext_lazy("navigation", "Proposals"),
        url_name="web:proposals:index",
        needs=Permission.WRITE_APPEAL,
    ),
    Door(
        label=pgettext_lazy("navigation", "Partnerships"),
        url_name="web:partnerships:index",
        needs=Permission.WRITE_PARTNERSHIP,
    ),
    Door(
        label=pgettext_lazy("navigation", "Calls for experts"),
        url_name="web:calls:index",
        needs=Permission.WRITE_PLEDGE,
        side="may_help",
    ),
    Door(
        label=pgettext_lazy("navigation", "Pledges by table"),
        url_name="web:tables:index",
        needs=Permission.WRITE_FOR_MEMBERS,
    ),
    Door(
        label=pgettext_lazy("navigation", "Keys"),
        url_name="web:keys:index",
        needs=Permission.MANAGE_KEYS,
    ),
    Door(
        label=pgettext_lazy("navigation", "Webhooks"),
        url_name="web:webhooks:index",
        needs=Permission.MANAGE_KEYS,
    ),
    Door(
        label=pgettext_lazy("navigation", "Calls for experts"),
        url_name="web:calls:index",
        needs=Permission.WRITE_CALL,
    ),
    Door(
        label=pgettext_lazy("navigation", "Ask for help"), url_name="web:ask", before_sign_in=True
    ),
    Door(
        label=pgettext_lazy("navigation", "Offer help"), url_name="web:offer", before_sign_in=True
    ),
    Door(label=pgettext_lazy("navigation", "Needs"), url_name="web:needs:index"),
    Door(label=pgettext_lazy("navigation", "How we decide"), url_name="web:decision"),
    Door(label=pgettext_lazy("navigation", "Activities"), url_name="web:thematic_map"),
)


def items_for(
    user: "User | AnonymousUser", *, here: str, doors: Sequence[Door] = DOORS
) -> list[Item]:
    """Return what `user` may open of `doors`, in their order.

    The current item is the one whose address is the longest beginning of `here`.
    """
    # Whoever acts in two roles finds a page that is for both once.
    opened = {door.url_name: door for door in reversed(doors) if _is_open(door, user)}
    open_doors = [
        (door, reverse(door.url_name)) for door in doors if opened.get(door.url_name) is door
    ]
    fitting = [href for _, href in open_doors if here.startswith(href)]
    current = max(fitting, key=len, default=None)
    return [
        Item(label=str(door.label), href=href, is_current=href == current)
        for door, href in open_doors
    ]


def first_of(user: "User") -> str:
    """Return the name of the page where the work of `user` begins.

    Most municipalities may both ask and help: who has pledged and never asked comes to help.
    """
    own = [door.url_name for door in DOORS if door.needs and _is_open(door, user)]
    if "web:pledges:index" in own and _has_only_pledged(user):
        return "web:pledges:index"
    return next(iter(own), "web:home")


def _has_only_pledged(user: "User") -> bool:
    return reading.pledges_for(user).exists() and not reading.appeals_for(user).exists()


def _is_open(door: Door, user: "User | AnonymousUser") -> bool:
    if door.needs is None:
        return user.is_anonymous or not door.before_sign_in
    return permissions.may(user, door.needs) and _is_on_side(door, user)


def _is_on_side(door: Door, user: "User | AnonymousUser") -> bool:
    if not door.side or user.is_anonymous:
        return True
    if door.side == "may_appeal" and user.intermediary_ids:
        return True
    return any(getattr(town, door.side) for town in user.municipalities)
