"""Pages of the municipality that asks: who may open them, and what they never show."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from matching.engine.lifecycle import AppealAction, AppealState
from matching.engine.values import NeedTopic
from matching.models import Appeal, MatchResult, Pledge
from matching.services import appeals
from tests import factories
from tests.clock import NOON
from tests.matching.test_narratives import MARK, everything_in_the_database
from tests.web.visitors import NOBODYS, OTHERS, match, read, sentences, visit
from web.appeals.forms import AppealForm
from web.fields import LanguagesField
from web.forms import GroupedForm
from web.pledges.forms import PledgeForm, ReadinessForm

pytestmark = pytest.mark.django_db

SAID = {
    "kinds": ["support"],
    "activity": "forums",
    "topic": "water",
    "summary": "The pumps stand still.",
    "urgency": "urgent",
    "languages": ["uk", "en"],
    "starts": "2026-03-02",
    "last_day": "2026-08-31",
    "excluded": ["BY", "", "RU"],
}
INDEX = reverse("web:appeals:index")
WRITE = reverse("web:appeals:write")


@pytest.fixture
def appeal() -> Appeal:
    return factories.a_live_appeal()


@pytest.fixture
def mayor(appeal: Appeal) -> User:
    return factories.someone_of(appeal.municipality)


def _at(name: str, appeal: Appeal) -> str:
    return reverse(f"web:appeals:{name}", args=[appeal.reference])


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("name", ["detail", "rewrite", "withdraw"])
def test_an_appeal_of_others_is_as_missing_as_none(appeal, name, who):
    client = visit(OTHERS[who]())

    hidden = client.get(_at(name, appeal))
    missing = client.get(reverse(f"web:appeals:{name}", args=[NOBODYS]))

    assert (hidden.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("name", ["send", "withdraw", "rewrite"])
def test_nobody_else_moves_an_appeal(appeal, name, who):
    response = visit(OTHERS[who]()).post(_at(name, appeal), SAID)

    appeal.refresh_from_db()
    assert (response.status_code, appeal.state, appeal.topic) == (404, "submitted", "dialogue")


@pytest.mark.parametrize("name", ["detail", "rewrite", "withdraw"])
def test_the_municipality_opens_its_own_appeal(appeal, mayor, name):
    assert visit(mayor).get(_at(name, appeal)).status_code == 200


@pytest.mark.parametrize("address", [INDEX, WRITE])
@pytest.mark.parametrize("who", [who for who in OTHERS if who != "another municipality"])
def test_who_asks_for_nobody_has_no_page_of_appeals(address, who):
    assert visit(OTHERS[who]()).get(address).status_code == 403


@pytest.mark.parametrize("address", [INDEX, WRITE])
def test_a_stranger_is_asked_to_sign_in(client, address):
    response = client.get(address)

    assert response.headers["Location"] == f"{reverse('account_login')}?next={address}"


def test_the_officer_of_the_case_reads_it_and_does_not_change_it(appeal):
    officer = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    client = visit(officer)

    page = client.get(_at("detail", appeal))
    change = client.post(_at("withdraw", appeal))

    appeal.refresh_from_db()
    assert (page.status_code, change.status_code, appeal.state) == (200, 404, "submitted")


def test_what_is_typed_on_a_page_lies_nowhere_in_clear_nor_in_the_logs(caplog):
    town = factories.a_municipality()
    client = visit(factories.someone_of(town))
    said = SAID | {"municipality": str(town.reference), "summary": f"At {MARK} no water runs."}

    with caplog.at_level("INFO"):
        written = client.post(WRITE, said)
        shown = client.get(written.headers["Location"])
        client.post(_at("rewrite", Appeal.objects.get()), said)

    assert MARK in shown.content.decode()
    assert MARK not in everything_in_the_database() + caplog.text


def test_a_form_that_is_sent_twice_makes_one_appeal_and_leads_to_it_twice():
    town = factories.a_municipality()
    client = visit(factories.someone_of(town))
    form = SAID | {"municipality": str(town.reference), "client_key": str(NOBODYS)}

    first, again = client.post(WRITE, form), client.post(WRITE, form)

    address = Appeal.objects.get().get_absolute_url()
    assert (first.headers["Location"], again.headers["Location"]) == (address, address)


def test_a_form_that_is_sent_again_with_other_words_changes_nothing_and_says_so():
    town = factories.a_municipality()
    client = visit(factories.someone_of(town))
    form = SAID | {"municipality": str(town.reference), "client_key": str(NOBODYS)}
    client.post(WRITE, form)

    with translation.override("en"):
        again = client.post(WRITE, form | {"topic": "waste"})

    assert (again.status_code, Appeal.objects.get().topic) == (422, "water")
    assert "This form was kept before, with other words." in again.content.decode()


def test_each_form_that_is_opened_has_a_key_of_its_own():
    client = visit(factories.someone_of(factories.a_municipality()))

    keys = {client.get(WRITE).context["form"]["client_key"].value() for _ in range(2)}

    assert len(keys) == 2


def test_what_is_written_is_kept_as_a_draft_and_sent_by_a_second_step():
    town = factories.a_municipality()
    client = visit(factories.someone_of(town))

    response = client.post(WRITE, SAID | {"municipality": str(town.reference)})

    draft = Appeal.objects.get(municipality=town)
    assert response.headers["Location"] == draft.get_absolute_url()
    assert (draft.state, draft.ends, draft.excluded, draft.languages) == (
        "draft",
        date(2026, 9, 1),
        ["BY", "RU"],
        ["en", "uk"],
    )


def test_an_agency_writes_for_a_town_that_it_knows_and_finds_it_among_its_appeals():
    town, agency = factories.a_municipality(), factories.an_intermediary()
    factories.knows(agency, town.zone)
    factories.a_municipality(name="Unknown")
    client = visit(factories.someone_at(agency))

    client.post(WRITE, SAID | {"municipality": str(town.reference)})

    draft = Appeal.objects.get()
    assert (draft.municipality, draft.intermediary) == (town, agency)
    assert str(draft.reference) in read(client, INDEX)
    assert "Unknown" not in read(client, WRITE)


@pytest.mark.parametrize(("said", "kept"), [({"helpers_wanted": "3"}, 3), ({}, 1)])
def test_how_many_helpers_are_wanted_is_kept_and_is_one_where_nothing_is_said(said, kept):
    town = factories.a_municipality()
    client = visit(factories.someone_of(town))

    client.post(WRITE, SAID | {"municipality": str(town.reference)} | said)
    written = Appeal.objects.get()

    assert written.helpers_wanted == kept
    assert f'name="helpers_wanted" value="{kept}"' in read(client, _at("rewrite", written))


def test_an_appeal_is_not_written_for_another_municipality(mayor):
    other = factories.a_municipality(name="Tartu")

    response = visit(mayor).post(WRITE, SAID | {"municipality": str(other.reference)})

    assert response.status_code == 200
    assert not Appeal.objects.filter(municipality=other).exists()


def test_a_form_with_mistakes_names_each_and_keeps_the_rest(mayor):
    response = visit(mayor).post(WRITE, SAID | {"topic": "", "last_day": "2026-01-01"})

    assert set(response.context["form"].errors) == {"municipality", "topic", "last_day"}
    assert b"The pumps stand still." in response.content
    assert b"<title>Error: Write an appeal" in response.content


@pytest.mark.parametrize(
    ("step", "before", "sentence"),
    [
        ("send", AppealState.SUBMITTED, "This appeal was sent before. Nothing was changed."),
        (
            "withdraw",
            AppealState.WITHDRAWN,
            "This appeal was withdrawn before. Nothing was changed.",
        ),
    ],
)
def test_a_lost_race_is_a_kind_sentence(appeal, mayor, step, before, sentence):
    factories.put_in_state(appeal, before)

    assert sentences(visit(mayor), _at(step, appeal)) == [sentence]


def test_a_withdrawn_appeal_is_not_written_anew(appeal, mayor):
    appeals.move_appeal(reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor, at=NOON)

    said = SAID | {"municipality": str(appeal.municipality.reference)}
    page = visit(mayor).post(_at("rewrite", appeal), said).content.decode()

    assert "This appeal is over, or goes on under another one. Nothing was changed." in page


def test_a_second_appeal_for_the_same_thing_is_refused_kindly(appeal, mayor):
    visit(mayor).post(
        WRITE,
        SAID | {"topic": "dialogue", "municipality": str(appeal.municipality.reference)},
    )
    draft = Appeal.objects.get(state="draft")

    said = sentences(visit(mayor), _at("send", draft))

    assert [sentence.split(".")[0] for sentence in said] == [
        "This municipality already has a live appeal for the same thing"
    ]


def test_the_mayor_learns_the_verdict_and_neither_helper_nor_reason_nor_order(appeal, mayor):
    pledge = factories.a_live_pledge(at=NOON)
    officer = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    match()

    page = read(visit(mayor), _at("detail", appeal))
    case = read(visit(officer), reverse("web:desk:case", args=[appeal.reference]))

    shown = ["Lund", "Fit of the need", "passed every gate", "Disarmament or pacification"]
    assert pledge.municipality.name == "Lund"
    assert [word in case for word in shown] == [True] * 4  # there is something that could be seen
    assert [word in page for word in shown] == [False] * 4
    assert 'class="tag tag-' in page


def test_without_a_helper_the_mayor_reads_what_it_could_do_and_what_others_do(appeal, mayor):
    factories.a_live_pledge(languages=["sv"], at=NOON)
    Appeal.objects.update(helpers_wanted=2, accepts_other_activities=False)
    match()

    page = read(visit(mayor), _at("detail", appeal))

    told = [
        "We look for 2 helpers; none fits yet.",
        "Next, the secretariat looks for a second, independent source.",
        "Add a language, if somebody with you speaks one more",
        "Say that other help is welcome too",
        "A decision of your council",
    ]
    assert [words for words in told if words not in page] == []
    assert [word for word in ("Lund", "Swedish", str(_pledge().reference)) if word in page] == []


def test_with_a_helper_in_sight_the_mayor_is_asked_for_nothing(appeal, mayor):
    factories.a_live_pledge(at=NOON)
    match()

    page = read(visit(mayor), _at("detail", appeal))

    assert "We look for 1 helper; enough may fit." in page
    assert "What you can do" not in page


def test_a_step_that_is_late_says_so(appeal, mayor):
    match()
    MatchResult.objects.update(as_of=date(2026, 3, 2))

    with translation.override("en"):
        page = read(visit(mayor), _at("detail", appeal))

    assert "That was due on March 16, 2026. Ask your officer what keeps it." in page


def test_the_officer_of_the_case_reads_no_invitation_on_the_mayors_page(appeal):
    officer = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    match()

    assert "What you can do" not in read(visit(officer), _at("detail", appeal))


def test_a_list_of_three_costs_as_much_as_a_list_of_one():
    town = factories.a_municipality()
    mayor = factories.someone_of(town)
    factories.a_live_appeal(town)

    one = _queries(visit(mayor), INDEX)
    factories.a_live_appeal(town, topic=NeedTopic.WATER)
    factories.a_live_appeal(town, topic=NeedTopic.WASTE)
    three = _queries(visit(mayor), INDEX)

    assert one == three


@pytest.mark.parametrize("form", [AppealForm, PledgeForm, ReadinessForm])
def test_every_question_is_in_exactly_one_group(form: type[GroupedForm]):
    grouped = [name for _title, names in form.GROUPS for name in names]

    assert sorted(grouped) == sorted(form.base_fields)


def test_languages_that_are_ticked_stay_in_sight(mayor):
    town = factories.a_municipality()

    form = AppealForm({"languages": ["ka"]}, towns=[town])

    languages = form.fields["languages"]
    assert isinstance(languages, LanguagesField)
    assert languages.near == {"ka", "uk", "ru", "en", "fr"}


def test_a_country_that_is_left_out_has_a_list_of_its_own_and_some_are_spare():
    form = AppealForm(initial={"excluded": ["BY", "RU"]}, towns=[factories.a_municipality()])

    html = str(form["excluded"])

    assert (html.count("<select"), html.count(" selected")) == (5, 5)


def _pledge() -> Pledge:
    return Pledge.objects.get()


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return len(queries)
