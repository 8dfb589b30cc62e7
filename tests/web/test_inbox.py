"""The inbox: what waits, where it leads, and that looking writes nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.services import sign
from matching.services import proposals
from notices.engine.mailing import MailChoice
from notices.engine.telling import Kind
from notices.models import Mail, Notice
from notices.selectors.mails import choice_of
from notices.services import mails
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, agree
from tests.notices.telling import deliver
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit

INBOX, MAIL, FEED, DEAD = "/inbox/", "/inbox/mail/", "/inbox/feed/", "/desk/mails/"


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


@pytest.mark.django_db
def test_mail_is_chosen_on_a_page_that_says_what_a_mail_tells(put):
    browser = visit(put.mayor)
    assert "Whoever reads your mail learns that you use this platform." in read(browser, MAIL)

    said = sentences(browser, MAIL, choice="daily")

    assert said == ["Your choice is kept. It holds at once."]
    assert choice_of(put.mayor, at=NOON) is MailChoice.DAILY


@pytest.mark.django_db
@pytest.mark.parametrize("said", [{"choice": ""}, {"choice": "hourly"}])
def test_a_choice_that_does_not_exist_is_explained_and_nothing_is_kept(put, said):
    page = visit(put.mayor).post(MAIL, said)

    assert page.context["form"].errors
    assert choice_of(put.mayor, at=NOON) is MailChoice.NONE


@pytest.mark.django_db
def test_the_feed_tells_what_the_inbox_tells_and_leads_to_it_alone(put):
    notice = the_notice_of(put.helper)

    response = visit(put.helper).get(FEED)

    feed = response.content.decode()
    (entry,) = re.findall(r"<entry>.*?</entry>", feed)
    assert "<title>A proposal waits for your answer.</title>" in entry
    assert f"<id>urn:uuid:{notice.reference}</id>" in entry
    assert re.findall(r'href="(.*?)"', entry) == ["http://testserver/inbox/"]
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert the_notice_of(put.helper).read_at is None
    assert str(put.reference) not in feed


@pytest.mark.django_db
def test_the_feed_is_closed_to_who_is_not_signed_in(client):
    assert client.get(FEED)["Location"].startswith("/accounts/login/")


@pytest.fixture
def dead(put):
    mails.choose(choice=MailChoice.AT_ONCE, by=put.helper, at=NOON)
    agree(put, put.mayor)
    agree(put, put.helper)
    proposals.retract(reference=put.reference, by=put.officer, at=NOON)
    deliver()
    sign(actor_id=None)
    waiting = Mail.objects.waiting().filter(recipient=put.helper)
    waiting.update(state="dead", last_error="SMTPRecipientsRefused", attempts=8)
    return Mail.objects.dead().get()


@pytest.mark.django_db
def test_an_officer_sees_that_a_mail_was_given_up_and_not_whose(put, dead):
    page = read(visit(put.officer), DEAD)

    assert "SMTPRecipientsRefused" in page
    assert put.helper.display_name not in page
    assert put.helper.email not in page
    assert "Try again" not in page


@pytest.mark.django_db
def test_a_supervisor_sees_whose_and_tries_it_again(put, dead):
    browser = visit(factories.a_supervisor())
    page = read(browser, DEAD)
    assert put.helper.display_name in page
    assert put.helper.email not in page

    said = [
        sentences(browser, f"{DEAD}{dead.reference}/again/"),
        sentences(browser, f"{DEAD}{dead.reference}/again/"),
    ]

    assert said == [
        ["The mail is tried again within a minute."],
        ["Someone has tried this mail again meanwhile. Nothing was changed."],
    ]
    assert browser.post(f"{DEAD}{NOBODYS}/again/").status_code == 404


@pytest.mark.django_db
def test_only_the_secretariat_sees_the_mails_and_only_a_supervisor_tries_again(put, dead):
    others = [factories.someone_of(factories.a_municipality()), factories.a_user()]

    assert [visit(who).get(DEAD).status_code for who in others] == [403, 403]
    again = f"{DEAD}{dead.reference}/again/"
    assert [visit(who).post(again).status_code for who in (*others, put.officer)] == [403] * 3


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
