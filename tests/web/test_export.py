"""Own cases as a table: kept in the trail, behind a fresh factor, and never a formula."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from api.engine.tables import FORMULAS, defused, lines_of
from audit.models import Event
from matching.services import appeals
from matching.services.exports import export_cases
from tests import factories
from tests.clock import NOON
from tests.web.visitors import OTHERS, visit

WORDS = "four words of nobody"


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    told = defused(text)

    assert told.lstrip()[:1] not in FORMULAS
    assert told[:1] not in set("\t\r\n")


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\0\r")), min_size=1)))
def test_a_table_is_read_back_as_it_was_but_for_what_was_defused(rows):
    read = list(csv.reader(io.StringIO("".join(lines_of(rows)).removeprefix("\ufeff"), newline="")))

    assert read == [[defused(cell) for cell in row] for row in rows]


@pytest.fixture
def officer():
    officer = factories.an_officer()
    officer.set_password(WORDS)
    officer.save()
    return officer


def _case(officer, name):
    appeal = factories.a_live_appeal(factories.a_municipality(name=name))
    return appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)


@pytest.mark.django_db
def test_an_officer_takes_the_own_cases_alone_after_a_fresh_factor(officer):
    _case(officer, "=Kvitka")
    _case(factories.an_officer(), "Sosna")
    client = visit(officer)
    address = reverse("web:desk:export")

    asked = client.post(address)
    before = Event.objects.filter(verb="cases.exported").count()
    client.post(asked["Location"], {"password": WORDS})
    table = client.post(address)

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert before == 0
    told = table.getvalue().decode()
    assert '"\'=Kvitka"' in told
    assert "Sosna" not in told
    assert table["Cache-Control"] == "no-store"
    assert Event.objects.filter(verb="cases.exported", actor_id=officer.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", sorted(set(OTHERS) - {"an officer without the case", "a supervisor"})
)
def test_who_reads_no_cases_takes_none(who):
    with pytest.raises(PermissionDenied):
        export_cases(by=OTHERS[who](), at=timezone.now())

    assert not Event.objects.filter(verb="cases.exported").exists()
