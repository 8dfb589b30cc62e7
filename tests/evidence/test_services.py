from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from evidence import services
from evidence.engine.values import Confidence, DatePrecision, Phase, Says, SourceKind, Subject
from evidence.models import EvidenceItem, PhaseSpell, Source
from evidence.services import Statement
from tests.clock import NOON
from tests.factories import a_municipality, a_user, a_zone, an_officer, someone_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


def _source(kind=SourceKind.UN_BODY):
    return Source.objects.create(name=f"Body {Source.objects.count()}", kind=kind.value)


def _statement(**changes):
    facts = {"says": Says.UNMET, "source": changes.pop("source", None) or _source()}
    return Statement(**(facts | {"observed_on": DAY, "text": "Shots at night."} | changes))


def _record(by, **changes):
    return services.record_evidence(
        zone=a_zone(), subject=Subject.P1, statement=_statement(**changes), by=by, at=NOON
    )


def _last_event():
    event = Event.objects.latest("pk")
    return event.verb, event.subject, event.actor_id


def test_a_statement_is_recorded_as_known_today():
    officer = an_officer()

    item = _record(
        officer,
        language="en",
        precision=DatePrecision.MONTH,
        confidence=Confidence.HIGH,
        valid_until=DAY + timedelta(days=9),
    )

    item.refresh_from_db()
    assert (item.known_on, item.date_precision, item.confidence, item.valid_until) == (
        DAY,
        DatePrecision.MONTH,
        Confidence.HIGH,
        DAY + timedelta(days=9),
    )
    assert (item.recorded_by, item.confirmed_at, item.superseded_on) == (officer, None, None)
    assert _last_event() == ("evidence.recorded", str(item.reference), officer.pk)


def test_the_trail_has_no_words_of_the_statement():
    item = _record(an_officer())

    assert Event.objects.get().data == {"zone": item.zone_id, "about": "p1", "says": "unmet"}


def test_the_same_text_through_two_bodies_has_one_fingerprint():
    officer = an_officer()

    one = _record(officer, text="Shots, at night!")
    other = _record(officer, text="  shots at NIGHT")
    third = _record(officer, text="Shots by day.")

    assert one.fingerprint == other.fingerprint != third.fingerprint


def test_no_words_have_no_fingerprint():
    assert services.fingerprint_of(" - ") == ""


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"observed_on": DAY + timedelta(days=1)}, services.ObservedLater),
        ({"valid_until": DAY}, services.EndsBeforeItStarts),
    ],
)
def test_an_impossible_statement_is_refused(changes, error):
    with pytest.raises(error):
        _record(an_officer(), **changes)

    assert (EvidenceItem.objects.count(), Event.objects.count()) == (0, 0)


def test_a_country_index_says_nothing_about_a_prerequisite():
    with pytest.raises(services.ContextOnly):
        _record(an_officer(), source=_source(SourceKind.COUNTRY_INDEX))


def test_a_better_statement_supersedes_an_older_one():
    officer = an_officer()
    older = _record(officer)

    better = services.supersede_evidence(
        reference=older.reference, statement=_statement(says=Says.MET), by=officer, at=NOON
    )

    older.refresh_from_db()
    assert (older.superseded_by, older.superseded_on, older.says) == (better, DAY, Says.UNMET)
    assert (better.zone, better.subject, better.says) == (older.zone, Subject.P1, Says.MET)
    assert _last_event() == ("evidence.superseded", str(older.reference), officer.pk)


def test_a_statement_is_superseded_once():
    officer = an_officer()
    older = _record(officer)
    step = {"reference": older.reference, "by": officer, "at": NOON}
    services.supersede_evidence(statement=_statement(), **step)

    with pytest.raises(services.AlreadySuperseded):
        services.supersede_evidence(statement=_statement(), **step)

    assert EvidenceItem.objects.count() == 2


def test_another_officer_confirms():
    item, colleague = _record(an_officer()), an_officer()

    confirmed = services.confirm_evidence(reference=item.reference, by=colleague, at=NOON)

    assert (confirmed.confirmed_by, confirmed.confirmed_at) == (colleague, NOON)
    assert _last_event() == ("evidence.confirmed", str(item.reference), colleague.pk)


def test_the_author_does_not_confirm():
    officer = an_officer()
    item = _record(officer)

    with pytest.raises(services.OwnEvidence):
        services.confirm_evidence(reference=item.reference, by=officer, at=NOON)


def test_a_second_confirmation_is_refused():
    item = _record(an_officer())
    services.confirm_evidence(reference=item.reference, by=an_officer(), at=NOON)

    with pytest.raises(services.AlreadyConfirmed):
        services.confirm_evidence(reference=item.reference, by=an_officer(), at=NOON)


def test_what_is_superseded_is_not_confirmed():
    officer = an_officer()
    item = _record(officer)
    services.supersede_evidence(
        reference=item.reference, statement=_statement(), by=officer, at=NOON
    )

    with pytest.raises(services.AlreadySuperseded):
        services.confirm_evidence(reference=item.reference, by=an_officer(), at=NOON)


def _phase(by, **changes):
    facts = {"zone": a_zone(), "phase": Phase.HIGH, "starts": DAY, "source": _source()}
    return services.record_phase(**(facts | changes), by=by, at=NOON)


def test_a_phase_is_recorded_and_retracted():
    officer = an_officer()
    spell = _phase(officer, ends=DAY + timedelta(days=1), status_code="siege")
    assert (spell.known_on, spell.status_code) == (DAY, "siege")
    assert _last_event() == ("phase.recorded", str(spell.reference), officer.pk)

    services.retract_phase(reference=spell.reference, by=officer, at=NOON)

    spell.refresh_from_db()
    assert spell.retracted_on == DAY
    assert _last_event() == ("phase.retracted", str(spell.reference), officer.pk)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"starts": DAY + timedelta(days=1)}, services.ObservedLater),
        ({"ends": DAY}, services.EndsBeforeItStarts),
    ],
)
def test_an_impossible_phase_is_refused(changes, error):
    with pytest.raises(error):
        _phase(an_officer(), **changes)

    assert PhaseSpell.objects.count() == 0


def test_a_phase_is_retracted_once():
    officer = an_officer()
    spell = _phase(officer)
    services.retract_phase(reference=spell.reference, by=officer, at=NOON)

    with pytest.raises(services.AlreadyRetracted):
        services.retract_phase(reference=spell.reference, by=officer, at=NOON)


def test_a_source_is_recorded():
    officer = an_officer()

    source = services.record_source(
        name="Parish of St Anne",
        kind=SourceKind.RELIGIOUS_BODY,
        independence_group="diocese",
        by=officer,
        at=NOON,
    )

    assert (source.kind, source.origin) == (SourceKind.RELIGIOUS_BODY, "diocese")
    assert _last_event() == ("source.recorded", str(source.reference), officer.pk)


DEEDS = {
    "source": lambda by, _item, _spell: services.record_source(
        name="x", kind=SourceKind.NGO, by=by, at=NOON
    ),
    "record": lambda by, _item, _spell: _record(by),
    "supersede": lambda by, item, _spell: services.supersede_evidence(
        reference=item.reference, statement=_statement(), by=by, at=NOON
    ),
    "confirm": lambda by, item, _spell: services.confirm_evidence(
        reference=item.reference, by=by, at=NOON
    ),
    "phase": lambda by, _item, _spell: _phase(by),
    "retract": lambda by, _item, spell: services.retract_phase(
        reference=spell.reference, by=by, at=NOON
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", [a_user, lambda: someone_of(a_municipality())])
def test_only_the_secretariat_writes_evidence(deed, who):
    officer = an_officer()
    item, spell = _record(officer), _phase(officer)
    before = Event.objects.count()

    with pytest.raises(PermissionDenied):
        DEEDS[deed](who(), item, spell)

    assert Event.objects.count() == before


def test_a_source_of_the_same_name_in_other_letters_is_the_same():
    officer = an_officer()
    source = services.source_called(
        name="Red Crescent", kind=SourceKind.NGO, by=officer, at=NOON, independence_group="relief"
    )

    again = services.source_called(name=" RED crescent ", kind=SourceKind.NGO, by=officer, at=NOON)
    of_another_kind = services.source_called(
        name="Red Crescent", kind=SourceKind.MEDIA, by=officer, at=NOON
    )

    assert (again, source.origin) == (source, "relief")
    assert of_another_kind != source


def test_who_opens_a_statement_is_kept_on_record():
    item = _record(an_officer())
    reader = an_officer()

    opened = services.open_statement(reference=item.reference, by=reader, at=NOON)

    assert opened.source.name == item.source.name
    assert _last_event() == ("source.shown", str(item.reference), reader.pk)


@pytest.mark.parametrize(
    "act",
    [
        lambda who: services.source_called(name="R", kind=SourceKind.MEDIA, by=who, at=NOON),
        lambda who: services.open_statement(
            reference=_record(an_officer()).reference, by=who, at=NOON
        ),
    ],
)
def test_nobody_but_the_secretariat_names_or_opens_a_source(act):
    with pytest.raises(PermissionDenied):
        act(someone_of(a_municipality()))
