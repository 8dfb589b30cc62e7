"""Reads about mails: who wants them, and which were given up."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from accounts.engine.roles import SECRETARIAT, Role
from accounts.models import Membership, User
from notices.engine.mailing import MailChoice, default_choice
from notices.models import Mail, MailQuerySet, MailSetting


def choice_of(user: User, *, at: datetime) -> MailChoice:
    """Return when `user` gets mail: as chosen, or by default."""
    return choices_of([user.pk], at=at)[user.pk]


def choices_of(user_ids: Collection[int], *, at: datetime) -> dict[int, MailChoice]:
    """Return the choice of each of these users, and the default where there is none.

    Cost: two queries.
    """
    chosen = dict(MailSetting.objects.filter(user__in=user_ids).values_list("user", "choice"))
    memberships = Membership.objects.live(at).filter(user__in=user_ids)
    acting: dict[int, list[Membership]] = {key: [] for key in user_ids}
    for membership in memberships.select_related("municipality"):
        acting[membership.user_id].append(membership)
    return {
        key: MailChoice(chosen[key]) if key in chosen else _default(acting[key]) for key in user_ids
    }


def last_sent_at(user_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each of these users got the last mail; who never got one is left out."""
    sent = Mail.objects.filter(recipient__in=user_ids, sent_at__isnull=False)
    rows = sent.values("recipient").annotate(last=Max("sent_at")).values_list("recipient", "last")
    return dict(rows)


def dead_mails_for(user: User) -> MailQuerySet:
    """Return the mails that were given up, the oldest first; none but to the secretariat."""
    return Mail.objects.visible_to(user).dead().select_related("recipient").order_by("pk")


def _default(memberships: Collection[Membership]) -> MailChoice:
    roles = {Role(membership.role) for membership in memberships}
    towns = [each.municipality for each in memberships if each.municipality is not None]
    return default_choice(
        is_secretariat=bool(roles & SECRETARIAT) and roles <= SECRETARIAT,
        only_helps=roles == {Role.MUNICIPALITY} and not any(town.may_appeal for town in towns),
    )
