"""A country full of towns, a case in it, and cards at each point of their life."""

from datetime import datetime, timedelta

from accounts.models import User
from activities.engine.values import Activity
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal
from matching.services import appeals
from places.engine.values import ZoneKind
from places.models import Municipality, Zone
from publication.models import Card, Publication
from publication.services import batches, publications
from tests import factories
from tests.clock import NOON

WORDS = "A town asks cities abroad to listen to its council at a forum."
LATER = NOON + timedelta(days=30)
"""Long enough for every day that chance may draw."""


def a_region(*, name: str = "Sumy", country: Zone | None = None, at_war: bool = True) -> Zone:
    country = country or factories.a_zone(name="Ukraine", kind=ZoneKind.COUNTRY)
    region = factories.a_zone(name=name, kind=ZoneKind.REGION, parent=country)
    if at_war:
        factories.at_war(region)
    return region


def towns_in(region: Zone, number: int, *, population: int | None = 5_000) -> list[Municipality]:
    towns = [
        factories.a_municipality(
            name=f"Town {each}", zone=factories.a_zone(name=f"Town {each}", parent=region)
        )
        for each in range(number)
    ]
    Municipality.objects.filter(pk__in=[town.pk for town in towns]).update(population=population)
    return towns


def a_crowded_region(number: int = 12, *, name: str = "Sumy", **kind) -> Zone:
    region = a_region(name=name)
    towns_in(region, number, **kind)
    return region


def a_case(
    region: Zone | None = None,
    *,
    officer: User | None = None,
    name: str = "Trostianets",
    population: int | None = 5_000,
    activity: Activity = Activity.FORUMS,
    at: datetime = NOON,
) -> Appeal:
    """An appeal that its officer has read, from a town among twelve like it."""
    region = region or a_crowded_region()
    officer = officer or factories.an_officer()
    town = factories.a_municipality(name=name, zone=factories.a_zone(name=name, parent=region))
    Municipality.objects.filter(pk=town.pk).update(population=population)
    appeal = factories.a_live_appeal(town, activity=activity, at=at)
    appeals.take_appeal(reference=appeal.reference, by=officer, at=at)
    return appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=at
    )


def mayor_of(appeal: Appeal) -> User:
    return factories.someone_of(appeal.municipality)


def proposed(appeal: Appeal, *, summary: str = WORDS, at: datetime = NOON) -> Publication:
    assert appeal.officer is not None
    return publications.propose_card(
        appeal=appeal.reference, summary=summary, by=appeal.officer, at=at
    )


def approved(appeal: Appeal, *, at: datetime = NOON) -> Publication:
    made = proposed(appeal, at=at)
    return publications.approve_card(reference=made.reference, by=mayor_of(appeal), at=at)


def listed(appeal: Appeal, *, at: datetime = NOON) -> Card:
    """A public card, whatever day chance has drawn."""
    made = approved(appeal, at=at)
    batches.publish_due(at=at + timedelta(days=30))
    return Card.objects.get(reference=made.card_reference)


def now(publication: Publication) -> Publication:
    return Publication.objects.get(pk=publication.pk)
