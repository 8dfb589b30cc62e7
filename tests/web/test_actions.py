"""What the Congress does, on the pages: who reads it, what an officer can do, what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from congress.engine.lifecycle import ActionState
from congress.models import CongressAction
from congress.services import Said, move_action
from matching.engine.lifecycle import AppealState
from matching.models import Answer, Appeal
from tests import factories
from tests.congress.acting import LINE, a_scheduled_action, an_action
from tests.matching.proposing import a_read_appeal
from tests.web.visitors import OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db

INDEX = reverse("web:desk:actions:index")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return factories.an_officer()


@pytest.fixture
def appeal(officer):
    return a_read_appeal(officer, at=timezone.now())


def page(name, *args):
    return reverse(f"web:desk:actions:{name}", args=args)


def proposed(appeal, officer):
    return an_action(appeal, officer, at=timezone.now())


def scheduled(appeal, officer):
    later = timezone.localdate() + timedelta(days=30)
    return a_scheduled_action(appeal, officer, at=timezone.now(), day=later)


def test_an_officer_proposes_leads_it_on_and_answers_with_it(officer, appeal):
    match()
    client = visit(officer)
    case = reverse("web:desk:case", args=[appeal.reference])
    assert page("propose", appeal.reference, "declaration") in read(client, case)

    client.post(page("propose", appeal.reference, "declaration"), {"title": LINE})
    action = CongressAction.objects.get()
    client.post(page("move", action.reference, "under_consideration"), {"words": ""})
    day = timezone.localdate() + timedelta(days=20)
    client.post(page("move", action.reference, "scheduled"), {"planned_on": day.isoformat()})
    told = sentences(
        client,
        page("answer", action.reference, appeal.reference),
        text="The Congress will speak of you.",
    )

    assert told[-1] == "The municipality reads the answer now."
    assert Appeal.objects.get().state == AppealState.ANSWERED
    assert CongressAction.objects.get().planned_on == day


def test_an_address_shows_what_it_needs_and_records_it_in_the_name_of_who_says_so(officer, appeal):
    client = visit(officer)
    client.post(page("propose", appeal.reference, "address_by_mayor"), {"title": LINE})
    action = CongressAction.objects.get()
    client.post(page("move", action.reference, "under_consideration"), {"words": ""})
    day = (timezone.localdate() + timedelta(days=20)).isoformat()

    early = client.post(page("move", action.reference, "scheduled"), {"planned_on": day})
    for need in ("consent", "safety_review", "first_steps_help"):
        client.post(page("record_need", action.reference, need))
    client.post(page("move", action.reference, "scheduled"), {"planned_on": day})

    assert "Something must be seen to" in early.content.decode()
    assert CongressAction.objects.get().state == ActionState.SCHEDULED
    assert {need.recorded_by for need in action.needs.all()} == {officer}


@pytest.mark.parametrize(
    ("to", "said", "sentence"),
    [
        ("scheduled", {"planned_on": "2020-01-01"}, "This day has passed."),
        ("scheduled", {"planned_on": ""}, "This field is required."),
        ("dropped", {"words": ""}, "This field is required."),
        ("adopted_or_held", {"document": "http://example.org/a"}, "Enter a valid URL."),
        ("adopted_or_held", {"document": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(officer, appeal, to, said, sentence):
    action = scheduled(appeal, officer)
    if to == "scheduled":
        move_action(
            reference=action.reference,
            to=ActionState.UNDER_CONSIDERATION,
            said=Said(),
            by=officer,
            at=timezone.now(),
        )
    before = CongressAction.objects.get().state

    response = visit(officer).post(page("move", action.reference, to), said)

    assert sentence in response.content.decode()
    assert CongressAction.objects.get().state == before


def test_a_step_that_someone_took_before_is_a_sentence_and_no_error(officer, appeal):
    action = scheduled(appeal, officer)
    client = visit(officer)
    client.post(page("move", action.reference, "dropped"), {"words": "No place in the session"})

    late = client.post(page("move", action.reference, "dropped"), {"words": "No place"})
    answered = client.get(page("answer", action.reference, appeal.reference))

    assert "has moved on meanwhile" in late.content.decode()
    assert answered.status_code == 200
    assert Answer.objects.count() == 0


def test_an_unknown_kind_need_or_step_is_not_there(officer, appeal):
    action = proposed(appeal, officer)
    client = visit(officer)

    for address in (
        page("propose", appeal.reference, "match"),
        page("propose", appeal.reference, "nothing"),
        page("move", action.reference, "nowhere"),
        page("move", action.reference, "proposed"),
    ):
        assert client.get(address).status_code == 404
    assert client.post(page("record_need", action.reference, "consent")).status_code == 404


@pytest.mark.parametrize("who", OTHERS)
def test_others_do_not_find_it(officer, appeal, who):
    action = scheduled(appeal, officer)
    client = visit(OTHERS[who]())
    addresses = [
        page("propose", appeal.reference, "resolution"),
        page("answer", action.reference, appeal.reference),
    ]
    if who != "a supervisor":
        addresses += [
            page("detail", action.reference),
            page("move", action.reference, "dropped"),
        ]

    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)


def test_a_mayor_reads_nothing_of_an_action_that_has_no_day(officer, appeal):
    proposed(appeal, officer)
    mayor = visit(factories.someone_of(appeal.municipality))

    assert LINE not in read(mayor, appeal.get_absolute_url())
    assert mayor.get(INDEX).status_code == 403


def test_the_list_costs_the_same_for_one_action_and_for_many(
    officer, appeal, django_assert_max_num_queries
):
    client = visit(officer)
    for number in range(12):
        an_action(a_read_appeal(officer, name=f"Town {number}", at=timezone.now()), officer)

    with django_assert_max_num_queries(10):
        client.get(INDEX)
