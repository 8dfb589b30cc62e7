"""The inbox: what waits, where it leads, and that looking writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices.engine.telling import Kind
from notices.models import Notice
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, agree
from tests.notices.telling import deliver
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit

INBOX = "/inbox/"


def opening(notice: Notice) -> str:
    return f"{INBOX}{notice.reference}/open/"


@pytest.fixture
def put():
    put = a_pair()
    deliver()
    return put


def the_notice_of(user) -> Notice:
    return Notice.objects.visible_to(user).get()


@pytest.mark.django_db
def test_looking_at_the_inbox_marks_nothing(put):
    browser = visit(put.helper)

    assert "A proposal waits for your answer." in read(browser, INBOX)

    assert the_notice_of(put.helper).read_at is None


@pytest.mark.django_db
def test_opening_a_notice_marks_it_and_leads_to_what_it_is_about(put):
    notice = the_notice_of(put.helper)

    response = visit(put.helper).post(opening(notice))

    assert response["Location"] == f"/proposals/{put.reference}/"
    assert the_notice_of(put.helper).read_at is not None


@pytest.mark.django_db
def test_the_officer_is_led_to_the_page_of_the_desk(put):
    agree(put, put.mayor)
    deliver()
    notice = the_notice_of(put.officer)

    response = visit(put.officer).post(opening(notice))

    assert response["Location"] == f"/desk/proposals/{put.reference}/"


@pytest.mark.django_db
@pytest.mark.parametrize("kind_of_visitor", OTHERS)
def test_the_notice_of_another_looks_like_one_that_is_not_there(put, kind_of_visitor):
    browser = visit(OTHERS[kind_of_visitor]())

    hidden = browser.post(opening(the_notice_of(put.helper)))
    missing = browser.post(f"{INBOX}{NOBODYS}/open/")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert "A proposal waits" not in read(browser, INBOX)


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(INBOX).url.startswith("/accounts/login/")


@pytest.mark.django_db
def test_an_empty_inbox_says_what_will_come(put):
    page = read(visit(factories.a_user()), INBOX)

    assert "Nothing waits for you" in page
    assert "Mark all as read" not in page


@pytest.mark.django_db
def test_all_are_marked_up_to_what_the_page_showed(put):
    notice = the_notice_of(put.helper)

    said = sentences(visit(put.helper), f"{INBOX}read/", up_to=notice.reference)

    assert said == ["1 notice is read."]
    assert the_notice_of(put.helper).read_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("up_to", ["", "nonsense", NOBODYS])
def test_marking_all_up_to_nothing_is_not_found(put, up_to):
    assert visit(put.helper).post(f"{INBOX}read/", {"up_to": up_to}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "told"), [(0, "Inbox"), (1, "Inbox (1 unread)"), (12, "Inbox (9+ unread)")]
)
def test_every_page_tells_how_many_wait_and_never_more_than_nine(put, waiting, told):
    someone = factories.a_user()
    _wait(someone, waiting)

    page = read(visit(someone), "/decision/")

    assert f">{told}<" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")


@pytest.mark.django_db
def test_what_is_unread_stands_first(put):
    someone = factories.a_user()
    _wait(someone, 3)
    newest = Notice.objects.visible_to(someone).order_by("-pk")[0]
    Notice.objects.filter(pk=newest.pk).update(read_at=NOON)

    told = visit(someone).get(INBOX).context["told"]

    assert [each.is_read for each in told] == [False, False, True]


@pytest.mark.django_db
def test_the_inbox_asks_the_same_for_one_notice_and_for_three(put):
    counts = []
    for waiting in (1, 3):
        someone = factories.a_user()
        _wait(someone, waiting)
        browser = visit(someone)
        with CaptureQueriesContext(connection) as asked:
            browser.get(INBOX)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_what_someone_no_longer_sees_can_only_be_marked(put):
    someone = factories.a_user()
    _wait(someone, 1)

    said = sentences(visit(someone), opening(the_notice_of(someone)))

    assert said == ["You can no longer see what this notice was about."]


def _wait(someone, times: int) -> None:
    """Let notices of the newest events wait for `someone`, who sees nothing behind them."""
    model = Notice.objects.latest("pk")
    for kind in list(Kind)[:times]:
        Notice.objects.create(
            recipient=someone,
            event=model.event,
            kind=kind.value,
            subject_kind=model.subject_kind,
            subject=model.subject,
            made_at=NOON,
        )
