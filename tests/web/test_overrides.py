"""The pages of overrides: one proposes after a look, another decides, everybody sees it."""

import re
from datetime import timedelta

import pytest
from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from evidence.engine.values import Phase, Subject
from places.engine.values import ZoneKind
from places.models import Municipality
from prerequisites.engine.values import Value
from prerequisites.models import Override
from prerequisites.services import Decision
from prerequisites.services import overrides as services
from tests import factories
from tests.prerequisites.stories import Story
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit
from web.overrides.refusals import SENTENCES

pytestmark = pytest.mark.django_db

SECRETARIAT = {"an officer without the case", "a supervisor"}
OUTSIDE = sorted(set(OTHERS) - SECRETARIAT)
WAITING = reverse("web:overrides:waiting")
WHY = "We met the mayor and her deputies."
NOTHING_HOLDS = "The evidence alone decides: no override holds or waits."


@pytest.fixture
def town() -> Municipality:
    return factories.a_municipality(name="Kvitka")


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


def _today():
    return timezone.localdate()


def _proposed(
    town: Municipality,
    by: User,
    *,
    subject: Subject = Subject.P3,
    value: Value = Value.MET,
    days: int = 30,
) -> Override:
    return services.propose_override(
        municipality=town,
        decision=Decision(
            subject=subject,
            value=value,
            reason=WHY,
            since=_today(),
            until=_today() + timedelta(days=days),
        ),
        by=by,
        at=timezone.now(),
    )


def _confirmed(override: Override, by: User | None = None) -> Override:
    return services.confirm_override(
        reference=override.reference, by=by or factories.a_supervisor(), at=timezone.now()
    )


def _open_but_for_officials(town: Municipality) -> Story:
    """Everything but P3 is said that an open verdict needs."""
    story, today = Story(), _today()
    story.phase(town.zone, Phase.LOW_AFTER, today)
    story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P4, on=today)
    story.asks(town.zone, on=today)
    return story


def _said(**changes: str) -> dict[str, str]:
    last_day = _today() + timedelta(days=29)
    said = {
        "subject": "p3",
        "value": "met",
        "reason": WHY,
        "last_day": last_day.isoformat(),
    }
    return said | changes


def _new(town: Municipality) -> str:
    return reverse("web:overrides:propose", args=[town.zone.reference])


def _at(name: str, override: Override) -> str:
    return reverse(f"web:overrides:{name}", args=[override.reference])


def _zone(town: Municipality) -> str:
    return reverse("web:zones:zone", args=[town.zone.reference])


def _sheet(town: Municipality) -> str:
    return reverse("web:zones:sheet", args=[town.zone.reference])


def _seen(page: str) -> str:
    return str(re.findall(r'name="seen" value="([^"]+)"', page)[0])


def _text(page: str) -> str:
    """Return a page's main part as plain words."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# Who may open what.


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_list_is_refused_to_all_but_the_secretariat(who):
    assert visit(OTHERS[who]()).get(WAITING).status_code == 403


@pytest.mark.parametrize("who", OUTSIDE)
def test_an_override_is_as_missing_as_none_for_all_but_the_secretariat(town, officer, who):
    override, client = _proposed(town, officer), visit(OTHERS[who]())

    answers = [
        client.get(_at("detail", override)),
        client.get(reverse("web:overrides:detail", args=[NOBODYS])),
        client.get(_new(town)),
        client.post(_new(town), _said(step="save")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert Override.objects.count() == 1


@pytest.mark.parametrize("name", ["confirm", "reject", "end"])
@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_decides(town, officer, name, who):
    override = _proposed(town, officer)

    answer = visit(OTHERS[who]()).post(_at(name, override))

    override.refresh_from_db()
    assert answer.status_code == 404
    assert (override.confirmed_at, override.ended_on) == (None, None)


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
def test_the_secretariat_opens_every_page(town, officer, who):
    override, client = _proposed(town, officer), visit(OTHERS[who]())

    answers = [client.get(each) for each in (WAITING, _new(town), _at("detail", override))]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_region_has_no_assessment_to_override(officer):
    region = factories.a_zone(kind=ZoneKind.REGION)

    address = reverse("web:overrides:propose", args=[region.reference])

    assert visit(officer).get(address).status_code == 404


# Propose, after a look.


def test_the_look_shows_verdict_and_permits_before_and_after_and_writes_nothing(town, officer):
    _open_but_for_officials(town)
    before = Event.objects.count()

    page = visit(officer).post(_new(town), _said(step="look")).content.decode()

    text = _text(page)
    assert "Now: Not enough evidence" in text
    assert "Once confirmed: Direct help is open changes" in text
    assert "“Competent and courageous local officials”: unknown before, met once confirmed." in text
    assert "It would open" in text
    assert "Help for municipal services (In the zone)" in text
    assert (Override.objects.count(), Event.objects.count()) == (0, before)


def test_the_look_tells_the_conditions_of_what_stays_permitted(town, officer):
    _open_but_for_officials(town).both_say(town.zone, Subject.P3, on=_today())

    page = visit(officer).post(_new(town), _said(value="emerging", step="look")).content.decode()

    assert (
        "Help for municipal services (In the zone) would need: A safety plan for local staff "
        "A twinning or a host partner An institutional aim: impartial and democratic service "
    ) in _text(page)


def test_the_look_tells_that_a_confirmed_denial_is_stronger(town, officer):
    Story().denies(town.zone, Subject.P1, on=_today())

    page = visit(officer).post(_new(town), _said(subject="p1", step="look")).content.decode()

    text = _text(page)
    assert "A confirmed source denies peace here. No override opens it while that stands." in text
    assert "What is known of each prerequisite stays as it is." in text


def test_what_was_looked_at_is_proposed(town, officer):
    client = visit(officer)
    page = client.post(_new(town), _said(step="look")).content.decode()

    told = sentences(client, _new(town), **_said(step="save", seen=_seen(page)))

    override = Override.objects.get()
    assert told == ["The override is proposed. A colleague confirms it."]
    assert (override.municipality, override.subject, override.value, override.reason) == (
        town,
        "p3",
        "met",
        WHY,
    )
    assert (override.since, override.until) == (_today(), _today() + timedelta(days=30))
    assert (override.by, override.confirmed_at) == (officer, None)


def test_what_was_changed_after_the_look_is_not_proposed(town, officer):
    client = visit(officer)
    page = client.post(_new(town), _said(step="look")).content.decode()

    answer = client.post(_new(town), _said(value="unmet", step="save", seen=_seen(page)))

    assert Override.objects.count() == 0
    assert "You changed something after you looked." in answer.content.decode()


@pytest.mark.parametrize(
    ("days", "is_refused"), [(-1, True), (0, False), (179, False), (180, True)]
)
def test_it_holds_from_today_for_as_long_as_evidence_at_most(town, officer, days, is_refused):
    last_day = (_today() + timedelta(days=days)).isoformat()

    page = visit(officer).post(_new(town), _said(last_day=last_day, step="look")).content.decode()

    assert ("Name a day between" in page) == is_refused


def test_the_form_tells_until_when_it_may_hold(town, officer):
    longest = date_format(_today() + timedelta(days=179), "DATE_FORMAT")

    assert f"At the latest until {longest}: it stands in for evidence" in read(
        visit(officer), _new(town)
    )


@pytest.mark.parametrize("missing", ["subject", "value", "reason", "last_day"])
def test_nothing_is_proposed_while_something_is_missing(town, officer, missing):
    page = visit(officer).post(_new(town), _said(step="save", **{missing: " "})).content.decode()

    assert Override.objects.count() == 0
    assert f'href="#id_{missing}' in page


def test_a_request_cannot_be_chosen(town, officer):
    page = visit(officer).post(_new(town), _said(subject="r", step="save")).content.decode()

    assert Override.objects.count() == 0
    assert 'href="#id_subject"' in page


# A second person.


def test_who_proposed_sees_no_button_to_confirm_and_a_forced_one_is_refused(town, officer):
    override, client = _proposed(town, officer), visit(officer)

    page = read(client, _at("detail", override))
    told = sentences(client, _at("confirm", override))

    override.refresh_from_db()
    assert _at("confirm", override) not in page
    assert _at("reject", override) in page
    assert (override.confirmed_at, told) == (None, [str(SENTENCES[services.OwnOverride])])


def test_a_second_person_confirms(town, officer):
    override, colleague = _proposed(town, officer), factories.an_officer()
    client = visit(colleague)

    page = read(client, _at("detail", override))
    told = sentences(client, _at("confirm", override))

    override.refresh_from_db()
    assert _at("confirm", override) in page
    assert override.confirmed_by == colleague
    assert told == ["The override is confirmed, and counts from today on."]


def test_who_confirms_sees_first_what_it_would_change(town, officer):
    _open_but_for_officials(town)
    override = _proposed(town, officer)

    text = _text(read(visit(factories.an_officer()), _at("detail", override)))

    assert WHY in text
    assert "Now: Not enough evidence" in text
    assert "Once confirmed: Direct help is open changes" in text


def test_a_second_person_turns_down(town, officer):
    override, colleague = _proposed(town, officer), factories.an_officer()

    told = sentences(visit(colleague), _at("reject", override))

    override.refresh_from_db()
    assert (override.ended_by, override.confirmed_at) == (colleague, None)
    assert told == ["The override is turned down. The evidence counts as before."]


def test_who_proposed_takes_it_back(town, officer):
    override = _proposed(town, officer)
    client = visit(officer)

    told = sentences(client, _at("reject", override))

    assert told == ["The override is taken back. The evidence counts as before."]
    assert "Was taken back" in _text(read(client, _zone(town)))


def test_one_person_ends_what_holds(town, officer):
    override, client = _confirmed(_proposed(town, officer)), visit(officer)

    page = read(client, _at("detail", override))
    told = sentences(client, _at("end", override))

    override.refresh_from_db()
    assert _at("end", override) in page
    assert (override.ended_by, override.ended_on) == (officer, _today())
    assert told == ["The override is ended. From today on the evidence counts again."]


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("confirm", "confirm", services.AlreadyConfirmed),
        ("confirm", "reject", services.AlreadyConfirmed),
        ("reject", "confirm", services.AlreadyEnded),
        ("reject", "reject", services.AlreadyEnded),
        ("end", "confirm", services.AlreadyEnded),
        ("end", "end", services.AlreadyEnded),
    ],
)
def test_whoever_comes_second_reads_a_kind_sentence(town, officer, first, second, refused):
    override = _proposed(town, officer)
    visit(factories.an_officer()).post(_at(first, override))
    before = Override.objects.values().get()

    told = sentences(visit(factories.an_officer()), _at(second, override))

    assert told == [str(SENTENCES[refused])]
    assert Override.objects.values().get() == before


def test_what_was_decided_shows_no_button(town, officer):
    override = _proposed(town, officer)
    visit(factories.an_officer()).post(_at("reject", override))

    page = read(visit(factories.an_officer()), _at("detail", override))

    assert "Was turned down" in _text(page)
    assert [_at(name, override) in page for name in ("confirm", "reject", "end")] == [False] * 3


def test_every_refusal_has_its_sentence():
    assert set(SENTENCES) == set(services.OverrideRefused.__subclasses__())


# What waits.


def test_the_list_holds_what_waits_and_tells_which_are_mine(town, officer):
    _confirmed(_proposed(factories.a_municipality(name="Tartu"), officer))
    override = _proposed(town, officer)
    mine = "You proposed it: a colleague confirms it."

    pages = [read(visit(who), WAITING) for who in (officer, factories.an_officer())]

    assert [mine in page for page in pages] == [True, False]
    assert [_at("detail", override) in page for page in pages] == [True, True]
    assert ["Tartu" in page for page in pages] == [False, False]


@pytest.mark.parametrize("address", [reverse("web:desk:queue"), reverse("web:zones:index")])
def test_the_desk_and_the_zones_lead_to_what_waits(officer, address):
    assert f'href="{WAITING}"' in read(visit(officer), address)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(officer, count, django_assert_num_queries):
    for _ in range(count):
        _proposed(factories.a_municipality(), officer)
    client = visit(officer)

    with django_assert_num_queries(6):
        client.get(WAITING)


# On the zone's page and on the sheet.


def test_the_zone_shows_who_why_and_until_when(town, officer):
    colleague = factories.an_officer()
    _confirmed(_proposed(town, officer), colleague)
    last_day = _today() + timedelta(days=29)

    page = read(visit(factories.an_officer()), _zone(town))

    day, last = date_format(_today(), "DATE_FORMAT"), date_format(last_day, "DATE_FORMAT")
    assert (
        f"Holds met Competent and courageous local officials {WHY} Until {last}. "
        f"Proposed by {officer.display_name} on {day}. "
        f"Confirmed by {colleague.display_name} on {day}."
    ) in _text(page)


def test_the_zone_shows_what_waits_and_keeps_what_is_past(town, officer):
    _proposed(town, officer)
    services.end_override(
        reference=_confirmed(_proposed(town, officer, subject=Subject.P4)).reference,
        by=officer,
        at=timezone.now(),
    )

    text = _text(read(visit(officer), _zone(town)))

    assert "Waits for a second person met Competent and courageous local officials" in text
    assert "Earlier overrides Was ended met Local elections" in text


def test_a_later_override_stands_in_the_place_of_an_earlier(town, officer):
    _confirmed(_proposed(town, officer, value=Value.MET))
    _confirmed(_proposed(town, officer, value=Value.UNMET))

    text = _text(read(visit(officer), _zone(town)))

    assert "Holds not met Competent and courageous local officials" in text
    assert "A later one stands in its place met Competent and courageous local officials" in text


def test_a_zone_as_it_was_known_yesterday_knows_nothing_of_it(town, officer):
    _confirmed(_proposed(town, officer))
    yesterday = (_today() - timedelta(days=1)).isoformat()

    text = _text(read(visit(officer), f"{_zone(town)}?known_on={yesterday}"))

    assert NOTHING_HOLDS in text


def test_the_sheet_tells_why_and_until_when_and_names_no_officer(town, officer):
    colleague = factories.an_officer()
    _confirmed(_proposed(town, officer), colleague)
    _proposed(town, officer, subject=Subject.P4)

    text = _text(read(visit(officer), _sheet(town)))

    people = (officer.display_name, colleague.display_name)
    assert text.count(WHY) == 1
    assert "One member of the secretariat proposed it on" in text
    assert [name in text for name in people] == [False, False]


def test_a_sheet_without_an_override_says_nothing_of_any(town, officer):
    _proposed(town, officer)

    assert "Overrides" not in _text(read(visit(officer), _sheet(town)))
