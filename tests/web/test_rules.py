"""The pages of the rules: plain words, a proposal after a look, a second person."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Delivery, Event
from evidence.engine.values import Phase, SourceKind, Subject
from matching.services import appeals
from places.models import Municipality
from prerequisites.engine.documents import as_document
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.values import Step
from prerequisites.models import RuleSetVersion
from prerequisites.selectors import current_rules, forecast
from prerequisites.services import rules as services
from tests import factories
from tests.prerequisites.stories import Story
from tests.web.visitors import OTHERS, read, sentences, visit
from web.rules.refusals import SENTENCES

pytestmark = pytest.mark.django_db

SECRETARIAT = {"an officer without the case", "a supervisor"}
OUTSIDE = sorted(set(OTHERS) - SECRETARIAT)
INDEX = reverse("web:rules:index")
NEW = reverse("web:rules:propose")
WHY = "Peace needs a third voice."
STRICTER = replace(RULES_1, sources_to_open={**RULES_1.sources_to_open, Subject.P1: 3})
SHORTER = replace(RULES_1, within_days={**RULES_1.within_days, Step.REVIEW: 60})


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


def _proposed(by: User, rules: RuleSet = STRICTER) -> RuleSetVersion:
    return services.propose_rules(rules=rules, reason=WHY, by=by, at=timezone.now())


def _adopted(by: User, rules: RuleSet = SHORTER) -> RuleSetVersion:
    version = _proposed(by, rules)
    return services.adopt_rules(
        number=version.number, by=factories.a_supervisor(), at=timezone.now()
    )


def _detail(version: RuleSetVersion) -> str:
    return reverse("web:rules:detail", args=[version.number])


def _adopt(version: RuleSetVersion) -> str:
    return reverse("web:rules:adopt", args=[version.number])


def _said(user: User, **changes: str) -> dict[str, str]:
    """What the form begins with, a reason, and what is typed otherwise."""
    form = visit(user).get(NEW).context["form"]
    begun = {field.name: field.value() for field in form}
    kept = {name: str(value) for name, value in begun.items() if value is not None}
    return kept | {"reason": WHY} | changes


def _seen(page: str) -> str:
    return str(re.findall(r'name="seen" value="([^"]+)"', page)[0])


def _text(page: str) -> str:
    """Return a page's main part as plain words."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def _open_towns(count: int, *, on: date | None = None) -> list[Municipality]:
    """Towns of which everything is said, by two sources each, that an open verdict needs."""
    story, day = Story(), on or timezone.localdate()
    towns = [factories.a_municipality(name=f"Town {number}") for number in range(count)]
    for town in towns:
        story.phase(town.zone, Phase.LOW_AFTER, day)
        story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=day)
        story.says(town.zone, Subject.S, on=day, kind=SourceKind.OFFICIAL_ACT, confirmed=True)
    return towns


# Who may open what.


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_rules_are_closed_to_all_but_the_secretariat(officer, who):
    version, client = _proposed(officer), visit(OTHERS[who]())

    answers = [
        client.get(INDEX),
        client.get(NEW),
        client.post(NEW, {"step": "save"}),
        client.get(_detail(version)),
        client.post(_adopt(version), {"instead_of": 1}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 404, 404]
    assert RuleSetVersion.objects.filter(adopted_by=None).count() == 2


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
def test_the_secretariat_opens_every_page(officer, who):
    version, client = _proposed(officer), visit(OTHERS[who]())

    answers = [client.get(each) for each in (INDEX, NEW, _detail(version))]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_version_that_does_not_exist_is_missing(officer):
    client = visit(officer)

    answers = [
        client.get(reverse("web:rules:detail", args=[99])),
        client.post(reverse("web:rules:adopt", args=[99]), {"instead_of": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


# What they say.


def test_the_numbers_in_force_are_told_in_plain_words(officer):
    text = _text(read(visit(officer), INDEX))

    assert "What version 1 says, which is in force" in text
    assert "Disarmament or pacification 90 days" in text
    assert "Disarmament or pacification 30 days" in text
    assert "Disarmament or pacification 2 sources" in text
    assert "To close any of them 1 source" in text
    assert "Second independent source within 14 days" in text
    assert "These are context and never decide: Data set and Country index." in text
    assert "The report, L664-669" in text


def test_versions_stand_with_their_place_in_time(officer):
    overtaken = _proposed(officer)
    _adopted(officer)
    current = _adopted(officer, STRICTER)
    waiting = _proposed(officer, RULES_1)

    versions = visit(officer).get(INDEX).context["versions"]

    assert [(each.number, each.standing_label) for each in versions] == [
        (waiting.number, "Waits for a second person"),
        (current.number, "In force"),
        (current.number - 1, "No longer in force"),
        (overtaken.number, "Overtaken by a newer one"),
        (1, "No longer in force"),
    ]


def test_a_proposal_tells_in_the_list_what_it_would_change(officer):
    _proposed(officer)

    text = _text(read(visit(officer), INDEX))

    assert (
        "How many independent sources are needed Disarmament or pacification: "
        "3 sources instead of 2 sources."
    ) in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_versions_costs_the_same_for_one_and_for_three(
    officer, count, django_assert_num_queries
):
    for _ in range(count):
        _proposed(officer)
    client = visit(officer)

    with django_assert_num_queries(6):
        client.get(INDEX)


# Propose, after a look.


def test_the_form_begins_with_the_numbers_in_force_and_refuses_to_change_nothing(officer):
    page = visit(officer).post(NEW, _said(officer, step="look")).content.decode()

    assert "These are the numbers that hold now. Change one." in page


def test_a_look_shows_the_change_and_writes_nothing(officer):
    before = Event.objects.count()

    page = visit(officer).post(NEW, _said(officer, days_p1="60", step="look")).content.decode()

    assert (
        "How long evidence speaks Disarmament or pacification: 60 days instead of 90 days."
    ) in _text(page)
    assert (RuleSetVersion.objects.count(), Event.objects.count()) == (1, before)


def test_what_was_looked_at_is_proposed_and_changes_only_what_was_typed(officer):
    client, said = visit(officer), _said(officer, days_p1="60")
    page = client.post(NEW, said | {"step": "look"}).content.decode()

    told = sentences(client, NEW, **said, step="save", seen=_seen(page))

    version = RuleSetVersion.objects.get(number=2)
    wanted = replace(RULES_1, validity_days={**RULES_1.validity_days, Subject.P1: 60})
    assert told == ["The version is proposed. A colleague adopts it."]
    assert (version.proposed_by, version.reason, version.adopted_at) == (officer, WHY, None)
    assert version.document == as_document(wanted)


def test_what_was_changed_after_the_look_is_not_proposed(officer):
    client, said = visit(officer), _said(officer, days_p1="60")
    page = client.post(NEW, said | {"step": "look"}).content.decode()

    answer = client.post(NEW, said | {"days_p1": "61", "step": "save", "seen": _seen(page)})

    assert RuleSetVersion.objects.count() == 1
    assert "You changed something after you looked." in answer.content.decode()


def test_what_was_begun_beside_another_version_is_not_proposed(officer):
    client, said = visit(officer), _said(officer, days_p1="60")
    page = client.post(NEW, said | {"step": "look"}).content.decode()
    _adopted(officer)

    answer = client.post(NEW, said | {"step": "save", "seen": _seen(page)})

    assert RuleSetVersion.objects.count() == 2
    assert "Another version came into force while you wrote." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"open_p1": "1"}, "open_p1", "Too few independent sources would open help."),
        ({"high_p1": "91"}, "high_p1", "Evidence would last longer while violence is high."),
        ({"close": "3"}, "close", "Closing help would need more than opening it."),
        ({"days_p3": "0"}, "days_p3", "greater than or equal to 1"),
        ({"open_s": "4"}, "open_s", "less than or equal to 3"),
        ({"within_review": ""}, "within_review", "This field is required."),
        ({"reason": " "}, "reason", "This field is required."),
    ],
)
def test_numbers_that_must_not_hold_are_refused_at_their_field(officer, wrong, field, sentence):
    page = visit(officer).post(NEW, _said(officer, **wrong, step="save")).content.decode()

    assert RuleSetVersion.objects.count() == 1
    assert f'href="#id_{field}"' in page
    assert sentence in page


def test_days_while_violence_is_high_that_are_left_empty_follow_the_others(officer):
    client, said = visit(officer), _said(officer, high_p1="")
    page = client.post(NEW, said | {"step": "look"}).content.decode()

    client.post(NEW, said | {"step": "save", "seen": _seen(page)})

    assert RuleSetVersion.objects.get(number=2).document["validity_days_when_high"] == {}


# What would change.


def test_own_cases_are_named_and_all_others_are_a_coarse_number(officer):
    towns = _open_towns(6)
    appeal = factories.a_live_appeal(towns[0], at=timezone.now())
    appeals.take_appeal(reference=appeal.reference, by=officer, at=timezone.now())
    version = _proposed(factories.an_officer())

    mine = _text(read(visit(officer), _detail(version)))
    colleague = _text(read(visit(factories.an_officer()), _detail(version)))

    assert "Verdicts that would be of another class: five to nine." in mine
    assert "Direct help is open becomes Not enough evidence Of your cases: Town 0" in mine
    assert "Others: five to nine." in mine
    assert "Municipalities: five to nine." in colleague
    assert "Town" not in colleague


def test_a_movement_of_few_is_not_told_apart(officer):
    _open_towns(4)
    version = _proposed(factories.an_officer())

    text = _text(read(visit(officer), _detail(version)))

    assert "Verdicts that would be of another class: fewer than five." in text
    assert "Direct help is open becomes" not in text


def test_what_was_too_much_to_be_looked_at_is_told(officer, monkeypatch):
    monkeypatch.setattr(forecast, "MOST_JUDGED", 1)
    _open_towns(3)
    version = _proposed(factories.an_officer())

    text = _text(read(visit(officer), _detail(version)))

    assert "Judged: 1 municipality of which something is known" in text
    assert "2 more were not looked at: your cases and the newest evidence come first." in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_look_costs_the_same_for_one_and_for_three(officer, count, django_assert_num_queries):
    _open_towns(count)
    version, client = _proposed(officer), visit(officer)

    with django_assert_num_queries(14):
        client.get(_detail(version))


# A second person.


def test_who_proposed_sees_no_button_to_adopt_and_a_forced_one_is_refused(officer):
    version, client = _proposed(officer), visit(officer)

    page = read(client, _detail(version))
    told = sentences(client, _adopt(version), instead_of=1)

    version.refresh_from_db()
    assert _adopt(version) not in page
    assert (version.adopted_at, told) == (None, [str(SENTENCES[services.OwnProposal])])


def test_a_second_person_adopts_and_every_verdict_is_made_anew(officer):
    version, colleague = _proposed(officer), factories.an_officer()
    client = visit(colleague)

    page = read(client, _detail(version))
    told = sentences(client, _adopt(version), instead_of=1)

    version.refresh_from_db()
    assert 'name="instead_of" value="1"' in page
    assert (version.adopted_by, current_rules().version) == (colleague, version.number)
    assert Delivery.objects.filter(handler="prerequisites.tasks.judge_after_adoption").count() == 1
    assert [sentence[:25] for sentence in told] == ["The version is in force. "]


def test_whoever_comes_second_to_adopt_reads_a_kind_sentence(officer):
    version = _adopted(officer)

    told = sentences(visit(factories.an_officer()), _adopt(version), instead_of=1)

    assert told == [str(SENTENCES[services.AlreadyAdopted])]


def test_an_older_proposal_is_not_adopted_over_a_newer_version(officer):
    older = _proposed(officer)
    newer = _adopted(officer)

    page = read(visit(factories.an_officer()), _detail(older))
    told = sentences(visit(factories.an_officer()), _adopt(older), instead_of=newer.number)

    assert _adopt(older) not in page
    assert told == [str(SENTENCES[services.Outdated])]


def test_what_was_looked_at_beside_another_version_is_looked_at_again(officer):
    first, second = _proposed(officer, SHORTER), _proposed(officer)
    services.adopt_rules(number=first.number, by=factories.a_supervisor(), at=timezone.now())

    told = sentences(visit(factories.an_officer()), _adopt(second), instead_of=1)

    second.refresh_from_db()
    assert (second.adopted_at, told) == (None, [str(SENTENCES[services.ChangedMeanwhile])])


def test_nothing_is_adopted_that_was_not_looked_at(officer):
    version = _proposed(officer)

    told = sentences(visit(factories.an_officer()), _adopt(version))

    version.refresh_from_db()
    assert version.adopted_at is None
    assert told == ["Please look first at what it would change. Nothing was done."]


def test_every_refusal_has_its_sentence():
    assert set(SENTENCES) == set(services.RulesRefused.__subclasses__())
