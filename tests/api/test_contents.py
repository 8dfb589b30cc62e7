"""What the API tells, and what it keeps to itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.engine.values import NeedTopic
from matching.models import MatchRun, Pledge
from matching.services.appeals import take_appeal
from tests.activities.editions import adopted
from tests.api.world import (
    a_draft_pledge,
    a_run,
    a_sent_appeal,
    an_offered_pledge,
    everything_matched,
)
from tests.clock import NOON
from tests.factories import a_municipality, someone_of


def _cost(client, path) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/api/v1/{path}")
    return len(queries)


def _rows(client, path) -> int:
    return len(client.get(f"/api/v1/{path}").json()["results"])


def _more_appeals(world) -> None:
    for topic in (NeedTopic.WATER, NeedTopic.SCHOOLS):
        a_sent_appeal(world.kvitka, by=world.users["asker"], topic=topic)


def _more_pledges(world) -> None:
    for _number in range(2):
        an_offered_pledge(world.lund, by=world.users["helper"])


def _more_runs(world) -> None:
    for _number in range(2):
        a_run(world)
        MatchRun.objects.update(state="complete", ended_at=NOON)


def test_the_officer_of_the_case_reads_a_match_with_every_reason(world, client_of):
    result = client_of("officer").get(f"/api/v1/appeals/{world.appeal.reference}/matches/").json()

    match = result["matches"][0]
    assert (result["considered"], result["passed"], result["near_misses"]) == (1, 1, [])
    assert (match["rank"], match["pledge"], match["helper"]["name"], match["activity"]) == (
        1,
        str(world.pledge.reference),
        "Lund",
        "forums",
    )
    assert [(one["code"], one["grade"], one["points"]) for one in match["criteria"]] == [
        ("fit_of_need", "for", 3),
        ("form_of_help", "for", 0),
        ("link", "unknown", 0),
        ("languages", "for", 2),
        ("endurance", "for", 4),
        ("experience", "for", 1),
        ("balance", "for", 0),
    ]


def test_a_near_miss_names_its_gates_and_what_would_open_them(world, client_of):
    an_offered_pledge(world.lund, by=world.users["helper"], has_platform=False)
    other = a_sent_appeal(world.kvitka, by=world.users["asker"], topic=NeedTopic.SCHOOLS)
    take_appeal(reference=other.reference, by=world.users["officer"], at=NOON)
    everything_matched(by=world.users["officer"])

    result = client_of("officer").get(f"/api/v1/appeals/{other.reference}/matches/").json()

    assert [(gate["code"], gate["change"]) for gate in result["near_misses"][0]["gates"]] == [
        ("partner_present", "The helper finds a host partner or a platform.")
    ]
    assert [(one["code"], one["count"]) for one in result["refusals"]] == [("partner_present", 1)]


def test_the_verdict_comes_with_clauses_their_lines_and_their_marks(world, client_of):
    result = client_of("officer").get(f"/api/v1/appeals/{world.appeal.reference}/matches/").json()

    verdict = result["verdict"]
    assert (verdict["code"], verdict["phase"]) == ("insufficient_evidence", "high")
    assert verdict["clauses"][0] == {
        "sentence": "Whether the arms are silent is not known well enough.",
        "code": "p1_unknown",
        "mark": "seed",
        "lines": list(range(664, 670)),
    }
    assert [opening["code"] for opening in verdict["openings"]] == [
        "direct_conditional",
        "direct_open",
    ]


def test_the_one_who_asks_learns_the_outcome_and_no_more(world, client_of):
    outcome = client_of("asker").get(f"/api/v1/appeals/{world.appeal.reference}/outcome/").json()

    assert sorted(outcome) == [
        "as_of",
        "has_candidates",
        "how_to_contest",
        "made_at",
        "sentence",
        "verdict",
    ]
    assert (outcome["verdict"], outcome["has_candidates"]) == ("insufficient_evidence", True)


@pytest.mark.parametrize(("role", "door"), [("officer", "matches"), ("asker", "outcome")])
def test_an_appeal_that_nobody_has_matched_yet_has_no_answer(role, door, world, client_of):
    fresh = a_sent_appeal(world.kvitka, by=world.users["asker"], topic=NeedTopic.WATER)
    take_appeal(reference=fresh.reference, by=world.users["officer"], at=NOON)

    answer = client_of(role).get(f"/api/v1/appeals/{fresh.reference}/{door}/")

    assert answer.status_code == 404


def test_a_list_of_appeals_leaves_out_what_people_wrote(world, client_of):
    rows = client_of("asker").get("/api/v1/appeals/").json()["results"]

    assert [row["reference"] for row in rows] == [str(world.appeal.reference)]
    assert {"summary", "excluded", "officer", "id"}.isdisjoint(rows[0])


def test_the_municipality_reads_back_all_that_it_wrote(world, client_of):
    detail = client_of("asker").get(f"/api/v1/appeals/{world.appeal.reference}/").json()

    assert (detail["summary"], detail["excluded"], detail["is_taken"]) == (
        "We ask to be heard.",
        ["RU"],
        True,
    )


def test_a_helper_learns_of_its_own_pledge_in_coarse_numbers(world, client_of):
    fit = client_of("helper").get(f"/api/v1/pledges/{world.pledge.reference}/fit/")

    assert fit.json() == {"candidate_for": "0-4"}


def test_whom_a_helper_leaves_out_is_its_own_to_know(world, client_of):
    Pledge.objects.filter(pk=world.pledge.pk).update(excluded=["RU"])
    address = f"/api/v1/pledges/{world.pledge.reference}/"

    seen = {
        role: client_of(role).get(address).json()["excluded"]
        for role in ("helper", "network", "officer")
    }

    assert seen == {"helper": ["RU"], "network": None, "officer": None}


def test_the_desk_does_not_see_a_draft(world, client_of):
    a_draft_pledge(world.lund, by=world.users["helper"])

    seen = {
        role: len(client_of(role).get("/api/v1/pledges/").json()["results"])
        for role in ("helper", "network", "officer", "stranger")
    }

    assert seen == {"helper": 2, "network": 1, "officer": 1, "stranger": 0}


def test_a_pledge_is_written_offered_paused_resumed_and_withdrawn(world, client_of):
    client = client_of("helper")
    body = {
        "municipality": str(world.lund.reference),
        "activities": ["forums", "visits"],
        "topics": ["water"],
        "capacity": 3,
        "languages": ["en", "uk"],
        "has_platform": True,
        "starts": "2026-04-01",
        "ends": "2027-04-01",
        "excluded": ["RU"],
    }

    written = client.post("/api/v1/pledges/", body, format="json").json()
    address = f"/api/v1/pledges/{written['reference']}/"
    states = [
        client.post(f"{address}{step}/").json()["state"]
        for step in ("offer", "pause", "resume", "withdraw")
    ]

    assert (written["state"], states) == ("draft", ["offered", "paused", "offered", "withdrawn"])
    kept = Pledge.objects.get(reference=written["reference"])
    assert (kept.activities, kept.topics, kept.languages, kept.excluded, kept.capacity) == (
        ["forums", "visits"],
        ["water"],
        ["en", "uk"],
        ["RU"],
        3,
    )


def test_a_step_that_no_longer_exists_is_a_conflict(world, client_of):
    client = client_of("asker")
    address = f"/api/v1/appeals/{world.appeal.reference}/withdraw/"

    first, second = client.post(address), client.post(address)

    assert (first.json()["state"], second.status_code, second.json()["code"]) == (
        "withdrawn",
        409,
        "illegal_transition",
    )


def test_a_municipality_that_only_asks_cannot_pledge(world, client_of):
    asks_only = a_municipality(name="Asks", may_help=False)
    world.users["asks_only"] = someone_of(asks_only)
    body = {
        "municipality": str(asks_only.reference),
        "activities": ["forums"],
        "capacity": 1,
        "languages": ["en"],
        "starts": "2026-04-01",
        "ends": "2027-04-01",
    }

    answer = client_of("asks_only").post("/api/v1/pledges/", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_help")


def test_one_run_goes_on_at_a_time(world, client_of):
    client = client_of("officer")

    first, second = client.post("/api/v1/runs/"), client.post("/api/v1/runs/")

    assert (first.status_code, first.json()["blocks_total"], first.json()["blocks_done"]) == (
        201,
        1,
        0,
    )
    assert (second.status_code, second.json()["code"]) == (409, "run_goes_on")


@pytest.mark.django_db
def test_the_map_is_public_and_speaks_the_caller_s_language(client):
    shown = client.get("/api/v1/thematic-map/").json()

    first = shown["activities"][0]
    assert (shown["version"], len(shown["activities"]), first["activity"]) == (1, 8, "secondment")
    assert [(fit["phase"], fit["score"], fit["basis"]) for fit in first["fits"]] == [
        ("low_before", 0, []),
        ("high", 2, ["layout", "text"]),
        ("low_after", 2, ["layout", "text"]),
    ]


@pytest.mark.django_db
def test_the_map_in_force_comes_with_its_day_and_reason_and_tells_what_is_ours(client):
    version = adopted()

    shown = client.get("/api/v1/thematic-map/").json()

    forums = shown["activities"][4]
    assert (shown["version"], shown["valid_from"], shown["reason"]) == (
        2,
        str(version.valid_from),
        "Too little came of them.",
    )
    assert (forums["activity"], forums["mark"], forums["lines"]) == ("forums", "ours", [])
    assert [(fit["score"], fit["basis"]) for fit in forums["fits"]] == [
        (2, ["layout"]),
        (0, ["ours"]),
        (1, ["inferred"]),
    ]


@pytest.mark.parametrize(
    ("words", "language", "code", "name"),
    [
        ("languages", "fr", "uk", "ukrainien"),
        ("languages", "en", "ar", "Arabic"),
        ("countries", "uk", "UA", "Україна"),
        ("countries", "ar", "UA", "أوكرانيا"),
        ("countries", "en", "XK", "Kosovo*"),
        ("topics", "en", "water", "Drinking water and sewerage"),
        ("activities", "en", "visits", "Visits"),
        ("problems", "en", "run_goes_on", "A run is going on"),
    ],
)
def test_lists_of_words_are_public_and_translated(words, language, code, name, client):
    answer = client.get(f"/api/v1/reference/{words}/", headers={"Accept-Language": language})

    assert {word["code"]: word["name"] for word in answer.json()}[code] == name


def test_countries_are_no_groups_of_countries(client):
    codes = {word["code"] for word in client.get("/api/v1/reference/countries/").json()}

    assert codes.isdisjoint({"EU", "UN", "ZZ", "419"})


@pytest.mark.parametrize(
    ("path", "role", "more"),
    [
        ("appeals/", "asker", _more_appeals),
        ("pledges/", "officer", _more_pledges),
        ("runs/", "officer", _more_runs),
    ],
    ids=["appeals", "pledges", "runs"],
)
def test_a_list_costs_the_same_for_one_row_and_for_three(path, role, more, world, client_of):
    one = _cost(client_of(role), path)

    more(world)

    assert (_cost(client_of(role), path), _rows(client_of(role), path)) == (one, 3)


def test_a_result_costs_the_same_for_one_match_and_for_three(world, client_of):
    path = f"appeals/{world.appeal.reference}/matches/"
    one = _cost(client_of("officer"), path)

    _more_pledges(world)
    everything_matched(by=world.users["officer"])

    result = client_of("officer").get(f"/api/v1/{path}").json()
    assert (_cost(client_of("officer"), path), len(result["matches"])) == (one, 3)
