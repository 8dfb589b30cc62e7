"""Look every night for what time itself brings: stale evidence, elections, and early warnings."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time

from django.db.models import Max
from django.utils import timezone

from evidence.engine.values import Phase, Subject
from evidence.models import EvidenceItem
from evidence.selectors import events_heard, phases_for, suggestions_for
from places.models import Municipality
from places.selectors import ancestors_of
from prerequisites.engine.review import Trigger, trigger_of_suggestion
from prerequisites.models import Judgement
from prerequisites.services.judging import Tally, judge_all
from prerequisites.services.reviews import open_reviews, unseen


def look_again(*, at: datetime) -> Tally:
    """Do the daily sweep; run twice on one day, the second opens and writes nothing.

    1. Open a review where the day of a scheduled election has come (L345-355).
    2. Open one where what a verdict rested on has gone stale, save where that was the election.
    3. Judge everything anew.
    4. Open one where conflict events contradict the recorded phase.
    """
    elections = _elections_due(timezone.localdate(at))
    _open_for_elections(elections, at=at)
    _open_for_expiry(elections, at=at)
    tally = judge_all(at=at)
    _open_for_suggestions(at=at)
    return tally


def _elections_due(today: date) -> dict[int, date]:
    """Return, by municipality, the latest day for which a live statement scheduled an election."""
    scheduled = EvidenceItem.objects.filter(
        subject=Subject.P4.value,
        superseded_on=None,
        valid_until__lte=today,
        zone__municipality__isnull=False,
    )
    return dict(scheduled.values_list("zone__municipality").annotate(day=Max("valid_until")))


def _open_for_elections(elections: dict[int, date], *, at: datetime) -> None:
    news = [(key, _start_of(day)) for key, day in elections.items()]
    open_reviews(
        trigger=Trigger.ELECTION,
        municipality_ids=set(unseen(trigger=Trigger.ELECTION, news=news)),
        at=at,
    )


def _open_for_expiry(elections: dict[int, date], *, at: datetime) -> None:
    today = timezone.localdate(at)
    expired = Judgement.objects.filter(is_current=True, expires_on__lte=today)
    open_reviews(
        trigger=Trigger.EXPIRY,
        municipality_ids=[
            key
            for key, expires_on in expired.values_list("municipality_id", "expires_on")
            if elections.get(key) != expires_on
        ],
        at=at,
    )


def _open_for_suggestions(*, at: datetime) -> None:
    """Open a review where conflict events contradict the phase that is recorded.

    Only events that lie on the municipality itself speak: one that is known to a district
    (where_prec 3) lies on the district, one known to less on no zone at all. What an officer
    looked at waits for events that came in later: data sets lag months behind what they count.
    """
    today = timezone.localdate(at)
    towns = dict(Municipality.objects.values_list("zone_id", "pk"))
    suggested = suggestions_for(towns.keys(), on=today)
    recorded = _phases_recorded(suggested.keys(), today)
    heard = events_heard(suggested.keys())
    asked_for: defaultdict[Trigger, list[tuple[int, datetime]]] = defaultdict(list)
    for zone_id, suggestion in suggested.items():
        trigger = trigger_of_suggestion(suggestion.phase, recorded[zone_id])
        if trigger is not None:
            news = heard.get(zone_id) or _start_of(suggestion.last_event_on)
            asked_for[trigger].append((towns[zone_id], news))
    for trigger, found in asked_for.items():
        open_reviews(
            trigger=trigger, municipality_ids=set(unseen(trigger=trigger, news=found)), at=at
        )


def _phases_recorded(zone_ids: Collection[int], today: date) -> dict[int, Phase | None]:
    """Return the phase of each zone: its own, else that of its nearest parent with one."""
    above = ancestors_of(zone_ids)
    chains = {zone_id: [zone_id, *(zone.id for zone in above[zone_id])] for zone_id in zone_ids}
    every = {zone_id for chain in chains.values() for zone_id in chain}
    found = phases_for(every, as_of=today, known_on=today)
    phases = {zone_id: at.phase for zone_id, at in found.items() if at is not None}
    return {
        zone_id: next((phases[each] for each in chain if each in phases), None)
        for zone_id, chain in chains.items()
    }


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
