"""The officers' pages of evidence and verdicts."""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as project
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from evidence import services
from evidence.engine.values import Phase, Says, SourceKind, Subject
from evidence.models import EvidenceItem, PhaseSpell, Source
from evidence.services import EvidenceRefused, Statement
from matching.services import appeals
from places.engine.values import ZoneKind
from places.models import Municipality, Zone
from prerequisites.engine.review import Trigger
from prerequisites.engine.values import Value
from prerequisites.models import Review
from prerequisites.services import Decision, confirm_override, propose_override
from tests import factories
from tests.clock import NOON
from tests.web.visitors import NOBODYS, read, sentences, visit
from web.zones import history
from web.zones.drawing import Lane, Moment, Stretch, drawn
from web.zones.refusals import SENTENCES

pytestmark = pytest.mark.django_db

SECRET = "Parish of the old town"
WORDS = "Shots were heard on two nights."
STRANGERS = {
    "a municipality": lambda: factories.someone_of(factories.a_municipality(name="Tartu")),
    "an intermediary": lambda: factories.someone_at(factories.an_intermediary()),
    "a network": lambda: factories.someone_in(factories.a_network()),
    "someone without a role": factories.a_user,
}


@pytest.fixture
def town() -> Municipality:
    return factories.a_municipality(name="Kvitka")


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


def _source(kind: SourceKind, name: str = "") -> Source:
    found, _ = Source.objects.get_or_create(kind=kind.value, name=name or f"Body {kind.value}")
    return found


def _on(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _said(
    zone: Zone,
    subject: Subject,
    says: Says = Says.MET,
    *,
    on: date,
    by: User,
    kind: SourceKind = SourceKind.UN_BODY,
    name: str = "",
    words: str = "",
    valid_until: date | None = None,
    confirmed: bool = False,
) -> EvidenceItem:
    """A statement that became known on the day it speaks of."""
    item = services.record_evidence(
        zone=zone,
        subject=subject,
        statement=Statement(
            says=says,
            source=_source(kind, name),
            observed_on=on,
            text=words,
            valid_until=valid_until,
        ),
        by=by,
        at=_on(on),
    )
    if confirmed:
        services.confirm_evidence(reference=item.reference, by=factories.a_supervisor(), at=_on(on))
    return item


def _twice(
    zone: Zone, subject: Subject, *, on: date, by: User, valid_until: date | None = None
) -> None:
    _said(zone, subject, on=on, by=by, valid_until=valid_until)
    _said(zone, subject, on=on, by=by, kind=SourceKind.RELIGIOUS_BODY, valid_until=valid_until)


def _asked(zone: Zone, *, on: date, by: User) -> None:
    for subject in (Subject.R, Subject.S, Subject.CONFLICT_LINK):
        _said(zone, subject, on=on, by=by, kind=SourceKind.OFFICIAL_ACT, confirmed=True)


def _denied(
    zone: Zone,
    *,
    on: date,
    by: User,
    name: str = "",
    words: str = "",
    confirmed: bool = False,
) -> EvidenceItem:
    return _said(
        zone,
        Subject.P1,
        Says.UNMET,
        on=on,
        by=by,
        kind=SourceKind.PEACEKEEPERS,
        name=name,
        words=words,
        confirmed=confirmed,
    )


def _beli_manastir(officer: User) -> Zone:
    """Case 2: Eastern Slavonia in time (report, L345-355), through the services."""
    zone = factories.a_municipality(name="Beli Manastir", country_code="HR").zone
    _asked(zone, on=date(1991, 11, 1), by=officer)
    _denied(zone, on=date(1991, 11, 5), by=officer, confirmed=True)
    _said(
        zone,
        Subject.RESTRICTED_MANDATE,
        on=date(1996, 1, 15),
        by=officer,
        kind=SourceKind.OFFICIAL_ACT,
        confirmed=True,
    )
    for subject in (Subject.P1, Subject.P3, Subject.P2F):
        _twice(zone, subject, on=date(1996, 6, 1), by=officer)
    _twice(zone, Subject.P4, on=date(1997, 4, 14), by=officer, valid_until=date(2001, 5, 20))
    for day in (date(1997, 5, 1), date(1998, 2, 1)):
        for subject in (Subject.P1, Subject.P2, Subject.P3):
            _twice(zone, subject, on=day, by=officer)
    for kind in (SourceKind.UN_BODY, SourceKind.GOVERNMENT):
        _said(
            zone,
            Subject.RESTRICTED_MANDATE,
            Says.UNMET,
            on=date(1998, 1, 16),
            by=officer,
            kind=kind,
        )
    services.record_phase(
        zone=zone,
        phase=Phase.HIGH,
        starts=date(1991, 7, 1),
        ends=date(1995, 11, 12),
        source=_source(SourceKind.UN_BODY),
        by=officer,
        at=_on(date(1995, 11, 12)),
    )
    services.record_phase(
        zone=zone,
        phase=Phase.LOW_AFTER,
        starts=date(1995, 11, 12),
        source=_source(SourceKind.UN_BODY),
        by=officer,
        at=_on(date(1995, 11, 12)),
    )
    return zone


def _address(name: str, reference: UUID, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"web:zones:{name}", args=[reference]) + (f"?{asked}" if asked else "")


def _text(page: str) -> str:
    """Return a page's main part as plain words."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# Who may open what.

OF_A_ZONE = ["zone", "timeline", "sheet", "record", "record_phase"]
OF_A_STATEMENT = ["statement", "supersede"]


@pytest.mark.parametrize("name", OF_A_ZONE)
@pytest.mark.parametrize("who", STRANGERS)
def test_the_pages_of_a_zone_are_missing_for_all_but_the_secretariat(town, name, who):
    client = visit(STRANGERS[who]())

    hidden = client.get(_address(name, town.zone.reference))
    missing = client.get(_address(name, UUID(NOBODYS)))

    assert (hidden.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("name", OF_A_STATEMENT)
@pytest.mark.parametrize("who", STRANGERS)
def test_a_statement_is_missing_for_all_but_the_secretariat(town, officer, name, who):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer)

    assert visit(STRANGERS[who]()).get(_address(name, item.reference)).status_code == 404


@pytest.mark.parametrize("name", ["open", "confirm"])
@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_opens_or_confirms_a_statement(town, officer, name, who):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer)

    answer = visit(STRANGERS[who]()).post(_address(name, item.reference))

    item.refresh_from_db()
    assert (answer.status_code, item.confirmed_at) == (404, None)


@pytest.mark.parametrize("name", ["web:zones:index", "web:zones:waiting", "web:zones:reviews"])
@pytest.mark.parametrize("who", STRANGERS)
def test_the_lists_are_refused_to_all_but_the_secretariat(name, who):
    assert visit(STRANGERS[who]()).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", OF_A_ZONE)
@pytest.mark.parametrize("role", [factories.an_officer, factories.a_supervisor])
def test_the_secretariat_opens_the_pages_of_a_zone(town, name, role):
    client = visit(role())

    assert client.get(_address(name, town.zone.reference)).status_code == 200


def test_the_navigation_leads_the_secretariat_to_the_zones(officer):
    assert reverse("web:zones:index") in read(visit(officer), reverse("web:zones:index"))


# Who learns who spoke.


def test_an_officer_without_a_case_here_reads_kinds_and_no_names(town, officer):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer, name=SECRET, words=WORDS)
    colleague = visit(factories.an_officer())

    pages = [
        read(colleague, _address("zone", town.zone.reference)),
        read(colleague, _address("timeline", town.zone.reference)),
        read(colleague, _address("sheet", town.zone.reference)),
        read(colleague, _address("record", town.zone.reference)),
        read(colleague, _address("statement", item.reference)),
        read(colleague, _address("supersede", item.reference)),
        read(colleague, reverse("web:zones:waiting")),
    ]

    assert "Peacekeepers" in pages[0]
    assert [SECRET in page or WORDS in page for page in pages] == [False] * 7


def test_the_officer_of_a_case_here_reads_names_and_words_and_the_sheet_never_does(town, officer):
    _denied(town.zone, on=date(2026, 2, 1), by=officer, name=SECRET, words=WORDS)
    appeal = factories.a_live_appeal(town)
    mine = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=mine, at=NOON)

    page = read(visit(mine), _address("zone", town.zone.reference))
    sheet = read(visit(mine), _address("sheet", town.zone.reference))

    assert (SECRET in page, WORDS in page) == (True, True)
    assert (SECRET in sheet, WORDS in sheet) == (False, False)


def test_the_officer_of_a_case_knows_who_speaks_of_the_region_around_it(officer):
    region = factories.a_zone(kind=ZoneKind.REGION)
    town = factories.a_municipality(zone=factories.a_zone(parent=region))
    _denied(region, on=date(2026, 2, 1), by=officer, name=SECRET)
    mine = factories.an_officer()
    appeals.take_appeal(reference=factories.a_live_appeal(town).reference, by=mine, at=NOON)

    pages = [read(visit(who), _address("zone", region.reference)) for who in (mine, officer)]

    assert [SECRET in page for page in pages] == [True, False]


def test_who_opens_a_statement_to_confirm_it_reads_it_and_leaves_a_trace(town, officer):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer, name=SECRET, words=WORDS)
    colleague = factories.an_officer()

    page = visit(colleague).post(_address("open", item.reference)).content.decode()

    event = Event.objects.latest("pk")
    assert (SECRET in page, WORDS in page) == (True, True)
    assert (event.verb, event.subject, event.actor_id) == (
        "source.shown",
        str(item.reference),
        colleague.pk,
    )


def test_the_author_reads_what_it_recorded(town, officer):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer, name=SECRET)

    assert SECRET in read(visit(officer), _address("statement", item.reference))


# Find a zone.


def test_a_zone_is_found_with_a_slip_of_the_pen(officer):
    factories.a_zone(name="Kneževi Vinogradi", country_code="HR")
    factories.a_zone(name="Харків")

    text = _text(read(visit(officer), reverse("web:zones:index") + "?words=knezevi+vinogradi"))

    assert ("Kneževi Vinogradi" in text, "Харків" in text) == (True, False)


def test_the_list_without_words_begins_with_the_countries(officer):
    country = factories.a_zone(name="Hrvatska", kind=ZoneKind.COUNTRY, country_code="HR")
    factories.a_zone(name="Baranja", kind=ZoneKind.REGION, parent=country, country_code="HR")

    text = _text(read(visit(officer), reverse("web:zones:index")))

    assert ("Hrvatska" in text, "Baranja" in text) == (True, False)


def test_a_zone_shows_what_lies_above_and_beneath_it_and_who_knows_it(officer):
    country = factories.a_zone(name="Hrvatska", kind=ZoneKind.COUNTRY, country_code="HR")
    region = factories.a_zone(name="Baranja", kind=ZoneKind.REGION, parent=country)
    factories.a_zone(name="Beli Manastir", parent=region)
    body = factories.an_intermediary()
    factories.knows(body, country)

    text = _text(read(visit(officer), _address("zone", region.reference)))

    assert [word in text for word in ("Hrvatska", "Beli Manastir", body.name)] == [True] * 3
    assert "No verdict is about this zone" in text


# The verdict.


def test_the_verdict_of_a_past_day_is_told_with_clause_citation_and_deadline(officer):
    zone = _beli_manastir(officer)

    text = _text(
        read(
            visit(officer),
            _address("zone", zone.reference, as_of="1991-11-15", known_on="1991-11-15"),
        )
    )

    assert "Indirect help only" in text
    assert "Disarmament or pacification is largely an illusion there. The report, L224-227" in text
    assert "The Congress answers. By Dec. 15, 1991." in text
    assert "Independent sources in favour: 0 of 2" in text


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("1991-11-15", "Indirect help only"),
        ("1996-06-15", "Direct help on conditions"),
        ("1997-05-15", "Direct help on conditions"),
        ("1998-02-15", "Direct help is open"),
    ],
)
@pytest.mark.parametrize("known_on", ["", "of the day"])
def test_case_2_each_day_shows_its_verdict_then_and_today(officer, day, label, known_on):
    zone = _beli_manastir(officer)
    asked = {"": {}, "of the day": {"known_on": day}}[known_on]

    page = read(visit(officer), _address("zone", zone.reference, as_of=day, **asked))

    assert f"{label}</span>" in page.split('class="tags verdict"')[1].split("</p>")[0]


def test_what_is_learnt_later_is_not_known_before(town, officer):
    _said(town.zone, Subject.P1, Says.UNMET, on=date(2026, 2, 1), by=officer, name=SECRET)
    client = visit(officer)

    before = _text(read(client, _address("zone", town.zone.reference, known_on="2026-01-31")))
    after = _text(read(client, _address("zone", town.zone.reference, known_on="2026-02-01")))

    nothing = "Nobody has said anything about this zone yet."
    assert (nothing in before, nothing in after) == (True, False)


@pytest.mark.parametrize("asked", ["as_of=1066-10-14", "as_of=9999-01-01", "known_on=2999-01-01"])
def test_a_day_that_nobody_can_judge_is_refused_in_a_sentence(town, officer, asked):
    page = read(visit(officer), _address("zone", town.zone.reference) + f"?{asked}")

    assert "Name a day between" in page


def test_a_zone_that_has_not_asked_shows_what_would_be_possible_if_it_did(town, officer):
    _denied(town.zone, on=date(2026, 2, 1), by=officer, confirmed=True)
    _said(
        town.zone,
        Subject.CONFLICT_LINK,
        on=date(2026, 2, 1),
        by=officer,
        kind=SourceKind.OFFICIAL_ACT,
        confirmed=True,
    )
    query = {"as_of": "2026-02-02", "known_on": "2026-02-02"}

    text = _text(read(visit(officer), _address("zone", town.zone.reference, **query)))
    supposed = _text(
        read(visit(officer), _address("zone", town.zone.reference, **query, asked="on"))
    )

    assert "If the zone asked for help, the verdict would be: Indirect help only." in text
    assert "Supposed: a verified request from the zone." in supposed


def test_an_item_that_does_not_count_tells_why(town, officer):
    _said(town.zone, Subject.P1, on=date(2026, 2, 1), by=officer, kind=SourceKind.DATASET)

    text = _text(
        read(
            visit(officer),
            _address("zone", town.zone.reference, as_of="2026-02-02", known_on="2026-02-02"),
        )
    )

    assert "Not counted" in text
    assert "Its source speaks of whole countries or of events: context." in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_verdict_page_costs_six_queries_beside_those_of_signing_in(officer, count):
    region = factories.a_zone(kind=ZoneKind.REGION)
    town = factories.a_municipality(zone=factories.a_zone(parent=region))
    for number in range(count):
        _denied(town.zone, on=date(2026, 2, 1 + number), by=officer, name=f"Body {number}")
        factories.knows(factories.an_intermediary(), town.zone)
        factories.a_zone(parent=town.zone)
    client = visit(officer)
    client.get(reverse("web:zones:waiting"))

    with CaptureQueriesContext(
        connection,
    ) as signing_in:
        client.get(reverse("web:home"))
    with CaptureQueriesContext(connection) as queries:
        client.get(_address("zone", town.zone.reference))

    assert len(queries) - len(signing_in) <= 6


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_waits_costs_the_same_for_one_and_for_three(
    town, officer, count, django_assert_num_queries
):
    for number in range(count):
        _denied(town.zone, on=date(2026, 2, 1 + number), by=officer, name=f"Body {number}")
    client = visit(officer)

    with django_assert_num_queries(6):
        client.get(reverse("web:zones:waiting"))


def test_the_sheet_holds_verdict_and_every_citation(officer):
    zone = _beli_manastir(officer)

    text = _text(
        read(
            visit(officer),
            _address("sheet", zone.reference, as_of="1996-06-15", known_on="1996-06-15"),
        )
    )

    assert "Direct help on conditions" in text
    cited = ["L224-227", "L230-236", "L235-236", "L239-256", "L258-265", "L185-189", "L664-669"]
    assert [cite for cite in cited if cite not in text] == []


def test_a_limit_that_is_there_reads_as_an_obstacle_and_not_as_met(officer):
    zone = _beli_manastir(officer)
    address = _address("zone", zone.reference, as_of="1996-06-15", known_on="1996-06-15")

    page = read(visit(officer), address)

    assert "present Restricted mandate" in _text(page)
    assert "“Restricted mandate” becomes lifted: 2 more independent sources" in _text(page)


def test_a_risk_is_recorded_and_its_conditions_are_told_with_where_the_report_warns(officer):
    town = factories.a_municipality(name="Beli Manastir")
    day = date(1998, 2, 1)
    _asked(town.zone, on=day, by=officer)
    for subject in (Subject.P1, Subject.P2, Subject.P3, Subject.P4):
        _twice(town.zone, subject, on=day, by=officer)
    address = _address("zone", town.zone.reference, as_of="1998-02-15", known_on="1998-02-15")
    before = _text(read(visit(officer), address))

    _said(
        town.zone,
        Subject.SERVICE_BY_ARMED_GROUP,
        on=day,
        by=officer,
        kind=SourceKind.HUMANITARIAN_ORGANISATION,
        confirmed=True,
    )
    page = _text(read(visit(officer), address))

    assert "A safety plan" not in before
    assert "present An armed group runs a public service" in page
    assert "present An armed group runs a public service · Humanitarian organisation" in page
    assert "L540-545" in page
    assert "A safety plan" in page


def test_a_zone_without_a_municipality_has_no_sheet(officer):
    region = factories.a_zone(kind=ZoneKind.REGION)

    assert visit(officer).get(_address("sheet", region.reference)).status_code == 404


# The timeline.


def test_case_2_the_timeline_shows_the_verdict_over_time(officer):
    zone = _beli_manastir(officer)

    page = read(
        visit(officer), _address("timeline", zone.reference, starts="1991-11-01", ends="1998-03-01")
    )

    spans = re.findall(
        r'rowheader" scope="row"><bdi>([^<]+)</bdi></th><td[^>]+><bdi>([^<]+)<', page
    )
    assert spans[:6] == [
        ("Not enough evidence", "Nov. 1, 1991"),
        ("Indirect help only", "Nov. 5, 1991"),
        ("Not enough evidence", "Dec. 5, 1991"),
        ("Direct help on conditions", "June 1, 1996"),
        ("Not enough evidence", "Aug. 30, 1996"),
        ("Direct help on conditions", "May 1, 1997"),
    ]
    assert ("Direct help is open", "Feb. 1, 1998") in spans
    assert ("High intensity", "Nov. 1, 1991") not in spans[:6]
    assert ("Local elections are spoken of", "April 14, 1997") in spans


def test_case_2_the_drawing_names_itself_and_draws_bands_marks_and_elections(officer):
    zone = _beli_manastir(officer)

    page = read(
        visit(officer), _address("timeline", zone.reference, starts="1991-11-01", ends="1998-03-01")
    )

    drawing = page.split('<svg class="drawing"')[1].split("</svg>")[0]
    assert 'role="img" aria-labelledby="drawing-title drawing-desc"' in drawing
    assert '<title id="drawing-title">Timeline of Beli Manastir</title>' in drawing
    kinds = ["band-indirect_only", "band-direct_open", "band-high", "band-low_after", "mark-unmet"]
    assert [kind for kind in [*kinds, "mark-met", "mark-election"] if kind not in drawing] == []
    assert " style=" not in drawing


def test_the_timeline_judges_again_as_it_was_known_on_a_day(officer):
    zone = _beli_manastir(officer)

    page = read(visit(officer), _address("timeline", zone.reference, known_on="1991-11-30"))

    assert "Direct help" not in page.split('class="drawing"')[1].split("</svg>")[0]


def test_a_long_record_is_judged_at_most_sixty_times(town, officer):
    first = date(2015, 1, 1)
    for number in range(130):
        _said(town.zone, Subject.P1, on=first + timedelta(days=30 * number), by=officer)

    response = visit(officer).get(_address("timeline", town.zone.reference))

    found = response.context["history"]
    assert (found.judgements <= history.MOST_JUDGEMENTS, found.is_coarse) == (True, True)


def test_a_zone_of_which_nothing_is_known_has_nothing_to_draw(town, officer):
    assert "Nothing to draw yet" in read(visit(officer), _address("timeline", town.zone.reference))


def test_a_timeline_for_those_who_read_from_the_right_is_mirrored():
    starts, ends = date(2020, 1, 1), date(2021, 1, 1)
    stretch = Stretch(code="high", label="High", starts=starts, ends=date(2020, 4, 1))
    lanes = [
        Lane(label="Phase", stretches=[stretch], moments=[Moment(code="met", day=date(2020, 4, 1))])
    ]

    ltr, rtl = (
        drawn(lanes, starts=starts, ends=ends, lines=[], from_the_right=side)
        for side in (False, True)
    )

    one, other = ltr.rows[0], rtl.rows[0]
    assert (one.bands[0].x, other.bands[0].x + other.bands[0].width) == (0, 720)
    assert one.marks[0].x + other.marks[0].x == 720
    assert (ltr.start, rtl.start) == (0, 720)


def test_marks_of_one_day_stand_beneath_each_other():
    day = date(2020, 4, 1)
    lanes = [
        Lane(label="Peace", moments=[Moment(code="met", day=day), Moment(code="unmet", day=day)])
    ]

    drawing = drawn(
        lanes, starts=date(2020, 1, 1), ends=date(2021, 1, 1), lines=[], from_the_right=False
    )

    marks = drawing.rows[0].marks
    assert marks[0].x == marks[1].x
    assert marks[1].y - marks[0].y == 15


# Record, preview, supersede, confirm.

SAID = {
    "subject": "p1",
    "says": "unmet",
    "source_kind": "peacekeepers",
    "source_name": SECRET,
    "text": WORDS,
    "language": "en",
    "observed_on": "2026-02-01",
    "precision": "day",
    "confidence": "medium",
}
PHASE = {
    "phase": "high",
    "starts": "2026-02-01",
    "source_kind": "official_act",
    "source_name": "Order 7",
}


def _written() -> tuple[int, int, int, int]:
    return (
        EvidenceItem.objects.count(),
        PhaseSpell.objects.count(),
        Source.objects.count(),
        Event.objects.count(),
    )


def _seen(page: str) -> str:
    return str(re.findall(r'name="seen" value="([^"]+)"', page)[0])


def test_a_preview_shows_the_verdict_after_each_choice_and_writes_nothing(town, officer):
    before = _written()

    page = (
        visit(officer)
        .post(_address("record", town.zone.reference), SAID | {"step": "look"})
        .content.decode()
    )

    text = _text(page)
    assert _written() == before
    assert [f"If it said “{word}”" in text for word in ("Met", "Emerging")] == [True, True]
    assert "If it says “Unmet”, as you chose" in text
    assert "Nobody in the zone has asked yet." in text


def test_a_preview_tells_what_becomes_known_and_what_closes(town, officer):
    today = timezone.localdate()
    for subject in (Subject.P1, Subject.P2, Subject.P3, Subject.P4):
        _twice(town.zone, subject, on=today, by=officer)
    _asked(town.zone, on=today, by=officer)
    said = SAID | {"observed_on": today.isoformat(), "step": "look"}

    text = _text(
        visit(officer).post(_address("record", town.zone.reference), said).content.decode()
    )

    assert "Now: Direct help is open" in text
    assert "“Disarmament or pacification”: met before, not met once confirmed." in text
    assert "It would close Lending specialists" not in text
    assert "It would close Help for municipal services (In the zone)" in text


def test_what_was_looked_at_is_recorded_with_its_new_source(town, officer):
    client, address = visit(officer), _address("record", town.zone.reference)
    page = client.post(address, SAID | {"step": "look"}).content.decode()

    client.post(address, SAID | {"step": "save", "seen": _seen(page)})

    item = EvidenceItem.objects.get()
    assert (item.zone, item.says, item.source.name, item.statement, item.recorded_by) == (
        town.zone,
        "unmet",
        SECRET,
        WORDS,
        officer,
    )


def test_what_was_changed_after_the_look_is_not_recorded(town, officer):
    client, address = visit(officer), _address("record", town.zone.reference)
    page = client.post(address, SAID | {"step": "look"}).content.decode()

    answer = client.post(address, SAID | {"says": "met", "step": "save", "seen": _seen(page)})

    assert EvidenceItem.objects.count() == 0
    assert "You changed something after you looked." in answer.content.decode()


def test_a_body_named_again_in_other_letters_is_the_same_source(town, officer):
    known = _source(SourceKind.PEACEKEEPERS, SECRET)
    client, address = visit(officer), _address("record", town.zone.reference)
    said = SAID | {"source_name": SECRET.upper()}
    page = client.post(address, said | {"step": "look"}).content.decode()

    client.post(address, said | {"step": "save", "seen": _seen(page)})

    assert EvidenceItem.objects.get().source == known


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"observed_on": "2999-01-01"}, services.ObservedLater),
        ({"valid_until": "2026-01-01"}, services.EndsBeforeItStarts),
        ({"source_kind": "country_index"}, services.ContextOnly),
    ],
)
def test_what_cannot_be_recorded_is_told_in_a_sentence(town, officer, wrong, refused):
    client, address = visit(officer), _address("record", town.zone.reference)
    page = client.post(address, SAID | wrong | {"step": "look"}).content.decode()

    answer = client.post(address, SAID | wrong | {"step": "save", "seen": _seen(page)})

    assert EvidenceItem.objects.count() == 0
    assert str(SENTENCES[refused]) in answer.content.decode()


def test_every_refusal_has_its_sentence():
    assert set(SENTENCES) == set(EvidenceRefused.__subclasses__())


def test_a_body_without_a_name_is_asked_for_it(town, officer):
    answer = visit(officer).post(
        _address("record", town.zone.reference), SAID | {"source_name": "", "step": "look"}
    )

    assert "Name the body that says it, and its kind." in answer.content.decode()


def test_a_better_statement_takes_the_place_of_another_after_a_look(town, officer):
    older = _denied(town.zone, on=date(2026, 2, 1), by=officer)
    client, address = visit(officer), _address("supersede", older.reference)
    page = client.post(address, SAID | {"step": "look"}).content.decode()
    unchanged = EvidenceItem.objects.count()

    client.post(address, SAID | {"step": "save", "seen": _seen(page)})

    older.refresh_from_db()
    assert unchanged == 1
    assert older.superseded_by == EvidenceItem.objects.latest("pk")


def test_whoever_comes_second_to_supersede_reads_a_kind_sentence(town, officer):
    older = _denied(town.zone, on=date(2026, 2, 1), by=officer)
    client, address = visit(officer), _address("supersede", older.reference)
    page = client.post(address, SAID | {"step": "look"}).content.decode()
    services.supersede_evidence(
        reference=older.reference,
        statement=Statement(says=Says.MET, source=older.source, observed_on=date(2026, 2, 1)),
        by=officer,
        at=timezone.now(),
    )

    told = sentences(client, address, **SAID, step="save", seen=_seen(page))

    assert told == [str(SENTENCES[services.AlreadySuperseded])]
    assert EvidenceItem.objects.count() == 2


def test_a_second_person_confirms_a_statement(town, officer):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer)
    colleague = factories.an_officer()

    told = sentences(visit(colleague), _address("confirm", item.reference))

    item.refresh_from_db()
    assert item.confirmed_by == colleague
    assert told == ["The statement is confirmed, and counts from today on."]


def test_nobody_confirms_its_own_statement(town, officer):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer)
    client = visit(officer)

    told = sentences(client, _address("confirm", item.reference))

    item.refresh_from_db()
    assert (item.confirmed_at, told) == (None, [str(SENTENCES[services.OwnEvidence])])
    assert _address("confirm", item.reference) not in read(
        client, _address("statement", item.reference)
    )


def test_whoever_comes_second_to_confirm_reads_a_kind_sentence(town, officer):
    item = _denied(town.zone, on=date(2026, 2, 1), by=officer, confirmed=True)

    told = sentences(visit(factories.an_officer()), _address("confirm", item.reference))

    assert told == [str(SENTENCES[services.AlreadyConfirmed])]


def test_a_preview_of_a_confirmation_writes_nothing_but_that_it_was_opened(town, officer):
    item = _denied(town.zone, on=timezone.localdate(), by=officer)
    before = _written()

    page = visit(factories.an_officer()).post(_address("open", item.reference)).content.decode()

    assert [after - was for after, was in zip(_written(), before, strict=True)] == [0, 0, 0, 1]
    assert "“Disarmament or pacification”: unknown before, not met once confirmed." in _text(page)


def test_the_list_of_what_waits_tells_which_are_mine(town, officer):
    _denied(town.zone, on=date(2026, 2, 1), by=officer)
    mine = "You recorded it: a colleague confirms it."

    pages = [
        read(visit(who), reverse("web:zones:waiting")) for who in (officer, factories.an_officer())
    ]

    assert [mine in page for page in pages] == [True, False]


# Phases.


def test_a_phase_is_previewed_without_a_write_and_recorded_after_it(town, officer):
    client, address = visit(officer), _address("record_phase", town.zone.reference)
    before = _written()
    page = client.post(address, PHASE | {"step": "look"}).content.decode()
    after_the_look = _written()

    client.post(address, PHASE | {"step": "save", "seen": _seen(page)})

    spell = PhaseSpell.objects.get()
    assert after_the_look == before
    assert (spell.zone, spell.phase, spell.starts, spell.source.name) == (
        town.zone,
        "high",
        date(2026, 2, 1),
        "Order 7",
    )


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"starts": "2999-01-01"}, services.ObservedLater),
        ({"ends": "2026-01-01"}, services.EndsBeforeItStarts),
    ],
)
def test_a_phase_that_cannot_be_is_told_in_a_sentence(town, officer, wrong, refused):
    client, address = visit(officer), _address("record_phase", town.zone.reference)
    page = client.post(address, PHASE | wrong | {"step": "look"}).content.decode()

    answer = client.post(address, PHASE | wrong | {"step": "save", "seen": _seen(page)})

    assert PhaseSpell.objects.count() == 0
    assert str(SENTENCES[refused]) in answer.content.decode()


def test_a_phase_is_taken_back_once(town, officer):
    spell = factories.at_war(town.zone)
    client, address = visit(officer), _address("retract", spell.reference)

    first, second = sentences(client, address), sentences(client, address)

    spell.refresh_from_db()
    assert spell.retracted_on == timezone.localdate()
    assert first == ["The phase is taken back from today on."]
    assert second == [str(SENTENCES[services.AlreadyRetracted])]


# Reviews.


def _reviews(*towns: Municipality) -> list[Review]:
    """A late review of the first town, and newer ones of the others."""
    return [
        Review.objects.create(
            municipality=town,
            trigger=Trigger.PHASE.value,
            opened_on=date(2026, 1, 1 + number),
            due_on=date(2026, 1, 8 + number),
        )
        for number, town in enumerate(towns)
    ]


def test_reviews_stand_by_their_deadline_and_the_late_ones_say_so(town, officer):
    other = factories.a_municipality(name="Tartu")
    _reviews(other, town)

    text = _text(read(visit(officer), reverse("web:zones:reviews")))

    assert text.index("Tartu") < text.index("Kvitka")
    assert text.count("Late Due by Jan. ") == 2


def test_a_review_is_closed_once_and_whoever_comes_second_reads_a_kind_sentence(town, officer):
    review = _reviews(town)[0]
    client, address = visit(officer), _address("close_review", review.reference)

    first = sentences(client, address, outcome="stands")
    second = sentences(client, address, outcome="unfounded")

    review.refresh_from_db()
    assert (review.outcome, review.closed_by) == ("stands", officer)
    assert first == ["The review is closed."]
    assert second == ["A colleague closed this review before you. Its outcome stays."]


def test_a_review_is_not_closed_without_an_outcome(town, officer):
    review = _reviews(town)[0]

    told = sentences(visit(officer), _address("close_review", review.reference))

    review.refresh_from_db()
    assert (review.state, told) == ("open", ["Say what came of it. Nothing was changed."])


def test_no_outcome_of_a_review_is_chosen_beforehand(town, officer):
    _reviews(town)

    page = read(visit(officer), reverse("web:zones:reviews"))

    assert '<select name="outcome" required><option value="" selected>–</option>' in "".join(
        line.strip() for line in page.splitlines()
    )


@pytest.mark.parametrize("who", STRANGERS)
def test_a_review_is_missing_for_all_but_the_secretariat(town, who):
    review = _reviews(town)[0]

    answer = visit(STRANGERS[who]()).post(
        _address("close_review", review.reference), {"outcome": "stands"}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reviews_costs_the_same_for_one_and_for_three(
    officer, count, django_assert_num_queries
):
    _reviews(*(factories.a_municipality() for _ in range(count)))
    client = visit(officer)

    with django_assert_num_queries(6):
        client.get(reverse("web:zones:reviews"))


# Overrides and rules.


def test_a_decision_of_two_people_shows_in_the_verdict_and_its_reason(town, officer):
    today = timezone.localdate()
    override = propose_override(
        municipality=town,
        decision=Decision(
            subject=Subject.P1,
            value=Value.UNMET,
            reason="The patrol was fired at.",
            since=today,
            until=today + timedelta(days=30),
        ),
        by=officer,
        at=timezone.now(),
    )
    confirm_override(reference=override.reference, by=factories.a_supervisor(), at=timezone.now())

    text = _text(read(visit(officer), _address("zone", town.zone.reference)))

    assert "Two members of the secretariat decided otherwise and gave a reason." in text


# In a browser.


@pytest.fixture
def signed_in(page, client):
    """A tab in which an officer is signed in, on a zone with a whole history."""
    officer = factories.an_officer()
    zone = _beli_manastir(officer)
    client.force_login(officer)
    cookie = client.cookies[project.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}]
    )
    return page, zone


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["zone", "timeline"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_fit_a_small_screen_and_axe_finds_nothing(signed_in, name, language):
    page, zone = signed_in
    page.emulate_media(color_scheme={"fr": "light", "ar": "dark"}[language])
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_extra_http_headers({"Accept-Language": language})

    page.goto(_address(name, zone.reference))

    found = Axe().run(page).response["violations"]
    assert [(each["id"], node["html"]) for each in found for node in each["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
