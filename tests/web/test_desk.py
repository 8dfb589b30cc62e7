"""Pages of the secretariat: who may open them, and what an officer is told."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.engine.lifecycle import AppealAction
from matching.engine.values import NeedTopic
from matching.models import Appeal, MatchRun
from matching.services import appeals, runs
from places.models import ImportRun, QuarantinedRow
from tests import factories
from tests.clock import NOON
from tests.web.visitors import NOBODYS, OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db

SECRETARIAT = {"an officer without the case", "a supervisor"}
OUTSIDE = sorted(set(OTHERS) - SECRETARIAT)
QUEUE = reverse("web:desk:queue")
RUNS = reverse("web:desk:runs")
START = reverse("web:desk:start_run")
IMPORTS = reverse("web:desk:imports")


@pytest.fixture
def appeal() -> Appeal:
    return factories.a_live_appeal(factories.a_municipality(name="Trostianets"))


@pytest.fixture
def officer(appeal: Appeal) -> User:
    """The officer who took the case."""
    user = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=user, at=NOON)
    return user


def _at(name: str, appeal: Appeal) -> str:
    return reverse(f"web:desk:{name}", args=[appeal.reference])


def _case(user: User, appeal: Appeal) -> str:
    return read(visit(user), _at("case", appeal))


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("address", [QUEUE, RUNS, IMPORTS])
def test_the_desk_is_closed_to_everybody_else(address, who):
    assert visit(OTHERS[who]()).get(address).status_code == 403


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
@pytest.mark.parametrize("address", [QUEUE, RUNS, IMPORTS])
def test_the_desk_is_open_to_the_secretariat(address, who):
    assert visit(OTHERS[who]()).get(address).status_code == 200


@pytest.mark.parametrize("who", OTHERS)
def test_a_case_of_another_officer_is_as_missing_as_none(appeal, officer, who):
    client = visit(OTHERS[who]())

    hidden = client.get(_at("case", appeal))
    missing = client.get(reverse("web:desk:case", args=[NOBODYS]))

    assert (hidden.status_code, missing.status_code) == (404, 404)


def test_the_mayor_does_not_open_the_case_of_the_own_appeal(appeal, officer):
    client = visit(factories.someone_of(appeal.municipality))

    assert client.get(_at("case", appeal)).status_code == 404


@pytest.mark.parametrize("who", OTHERS)
def test_a_pair_of_another_officer_is_missing(appeal, officer, who):
    pledge = factories.a_live_pledge()
    address = reverse("web:desk:why_not", args=[appeal.reference, pledge.reference])

    assert visit(OTHERS[who]()).get(address).status_code == 404


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_takes_a_case_or_starts_a_run(appeal, who):
    client = visit(OTHERS[who]())

    taken, started = client.post(_at("take", appeal)), client.post(START)

    appeal.refresh_from_db()
    assert (taken.status_code, started.status_code) == (403, 403)
    assert (appeal.officer, MatchRun.objects.count()) == (None, 0)


def test_the_name_shows_once_the_case_is_taken(appeal):
    client = visit(factories.an_officer())

    before = read(client, QUEUE)
    said = sentences(client, _at("take", appeal))

    assert ("Trostianets" in before, "Trostianets" in read(client, QUEUE)) == (False, True)
    assert said == ["The case is yours."]


def test_a_colleague_who_was_faster_is_a_kind_sentence(appeal, officer):
    said = sentences(visit(factories.an_officer()), _at("take", appeal))

    appeal.refresh_from_db()
    assert said == ["A colleague took this case before you. Nothing was changed."]
    assert appeal.officer == officer


def test_an_appeal_that_was_withdrawn_meanwhile_is_a_kind_sentence(appeal):
    Appeal.objects.update(state="withdrawn")

    said = sentences(visit(factories.an_officer()), _at("take", appeal))

    assert said == ["This appeal no longer waits. Nothing was changed."]


def test_an_officer_says_once_that_it_is_read(appeal, officer):
    client = visit(officer)

    first = sentences(client, _at("acknowledge", appeal))
    second = sentences(client, _at("acknowledge", appeal))

    assert (first, second) == (
        ["The municipality now sees that a person has read it."],
        ["The appeal has moved on meanwhile. Nothing was changed."],
    )


def test_a_run_that_goes_on_is_not_started_twice_and_a_run_that_is_over_not_cancelled(appeal):
    client = visit(factories.an_officer())

    started = [sentences(client, START), sentences(client, START)]
    run = MatchRun.objects.get()
    cancel = reverse("web:desk:cancel_run", args=[run.reference])
    cancelled = [sentences(client, cancel), sentences(client, cancel)]

    assert started == [
        ["The run has begun."],
        ["A run is going on already. Nothing was started."],
    ]
    assert cancelled == [
        ["The run is cancelled. What was done stays done."],
        ["The run was over already. Nothing was changed."],
    ]


def test_a_case_begins_with_its_text_until_an_officer_has_read_it(appeal, officer):
    before = _case(officer, appeal)
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=NOON
    )
    after = _case(officer, appeal)

    assert before.index("We ask to be heard.") < before.index("I have read it")
    assert ("I have read it" in after, "We ask to be heard." in after) == (False, True)


def test_a_case_tells_verdict_matches_misses_and_answers(appeal, officer):
    factories.a_live_pledge()
    factories.a_live_pledge(
        factories.a_municipality(name="Graz", country_code="AT"), languages=["de"]
    )
    match()
    visit(officer).post(reverse("web:desk:take", args=[appeal.reference]))
    visit(officer).post(reverse("web:desk:acknowledge", args=[appeal.reference]))

    page = _case(officer, appeal)

    assert re.findall(r'<section class="entry" id="(\w+)"', page) == [
        "clocks",
        "verdict",
        "matches",
        "misses",
        "answers",
        "said",
        "course",
    ]
    matches, misses = page.split('id="matches"')[1].split('id="misses"')
    assert ("Lund" in matches, "Graz" in matches, "Graz" in misses) == (True, False, True)
    assert "No common language, and no interpreter." in misses
    assert "1 pledge of 2 passed every gate." in page


def test_a_case_opens_three_matches_and_puts_the_others_behind_one_click(appeal, officer):
    for number in range(5):
        factories.a_live_pledge(factories.a_municipality(name=f"Town {number}", country_code="SE"))
    match()

    opened, further = _case(officer, appeal).split('id="misses"')[0].split("<summary>2 more")

    assert (opened.count('class="match"'), further.count('class="match"')) == (3, 2)


def test_a_case_that_was_withdrawn_owes_nothing(appeal, officer):
    Appeal.objects.update(state="withdrawn")

    page = _case(officer, appeal)

    assert "Nothing is owed any more." in page
    assert "Now:" not in page


def test_a_pair_tells_what_is_for_it_and_what_is_against_it(appeal, officer):
    fitting, other = factories.a_live_pledge(), factories.a_live_pledge(languages=["de"])
    client = visit(officer)

    pages = [
        read(client, reverse("web:desk:why_not", args=[appeal.reference, pledge.reference]))
        for pledge in (fitting, other)
    ]

    assert ["This pledge may help" in page for page in pages] == [True, False]
    assert ["The helper finds an interpreter." in page for page in pages] == [False, True]


def test_what_would_open_a_match_stands_first_where_nobody_may_help(appeal, officer):
    factories.a_live_pledge(languages=["de"])
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=NOON
    )
    match()

    now = _case(officer, appeal).split('id="now"')[1].split("</section>")[0]

    assert "What would open a match" in now
    assert "The helper finds an interpreter." in now


def test_what_is_late_says_so(appeal):
    page = read(visit(factories.an_officer()), QUEUE)  # it was sent at NOON, long before today

    assert 'class="tag tag-late"' in page


def test_a_run_tells_how_far_it_is(appeal):
    client = visit(factories.an_officer())
    client.post(START)

    page = read(client, RUNS)

    assert "Blocks done: 0 of 1" in page
    assert "data-live" in page


def test_a_row_that_was_set_aside_is_shown_with_its_reason():
    run = ImportRun.objects.create(
        source="katottg",
        file_name="list.csv",
        file_sha256="0" * 64,
        started_at=timezone.now() - timedelta(minutes=1),
    )
    QuarantinedRow.objects.create(
        run=run,
        line=7,
        reason="unknown_place",
        sentence="Its parent is missing.",
        raw={"code": "UA1"},
    )

    page = read(visit(factories.an_officer()), IMPORTS)

    assert "Its parent is missing." in page
    assert "code=UA1" in page


def test_an_import_that_runs_tells_how_far_it_is_and_one_that_is_over_does_not():
    client = visit(factories.an_officer())
    run = ImportRun.objects.create(
        source="katottg",
        file_name="list.csv",
        file_sha256="0" * 64,
        started_at=timezone.now(),
        read=2_000,
        created=2_000,
    )

    during = read(client, IMPORTS)
    ImportRun.objects.filter(pk=run.pk).update(state="done", finished_at=timezone.now())
    after = read(client, IMPORTS)

    assert ("data-live" in during, "data-live" in after) == (True, False)
    assert "rows read so far" in during


@pytest.mark.parametrize("address", [QUEUE, RUNS])
def test_three_rows_cost_as_much_as_one(address, appeal):
    user = factories.an_officer()
    runs.cancel_run(reference=runs.start_run(by=user, at=NOON).reference, by=user, at=NOON)

    one = _queries(visit(user), address)
    for topic in (NeedTopic.WATER, NeedTopic.WASTE):
        factories.a_live_appeal(appeal.municipality, topic=topic)
        run = runs.start_run(by=user, at=NOON)
        runs.cancel_run(reference=run.reference, by=user, at=NOON)

    assert _queries(visit(user), address) == one


def test_a_case_with_three_matches_costs_as_much_as_with_one(appeal, officer):
    factories.a_live_pledge()
    match()
    one = _queries(visit(officer), _at("case", appeal))
    factories.a_live_pledge(factories.a_municipality(name="Graz", country_code="AT"))
    factories.a_live_pledge(factories.a_municipality(name="Tartu", country_code="EE"))
    match()

    assert _queries(visit(officer), _at("case", appeal)) == one


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (factories.an_officer, "web:desk:queue"),
        (factories.a_supervisor, "web:desk:queue"),
        (lambda: factories.someone_of(factories.a_municipality()), "web:appeals:index"),
        (
            lambda: factories.someone_of(factories.a_municipality(may_appeal=False)),
            "web:pledges:index",
        ),
        (
            lambda: factories.someone_of(factories.a_live_pledge().municipality),
            "web:pledges:index",
        ),
        (factories.a_user, "web:home"),
    ],
)
def test_whoever_signs_in_is_led_to_their_next_thing_to_do(who, name):
    response = visit(who()).get(reverse("web:start"))

    assert response.headers["Location"] == reverse(name)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)
