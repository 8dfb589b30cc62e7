"""The pages on which the map is changed, and the public page that tells what is ours."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities import selectors, services
from activities.engine.contents import Part, differences
from activities.engine.documents import as_document
from activities.engine.editing import REPORT
from activities.engine.law import Fault, FaultCode
from activities.engine.values import Activity, ThematicMap
from activities.models import MapVersion
from evidence.engine.values import Phase
from matching.services import appeals
from tests import factories
from tests.activities.editions import FORUMS_DO_NOT_FIT_IN_WAR, adopted, proposed, with_fit
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.web.visitors import OTHERS, read, sentences, visit
from web.map.forms import CellForm
from web.map.words import changed, sentences_of

pytestmark = pytest.mark.django_db

CHANGE = "/map/versions/change/forums/"
STAFF = {"an officer without the case", "a supervisor"}


def now_adopted(**parts):
    return adopted(at=timezone.now(), **parts)


def answers(**said: object) -> dict[str, object]:
    """What an officer sends who leaves everything as it is, but for what is said here."""
    as_it_is = {
        "base": "1",
        "fit_low_before": "2",
        "fit_high": "2",
        "fit_low_after": "1",
        "actor_single": "1",
        "actor_through_organisations": "2",
        "partner_role": "platform",
        "partner_inside": "platform",
        "partner_outside": "platform",
        "needs": ["both_sides_on_equal_terms"],
        "reason": "Too little came of them.",
    }
    return as_it_is | said


def looked_at(client: Client, **said: object) -> dict[str, object]:
    """What is sent to propose a change, after a look at it."""
    page = read_answer(client, **said, step="look")
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return answers(**said, step="save", seen=found[1])


def read_answer(client: Client, **said: object) -> str:
    return client.post(CHANGE, answers(**said)).content.decode()


# Who may


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize(
    ("name", "args", "missing"),
    [
        ("index", [], 403),
        ("change", ["forums"], 403),
        ("version", [2], 404),
    ],
)
def test_the_secretariat_alone_reads_the_pages(who, name, args, missing):
    proposed()
    client = visit(OTHERS[who]())

    answer = client.get(reverse(f"web:map:{name}", args=args))

    assert answer.status_code == (200 if who in STAFF else missing)


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("deed", ["adopt", "reject"])
def test_the_secretariat_alone_decides(who, deed):
    version = proposed()
    client = visit(OTHERS[who]())

    answer = client.post(reverse(f"web:map:{deed}", args=[version.number]))

    version.refresh_from_db()
    is_decided = bool(version.adopted_at or version.rejected_at)
    assert (answer.status_code, is_decided) == ((302, True) if who in STAFF else (404, False))


def test_a_visitor_is_led_to_the_door(client):
    answer = client.get(reverse("web:map:index"))

    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("who", "doors"), [("a supervisor", 1), ("a network", 0)])
def test_the_public_map_leads_to_its_versions_those_who_may_change_it(who, doors):
    page = read(visit(OTHERS[who]()), reverse("web:thematic_map"))

    assert page.count(f'href="{reverse("web:map:index")}"') == doors


# Proposing


def test_a_change_is_proposed_after_it_was_looked_at():
    officer = factories.an_officer()
    client = visit(officer)

    told = sentences(client, CHANGE, **looked_at(client, fit_high="0"))

    version = MapVersion.objects.get(number=2)
    assert told == ["The version is proposed. A colleague adopts it."]
    assert (version.proposed_by, version.reason) == (officer, "Too little came of them.")
    assert version.document == as_document(FORUMS_DO_NOT_FIT_IN_WAR)


@pytest.mark.parametrize("step", ["look", "save"])
def test_nothing_is_proposed_that_was_not_looked_at(step):
    page = read_answer(visit(factories.an_officer()), fit_high="0", step=step)

    assert "Propose this version" in page
    assert not MapVersion.objects.filter(number=2).exists()


def test_what_was_changed_after_the_look_is_looked_at_again():
    client = visit(factories.an_officer())
    seen = looked_at(client, fit_high="0")

    page = client.post(CHANGE, seen | {"fit_high": "1"}).content.decode()

    assert "You changed something after you looked." in page
    assert not MapVersion.objects.filter(number=2).exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "This is what the map in force says already."),
        ({"fit_high": "0", "base": "7"}, "Another version came into force meanwhile"),
        ({"actor_single": "0", "actor_through_organisations": "0"}, "nobody could lead it"),
        ({"fit_high": "3"}, "Select a valid choice."),
        ({"fit_high": "0", "partner_inside": "none"}, "Select a valid choice."),
        ({"fit_high": "0", "reason": " "}, "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(said, sentence):
    page = read_answer(visit(factories.an_officer()), step="look", **said)

    assert sentence in page
    assert "Propose this version" not in page


def test_what_the_report_names_stays_whatever_is_sent():
    client = visit(factories.an_officer())
    visits = {
        "base": "1",
        "fit_low_before": "1",
        "fit_high": "1",
        "fit_low_after": "2",
        "actor_single": "1",
        "actor_through_organisations": "2",
        "partner_role": "access_security",
        "partner_outside": "none",
        "reason": "Fewer visits.",
    }

    page = client.post("/map/versions/change/visits/", visits).content.decode()

    taken_out = re.findall(r"Taken out: <strong>(.*?)</strong>", page)
    assert taken_out == ["Those who were visited are punished afterwards."]


@pytest.mark.parametrize("activity", Activity)
def test_a_form_that_is_left_as_it_is_changes_nothing(activity):
    form = CellForm(None, in_force=REPORT, draft=REPORT, activity=activity)
    as_it_is = {name: field.initial or [] for name, field in form.fields.items()}

    client = visit(factories.an_officer())
    said = answers(**as_it_is | {"reason": "Nothing."})
    page = client.post(f"/map/versions/change/{activity}/", said).content.decode()

    assert "This is what the map in force says already." in page


def test_an_activity_that_is_none_is_missing():
    client = visit(factories.an_officer())

    assert client.get("/map/versions/change/parades/").status_code == 404


def test_two_activities_go_into_one_version():
    client = visit(factories.an_officer())
    decided = json.dumps(as_document(with_fit(Activity.VISITS, Phase.HIGH, 1)))
    both = looked_at(client, fit_high="0", draft=decided)

    sentences(client, CHANGE, **both)

    assert MapVersion.objects.get(number=2).document == as_document(
        with_fit(Activity.VISITS, Phase.HIGH, 1, FORUMS_DO_NOT_FIT_IN_WAR)
    )


def test_going_on_to_another_activity_keeps_what_was_decided():
    client = visit(factories.an_officer())
    decided = json.dumps(as_document(FORUMS_DO_NOT_FIT_IN_WAR))

    page = client.post(
        "/map/versions/change/visits/", {"step": "go_on", "base": "1", "draft": decided}
    ).content.decode()

    assert "Decided so far" in page
    assert "Nothing was saved yet" not in page


def _lawless() -> str:
    document = json.loads(json.dumps(as_document(REPORT)))
    document["events"]["required"] = []
    return json.dumps(document)


@pytest.mark.parametrize("draft", ["", "{", "[]", "7", '{"forums": 1}', "[" * 100_000, _lawless()])
def test_a_draft_that_no_page_wrote_is_not_taken_up(draft):
    client = visit(factories.an_officer())

    page = client.post(CHANGE, {"step": "go_on", "base": "1", "draft": draft}).content.decode()

    assert "Decided so far" not in page


def test_a_draft_on_a_version_of_the_past_does_not_undo_the_one_in_force():
    now_adopted()
    client = visit(factories.an_officer())
    decided = json.dumps(as_document(REPORT))

    page = client.post(
        "/map/versions/change/visits/", {"step": "go_on", "base": "1", "draft": decided}
    ).content.decode()

    assert "Decided so far" not in page


@pytest.mark.django_db(transaction=True)
def test_who_proposes_while_a_colleague_adopts_waits_and_is_told():
    version, officer = proposed(), factories.an_officer()
    client = visit(factories.an_officer())
    said = looked_at(client, fit_high="1")
    post = in_own_connection(client.post)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            services.adopt_map(number=version.number, by=officer, at=timezone.now())
            outcome = thread.submit(post, CHANGE, said)
            wait_until_someone_waits_for_a_lock()

        page = outcome.result(timeout=10).content.decode()

    assert "Another version came into force meanwhile" in page
    assert not MapVersion.objects.filter(number=version.number + 1).exists()


# Words


def _turned() -> ThematicMap:
    """A map in which each activity says what the next one says in the report."""
    following = dict(zip(Activity, [*list(Activity)[1:], Activity.SECONDMENT], strict=True))
    cells = {
        activity: replace(REPORT.cells[other], activity=activity)
        for activity, other in following.items()
    }
    return replace(REPORT, cells=MappingProxyType(cells))


def test_every_difference_has_words():
    found = differences(REPORT, _turned())

    lines = [line for cell in changed(found) for line in cell.lines]

    assert {each.part for each in found} == set(Part)
    assert len(lines) == len(found)
    assert all(line.name and (line.before or line.after) for line in lines)


def test_a_fault_that_no_page_could_make_has_a_sentence_too():
    fault = Fault(code=FaultCode.HOST_LEFT_OUT, activity=Activity.SECONDMENT)

    (sentence,) = sentences_of(services.FaultyMap((fault,)))

    assert sentence.startswith("“Lending specialists” would ask for less than the report does.")


# Looking and deciding


def test_an_own_case_is_named_to_its_officer_and_to_no_other():
    officer, town = factories.an_officer(), factories.a_municipality(name="Trostianets")
    case = factories.a_live_appeal(town)
    appeals.take_appeal(reference=case.reference, by=officer, at=timezone.now())
    address = reverse("web:map:version", args=[proposed().number])

    pages = [read(visit(user), address) for user in (officer, factories.an_officer())]

    assert ["Trostianets" in page for page in pages] == [True, False]
    assert all("Fewer than five appeals would lose a way to help." in page for page in pages)


def test_who_proposed_is_offered_no_adoption_and_a_forced_one_is_refused():
    officer = factories.an_officer()
    number = proposed(by=officer).number
    client = visit(officer)

    page = read(client, reverse("web:map:version", args=[number]))
    told = sentences(client, reverse("web:map:adopt", args=[number]))

    assert "I have read it and adopt it" not in page
    assert told == [
        "You proposed this version yourself. Nothing was changed. A colleague adopts it."
    ]


@pytest.mark.parametrize("deed", ["adopt", "reject"])
def test_a_lost_race_is_a_kind_sentence(deed):
    version = now_adopted()

    told = sentences(
        visit(factories.an_officer()), reverse(f"web:map:{deed}", args=[version.number])
    )

    assert told == ["A colleague has decided on this version before you. Nothing was changed."]


def test_a_proposal_that_was_overtaken_says_so_and_can_only_be_put_aside():
    overtaken = proposed(with_fit(Activity.VISITS, Phase.HIGH, 1))
    now_adopted()
    client = visit(factories.an_officer())

    page = read(client, reverse("web:map:version", args=[overtaken.number]))
    told = sentences(client, reverse("web:map:adopt", args=[overtaken.number]))

    assert "It can only be put aside" in page
    assert "I have read it and adopt it" not in page
    assert told[0].startswith("Another version came into force meanwhile")


def test_a_version_put_aside_leaves_the_map_as_it_was():
    version = proposed()

    told = sentences(
        visit(factories.an_officer()), reverse("web:map:reject", args=[version.number])
    )

    assert told == ["The version is put aside. The map in force stays."]
    assert selectors.current_map() == REPORT


def test_the_list_of_versions_costs_the_same_for_one_and_for_three():
    proposed()
    one, other = visit(factories.an_officer()), visit(factories.an_officer())
    with CaptureQueriesContext(connection) as with_one:
        read(one, reverse("web:map:index"))
    proposed()
    services.reject_map(number=proposed().number, by=factories.an_officer(), at=timezone.now())
    with CaptureQueriesContext(connection) as with_three:
        read(other, reverse("web:map:index"))

    assert len(with_three) == len(with_one)


# The public page


def test_the_public_map_tells_number_day_reason_and_every_changed_cell(client):
    now_adopted()

    page = read(client, reverse("web:thematic_map"))

    assert "This is version 2, in force from" in page
    assert '<blockquote dir="auto">Too little came of them.</blockquote>' in page
    assert page.count("Here our map differs from the report.") == 1
    assert page.count('basis-ours">changed by us</span></div></td>') == 1
    assert "In the report: Fits well<br>Here: <strong>Does not fit</strong>" in page


def test_a_past_version_stays_readable_and_says_that_it_is_past(client):
    now_adopted()

    page = read(client, reverse("web:thematic_map_version", args=[1]))

    assert "This version is no longer in force." in page
    assert "It is the report's own." in page.replace("&#x27;", "'")
    assert "Here our map differs" not in page


def test_a_proposal_is_not_public(client):
    version = proposed()

    missing = client.get(reverse("web:thematic_map_version", args=[version.number]))

    assert missing.status_code == 404
    assert "Too little came of them." not in read(client, reverse("web:thematic_map"))


def test_who_proposed_and_adopted_is_not_public(client):
    version = now_adopted()

    page = read(client, reverse("web:thematic_map"))

    assert version.proposed_by.display_name not in page
    assert version.adopted_by.display_name not in page
