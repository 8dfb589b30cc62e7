"""Judging many at once: what is written, what is not, and which reviews it opens."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit import services as audit
from audit.models import Delivery
from evidence import services as evidence
from evidence.engine.values import Phase, Says, SourceKind, Subject
from places.engine.values import ZoneKind
from prerequisites import selectors
from prerequisites.engine.kept import as_kept
from prerequisites.engine.review import ReviewOutcome, Trigger, trigger_of_suggestion
from prerequisites.engine.rules import RULES_1
from prerequisites.engine.values import Value, VerdictClass
from prerequisites.models import Judgement, Review
from prerequisites.services import judging, overrides, reviews, rules, watching
from tests.evidence.test_suggestions import an_event
from tests.factories import a_municipality, a_user, a_zone, an_officer
from tests.prerequisites.stories import at_noon, verdict_of

DAY = date(2026, 3, 2)
NOON = at_noon(DAY)
CHANGES = "prerequisites.tasks.judge_changes"

pytestmark = pytest.mark.django_db


def open_town(story, *, parent=None, on=DAY):
    """A town of which everything is said that an open verdict needs, save that it asks."""
    town = a_municipality(zone=a_zone(parent=parent))
    story.phase(town.zone, Phase.LOW_AFTER, on)
    story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=on)
    story.says(town.zone, Subject.S, on=on, kind=SourceKind.OFFICIAL_ACT, confirmed=True)
    return town


def judged(at=NOON):
    return judging.judge_all(at=at)


def changes_heard(at=NOON):
    return judging.judge_changes(handler=CHANGES, at=at)


def triggers_of(town):
    found = Review.objects.filter(municipality=town)
    return sorted(found.values_list("trigger", flat=True))


def current(town):
    return Judgement.objects.get(municipality=town, is_current=True)


def test_a_judgement_keeps_the_whole_verdict(story):
    town = open_town(story)

    tally = judged()

    kept = current(town)
    verdict = verdict_of(town, DAY)
    assert tally == judging.Tally(looked_at=1, judged=1, written=1)
    assert kept.verdict == as_kept(verdict)
    assert kept.verdict_class == VerdictClass.OUT_OF_SCOPE
    assert kept.class_if_asked == VerdictClass.DIRECT_OPEN
    assert (kept.as_of, kept.known_on, kept.rule_set_version) == (DAY, DAY, 1)
    assert (kept.phase, kept.expires_on) == (Phase.LOW_AFTER, verdict.expires_on)


def test_judging_twice_writes_nothing_twice(story):
    open_town(story)
    judged()

    again = judged(at_noon(DAY + timedelta(days=1)))

    assert again == judging.Tally(looked_at=1, judged=0, written=0)
    assert Judgement.objects.count() == 1


def test_only_what_changed_is_written(story):
    changed, other = open_town(story), open_town(story)
    judged()
    story.denies(changed.zone, Subject.P1, on=DAY)

    again = judged()

    assert again == judging.Tally(looked_at=2, judged=1, written=1)
    assert Judgement.objects.filter(municipality=changed).count() == 2
    assert Judgement.objects.filter(municipality=other).count() == 1
    assert current(changed).class_if_asked == VerdictClass.INDIRECT_ONLY


def test_news_of_a_parent_that_changes_no_verdict_writes_none(story):
    region = a_zone(kind=ZoneKind.REGION)
    open_town(story, parent=region)
    judged()
    story.says(region, Subject.P3, on=DAY)

    assert judged() == judging.Tally(looked_at=1, judged=1, written=0)


def test_the_verdict_of_a_past_day_can_be_made_again_as_it_was_kept(story):
    town = open_town(story)
    judged()
    story.denies(town.zone, Subject.P1, on=DAY + timedelta(days=5))

    kept = current(town)
    again = selectors.verdicts_for([town.pk], as_of=kept.as_of, known_on=kept.known_on)

    assert as_kept(again[town.pk]) == kept.verdict


@pytest.mark.parametrize("towns", [1, 4])
def test_the_number_of_statements_does_not_grow(story, towns, django_assert_num_queries):
    for _ in range(towns):
        open_town(story, parent=a_zone(kind=ZoneKind.DISTRICT))

    with django_assert_num_queries(14):
        judged()


def test_a_fall_opens_a_review_of_the_evidence(story):
    town = open_town(story)
    judged()
    story.denies(town.zone, Subject.P1, on=DAY)

    judged()

    assert triggers_of(town) == [Trigger.EVIDENCE]


def test_a_rise_opens_none(story):
    town = open_town(story)
    story.denies(town.zone, Subject.P1, on=DAY)
    judged()
    later = DAY + timedelta(days=3)
    story.both_say(town.zone, Subject.P1, on=later)

    judged(at_noon(later))

    assert current(town).class_if_asked == VerdictClass.DIRECT_OPEN
    assert triggers_of(town) == []


def test_the_outbox_tells_of_changes_and_the_first_message_does_the_work_of_all(story):
    town = open_town(story)

    taken = changes_heard()

    assert taken == Delivery.objects.filter(handler=CHANGES).count() > 5
    assert current(town).class_if_asked == VerdictClass.DIRECT_OPEN
    assert changes_heard() == 0


def test_elections_and_a_change_of_mayor_open_reviews_by_themselves(story):
    town = a_municipality()
    story.says(town.zone, Subject.P4, on=DAY, kind=SourceKind.MEDIA)
    story.says(town.zone, Subject.OFFICE_CHANGE, on=DAY, kind=SourceKind.MEDIA)

    changes_heard()

    assert triggers_of(town) == [Trigger.ELECTION, Trigger.OFFICE_CHANGE]


def test_a_phase_opens_a_review_where_it_was_recorded_and_below_where_it_is_lent(story):
    region = a_zone(kind=ZoneKind.REGION)
    lends = a_municipality(zone=a_zone(parent=region))
    becomes_an_enclave = open_town(story, parent=region)
    elsewhere = open_town(story)
    changes_heard()
    judged()
    Review.objects.all().delete()
    later = DAY + timedelta(days=2)

    story.phase(region, Phase.HIGH, later)
    changes_heard(at_noon(later))

    assert triggers_of(lends) == [Trigger.PHASE]
    assert triggers_of(becomes_an_enclave) == [Trigger.EVIDENCE, Trigger.PHASE]
    assert triggers_of(elsewhere) == []


def test_confirming_what_a_closed_review_has_seen_opens_no_other(story):
    town = a_municipality()
    item = story.says(town.zone, Subject.P4, on=DAY)
    changes_heard()
    (review,) = Review.objects.all()
    reviews.close_review(
        reference=review.reference,
        outcome=ReviewOutcome.STANDS,
        by=story.officer,
        at=NOON + timedelta(hours=1),
    )

    evidence.confirm_evidence(
        reference=item.reference, by=story.colleague, at=NOON + timedelta(hours=2)
    )
    changes_heard(NOON + timedelta(hours=2))

    assert Review.objects.count() == 1


def test_an_override_is_judged_too(story):
    town = open_town(story)
    judged()
    override = overrides.propose_override(
        municipality=town,
        decision=overrides.Decision(
            subject=Subject.P3,
            value=Value.UNMET,
            reason="They were threatened.",
            since=DAY,
            until=DAY + timedelta(days=30),
        ),
        by=story.officer,
        at=NOON,
    )
    overrides.confirm_override(reference=override.reference, by=story.colleague, at=NOON)

    changes_heard()

    assert current(town).class_if_asked == VerdictClass.REASSESS
    assert triggers_of(town) == [Trigger.ELECTION, Trigger.EVIDENCE, Trigger.PHASE]


def test_the_daily_sweep_finds_what_went_stale(story):
    town = open_town(story)
    judged()
    expires_on = current(town).expires_on

    watching.look_again(at=at_noon(expires_on - timedelta(days=1)))
    before = triggers_of(town)
    watching.look_again(at=at_noon(expires_on))

    assert before == []
    assert triggers_of(town) == [Trigger.EXPIRY]
    assert current(town).class_if_asked == VerdictClass.INSUFFICIENT_EVIDENCE


def test_the_daily_sweep_compares_events_with_the_recorded_phase(story):
    calm, unknown, at_war = a_municipality(), a_municipality(), a_municipality()
    region = a_zone(kind=ZoneKind.REGION)
    lends = a_municipality(zone=a_zone(parent=region))
    story.phase(calm.zone, Phase.LOW_AFTER, DAY)
    story.phase(at_war.zone, Phase.HIGH, DAY)
    story.phase(region, Phase.HIGH, DAY)
    for town in (calm, unknown, at_war, lends):
        an_event(town.zone, 3, deaths=40)

    watching.look_again(at=NOON)

    assert triggers_of(calm) == [Trigger.EARLY_WARNING]
    assert triggers_of(unknown) == [Trigger.EARLY_WARNING]
    assert triggers_of(at_war) == []
    assert triggers_of(lends) == []


def test_a_suggestion_changes_no_verdict_and_once_looked_at_waits_for_newer_events(story):
    town = open_town(story)
    judged()
    an_event(town.zone, 3, deaths=40)
    watching.look_again(at=NOON)
    (review,) = Review.objects.all()
    reviews.close_review(
        reference=review.reference,
        outcome=ReviewOutcome.UNFOUNDED,
        by=story.officer,
        at=NOON,
    )

    watching.look_again(at=NOON + timedelta(hours=12))

    assert current(town).class_if_asked == VerdictClass.DIRECT_OPEN
    assert Judgement.objects.count() == Review.objects.count() == 1


@pytest.mark.parametrize(
    ("suggested", "recorded", "trigger"),
    [
        (Phase.HIGH, None, Trigger.EARLY_WARNING),
        (Phase.HIGH, Phase.LOW_BEFORE, Trigger.EARLY_WARNING),
        (Phase.HIGH, Phase.LOW_AFTER, Trigger.EARLY_WARNING),
        (Phase.HIGH, Phase.HIGH, None),
        (Phase.LOW_AFTER, Phase.HIGH, Trigger.SUGGESTION),
        (Phase.LOW_AFTER, Phase.LOW_BEFORE, None),
        (Phase.LOW_BEFORE, None, None),
    ],
)
def test_what_a_suggestion_asks_for(suggested, recorded, trigger):
    assert trigger_of_suggestion(suggested, recorded) is trigger


def test_adopted_rules_are_judged_with_and_reviewed_where_the_verdict_differs(story):
    town, untouched = open_town(story), a_municipality()
    judged()
    stricter = {**RULES_1.sources_to_open, Subject.P1: 3}
    version = rules.propose_rules(
        rules=replace(RULES_1, sources_to_open=stricter),
        reason="Peace needs three.",
        by=story.officer,
        at=NOON,
    )
    rules.adopt_rules(number=version.number, by=story.colleague, at=NOON)
    delivery = Delivery.objects.get(handler="prerequisites.tasks.judge_after_adoption")

    judging.judge_after_adoption(delivery=delivery.pk, at=NOON)

    assert current(town).rule_set_version == 2
    assert current(town).class_if_asked == VerdictClass.INSUFFICIENT_EVIDENCE
    assert triggers_of(town) == [Trigger.RULES]
    assert triggers_of(untouched) == []
    assert not audit.finish(delivery_id=delivery.pk, at=NOON)


def test_judgements_are_read_by_those_who_judge_only(story):
    town = open_town(story)
    judged()

    assert selectors.judgements_of(an_officer(), town).count() == 1
    assert not selectors.judgements_of(a_user(), town).exists()


@pytest.mark.parametrize(
    "edit", [{"verdict_class": "direct_open"}, {"verdict": {}}, {"as_of": date(2020, 1, 1)}]
)
def test_the_database_refuses_to_edit_a_judgement(story, edit):
    open_town(story)
    judged()

    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.update(**edit)


def test_the_database_refuses_to_delete_or_revive_a_judgement_and_keeps_one_current(story):
    town = open_town(story)
    judged()
    story.denies(town.zone, Subject.P1, on=DAY)
    judged()

    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Judgement.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(is_current=False).update(is_current=True)
    assert Judgement.objects.filter(is_current=True).count() == 1


@pytest.mark.parametrize("word", ["verdict_class", "class_if_asked", "phase"])
def test_the_database_refuses_unknown_words_in_a_judgement(word):
    row = {
        "municipality": a_municipality(),
        "as_of": DAY,
        "known_on": DAY,
        "rule_set_version": 1,
        "verdict_class": "reassess",
        "class_if_asked": "reassess",
        "verdict": {},
        "made_at": NOON,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(**{**row, word: "fine"})


def test_a_country_index_changes_no_judgement(story):
    town = open_town(story)
    judged()
    outcome = current(town).verdict["findings"]
    story.says(town.zone, Subject.CONFLICT_LINK, Says.UNMET, on=DAY, kind=SourceKind.COUNTRY_INDEX)

    judged()

    assert current(town).verdict["findings"] == outcome
