"""Messages: who hears of what, that none is lost or doubled, and what a consumer may do."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.selectors import networks_for
from audit.models import Delivery, Event
from audit.services import sign
from evidence.engine.values import Phase
from matching.engine.lifecycle import PledgeAction, PledgeState
from matching.models import Pledge
from matching.services import pledges
from partnercalls.engine.calling import NegativePeace
from partnercalls.services import calls
from publication.services import batches, publications
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, agree
from tests.partnercalls.hosting import a_call
from tests.partnerships.builders import an_agreed_partnership
from tests.publication.cards import LATER, a_case, listed, mayor_of
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock
from tests.webhooks.sink import listening
from tests.webhooks.telling import a_test_message, an_endpoint, kinds_for, plan_all
from tests.workers import environment
from webhooks.apps import PLAN
from webhooks.engine.events import EventType, payload
from webhooks.engine.sending import (
    MAX_ATTEMPTS,
    EndpointAction,
    EndpointState,
    MessageState,
    Outcome,
)
from webhooks.engine.signing import headers
from webhooks.models import Attempt, Endpoint, Message
from webhooks.services import endpoints, messages
from webhooks.services.wire import Answer

pytestmark = pytest.mark.usefixtures("to_loopback")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def at(moment):
    return lambda: moment


def answering(*answers: Answer):
    """Return a POST that gives these answers in turn, and the list of what it was asked."""
    asked: list[dict[str, object]] = []
    left = list(answers)

    def post(target, **said) -> Answer:
        asked.append({"target": target, **said})
        return left.pop(0)

    return post, asked


YES = Answer(outcome=Outcome.DELIVERED, status=204)
NO = Answer(outcome=Outcome.REFUSED, status=500)


@pytest.fixture
def person(db):
    return factories.someone_in(factories.a_network())


@pytest.fixture
def waiting(person):
    made = an_endpoint(person)
    return a_test_message(made, person)


def log_of(message: Message) -> list[tuple[int, str, int | None]]:
    return list(message.tries.order_by("pk").values_list("number", "outcome", "status"))


# Who hears of what


@pytest.mark.django_db
def test_the_helpers_network_hears_of_its_life_and_the_asking_towns_network_of_nothing():
    put = a_pair()
    helping = factories.someone_in(factories.a_network(put.proposal.pledge.municipality))
    asking = factories.someone_in(factories.a_network(put.proposal.appeal.municipality))
    hears, silent = an_endpoint(helping), an_endpoint(asking)

    agree(put, put.mayor)
    agree(put, put.helper)
    plan_all()

    assert kinds_for(hears) == ["pledge.changed", "proposal.put", "proposal.introduced"]
    assert kinds_for(silent) == []


@pytest.mark.django_db
def test_of_a_partnership_the_network_of_who_helps_hears_and_no_other():
    partnership = an_agreed_partnership()
    asking = partnership.members.get(role="asking").municipality
    helping = partnership.members.get(role="helping").municipality
    assert asking is not None
    assert helping is not None
    hears = an_endpoint(factories.someone_in(factories.a_network(helping)))
    silent = an_endpoint(factories.someone_in(factories.a_network(asking)))

    plan_all()

    told = hears.endpoint.messages.filter(kind="partnership.state_changed")
    assert set(told.values_list("subject", flat=True)) == {partnership.reference}
    assert kinds_for(silent) == []


@pytest.mark.django_db
def test_a_network_hears_of_its_members_pledges_and_of_no_others():
    pledge = factories.a_live_pledge()
    own = an_endpoint(factories.someone_in(factories.a_network(pledge.municipality)))
    other = an_endpoint(factories.someone_in(factories.a_network()))
    helper = factories.someone_of(pledge.municipality)
    Delivery.objects.filter(handler=PLAN).delete()

    pledges.move_pledge(reference=pledge.reference, action=PledgeAction.PAUSE, by=helper, at=NOON)
    plan_all()

    (message,) = own.endpoint.messages.all()
    assert (message.kind, message.subject) == ("pledge.changed", pledge.reference)
    assert kinds_for(other) == []


@pytest.mark.django_db
def test_every_network_that_chose_it_hears_of_public_cards_by_their_id_alone():
    helping = factories.someone_in(factories.a_network())
    other = factories.someone_in(factories.a_network())
    hears = an_endpoint(helping)
    chose_other = an_endpoint(other, events=[EventType.PLEDGE_CHANGED])
    appeal = a_case()
    card = listed(appeal)
    plan_all()
    publications.forbid_publicity(appeal=appeal.reference, by=mayor_of(appeal), at=LATER)
    plan_all()
    at_once = kinds_for(hears)
    batches.publish_due(at=LATER)
    batches.publish_due(at=LATER)
    plan_all()

    told = hears.endpoint.messages.values_list("subject", flat=True)
    assert at_once == ["card.published"], "a message at once would tell the hour"
    assert kinds_for(hears) == ["card.published", "card.withdrawn"]
    assert set(told) == {card.reference}
    assert kinds_for(chose_other) == []


@pytest.mark.django_db
def test_the_trail_of_a_card_names_no_appeal_and_nobody():
    appeal = a_case()
    card = listed(appeal)

    event = Event.objects.get(verb="card.published")

    assert (event.subject, event.actor_id, event.data) == (str(card.reference), None, {})
    assert not Event.objects.filter(subject_kind="publication", subject=card.reference).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["closed", "lapsed"])
def test_every_network_hears_when_a_call_for_experts_is_listed_and_when_it_ends(end):
    host = factories.an_intermediary()
    delegate = factories.someone_at(host)
    hears = an_endpoint(factories.someone_in(factories.a_network()))
    chose_other = an_endpoint(
        factories.someone_in(factories.a_network()), events=[EventType.CARD_PUBLISHED]
    )
    call = a_call(host, by=delegate)
    plan_all()
    before = kinds_for(hears)

    calls.list_call(
        reference=call.reference,
        phase=Phase.LOW_AFTER,
        peace=NegativePeace.HOLDS,
        by=factories.an_officer(),
        at=NOON,
    )
    match end:
        case "closed":
            calls.end_call(reference=call.reference, by=delegate, at=NOON)
        case "lapsed":
            calls.lapse_due(at=NOON + 120 * DAY)
    plan_all()

    told = hears.endpoint.messages.values_list("subject", flat=True)
    assert (before, kinds_for(chose_other)) == ([], [])
    assert kinds_for(hears) == ["partner_call.listed", "partner_call.closed"]
    assert set(told) == {call.reference}


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["lapsed", "taken back", "refused"])
def test_of_a_call_that_was_never_listed_nobody_hears_not_even_its_own_network(end):
    network = factories.a_network()
    person = factories.someone_in(network)
    own = an_endpoint(person)
    other = an_endpoint(factories.someone_in(factories.a_network()))
    call = a_call(network, by=person)

    match end:
        case "lapsed":
            assert calls.lapse_due(at=NOON + 120 * DAY) == 1
        case "taken back":
            calls.end_call(reference=call.reference, by=person, at=NOON)
        case "refused":
            officer = factories.an_officer()
            calls.refuse_call(reference=call.reference, reason="No.", by=officer, at=NOON)
    plan_all()

    assert (kinds_for(own), kinds_for(other)) == ([], [])
    assert Event.objects.filter(subject=str(call.reference)).count() == 2


@pytest.mark.django_db
def test_an_endpoint_hears_of_what_it_chose_and_only_while_it_is_active():
    pledge = factories.a_live_pledge()
    person = factories.someone_in(factories.a_network(pledge.municipality))
    chose_other = an_endpoint(person, events=[EventType.PROPOSAL_PUT])
    disabled = an_endpoint(person)
    active = an_endpoint(person)
    endpoints.move_endpoint(
        reference=disabled.endpoint.reference, action=EndpointAction.DISABLE, by=person, at=NOON
    )

    plan_all()

    assert [kinds_for(chose_other), kinds_for(disabled)] == [[], []]
    assert kinds_for(active) == ["pledge.changed"]


@pytest.mark.django_db
def test_the_same_delivery_plans_once():
    pledge = factories.a_live_pledge()
    made = an_endpoint(factories.someone_in(factories.a_network(pledge.municipality)))
    delivery = Delivery.objects.filter(handler=PLAN, event__verb="pledge.offered").get()

    planned = [messages.plan(delivery=delivery.pk, at=NOON) for _turn in range(2)]

    assert (planned, kinds_for(made)) == ([1, 0], ["pledge.changed"])


# What is sent


@pytest.mark.django_db
def test_a_message_goes_signed_and_says_only_what_when_and_which(person):
    made = an_endpoint(person)
    message = a_test_message(made, person)
    post, asked = answering(YES)

    messages.send_due(now=at(NOON + MINUTE), post=post)

    body = payload(kind=EventType.ENDPOINT_TEST, subject=made.endpoint.reference, happened_at=NOON)
    signed = headers(
        message_id=f"msg_{message.reference.hex}",
        timestamp=int((NOON + MINUTE).timestamp()),
        body=body,
        secrets=[made.secret],
    )
    assert asked[0]["body"] == body
    assert signed.items() <= asked[0]["headers"].items()


@pytest.mark.django_db
def test_for_a_day_after_a_rotation_both_secrets_sign(person):
    former = an_endpoint(person)
    reference = former.endpoint.reference
    present = endpoints.rotate_secret(reference=reference, by=person, at=NOON)
    post, asked = answering(YES, YES)

    a_test_message(former, person, at=NOON)
    messages.send_due(now=at(NOON + DAY - MINUTE), post=post)
    a_test_message(former, person, at=NOON + DAY)
    messages.send_due(now=at(NOON + DAY), post=post)

    signatures = [each["headers"]["webhook-signature"] for each in asked]
    assert [len(each.split(" ")) for each in signatures] == [2, 1]
    assert former.secret != present.secret


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mood", "log", "pause_s"),
    [
        ("fails", (1, "refused", 500), (28, 32)),
        ("busy", (1, "busy", 429), (120, 120)),
        ("away", (1, "busy", 503), (86_400, 86_400)),
        ("drops", (1, "unreachable", None), (28, 32)),
        ("babbles", (1, "unreadable", None), (28, 32)),
    ],
)
def test_what_a_consumer_did_not_accept_goes_again_after_a_pause(person, mood, log, pause_s):
    with listening(mood) as sink:
        message = a_test_message(an_endpoint(person, sink.url), person)
        messages.send_due(now=at(NOON))

        message.refresh_from_db()
        pause = (message.due_at - NOON).total_seconds()
        assert (message.state, log_of(message)) == (MessageState.WAITING, [log])
        assert pause_s[0] <= pause <= pause_s[1]
        sink.mood = "takes"
        messages.send_due(now=at(NOON + DAY))

    message.refresh_from_db()
    first, second = sink.taken
    assert (message.state, message.attempts, message.leased_until) == (MessageState.SENT, 2, None)
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])


@pytest.mark.django_db
@pytest.mark.parametrize("mood", ["lies", "talks"])
def test_what_was_accepted_is_done_whatever_the_answer_says_beside(person, mood):
    with listening(mood) as sink:
        message = a_test_message(an_endpoint(person, sink.url), person)
        sent = [messages.send_due(now=at(NOON + turn * DAY)) for turn in range(2)]

    message.refresh_from_db()
    assert (sent, message.state, len(sink.taken)) == ([1, 0], MessageState.SENT, 1)


@pytest.mark.django_db
def test_an_endpoint_that_is_gone_is_disabled_and_what_waited_is_not_sent(person):
    with listening("gone") as sink:
        made = an_endpoint(person, sink.url)
        message = a_test_message(made, person)
        messages.send_due(now=at(NOON))
        messages.send_due(now=at(NOON + DAY))

    made.endpoint.refresh_from_db()
    message.refresh_from_db()
    assert (made.endpoint.state, made.endpoint.is_gone) == (EndpointState.DISABLED, True)
    assert (message.state, log_of(message)) == (MessageState.DROPPED, [(1, "gone", 410)])
    assert len(sink.taken) == 1
    assert Event.objects.filter(verb="endpoint.disabled", actor_id=None).count() == 1


@pytest.mark.django_db
def test_after_three_days_a_message_is_dead(waiting):
    post, asked = answering(*[NO] * MAX_ATTEMPTS)
    moment = NOON
    for _turn in range(MAX_ATTEMPTS):
        messages.send_due(now=at(moment), post=post)
        waiting.refresh_from_db()
        moment = waiting.due_at

    messages.send_due(now=at(moment + DAY), post=post)
    assert (waiting.state, len(asked)) == (MessageState.DEAD, MAX_ATTEMPTS)
    assert [number for number, *_rest in log_of(waiting)] == [*range(1, MAX_ATTEMPTS + 1)]


@pytest.mark.django_db
def test_an_endpoint_that_hangs_rests_and_holds_up_nobody(person):
    hangs, works = an_endpoint(person), an_endpoint(person)
    first, second = a_test_message(hangs, person), a_test_message(works, person)
    post, asked = answering(Answer(outcome=Outcome.TIMED_OUT), YES)

    messages.send_due(now=at(NOON), post=post)
    resting = messages.claim(at=NOON + timedelta(seconds=59))

    states = [Message.objects.get(pk=each.pk).state for each in (first, second)]
    assert (states, resting, len(asked)) == (["waiting", "sent"], None, 2)


@pytest.mark.django_db
def test_a_rule_that_became_stricter_holds_for_endpoints_that_are_there(waiting, settings):
    settings.WEBHOOK_TO_LOOPBACK = False
    post, asked = answering(YES)

    messages.send_due(now=at(NOON), post=post)

    assert (log_of(waiting), asked) == ([(1, "forbidden", None)], [])


# Nothing is lost


@pytest.mark.django_db
def test_a_message_whose_sender_died_goes_again_when_the_lease_ends(waiting):
    claimed = [messages.claim(at=NOON + turn * MINUTE / 2) for turn in range(3)]

    assert claimed == [waiting.pk, None, waiting.pk]
    assert log_of(waiting) == [(1, "lost", None)]


@pytest.mark.django_db
def test_a_message_that_kills_each_sender_is_given_up(waiting):
    claimed = [messages.claim(at=NOON + turn * MINUTE) for turn in range(MAX_ATTEMPTS + 1)]

    waiting.refresh_from_db()
    assert claimed == [*[waiting.pk] * MAX_ATTEMPTS, None]
    assert (waiting.state, len(log_of(waiting))) == (MessageState.DEAD, MAX_ATTEMPTS)


@pytest.mark.django_db
def test_what_was_dropped_on_its_way_is_noted_and_stays_dropped(person):
    made = an_endpoint(person)
    message = a_test_message(made, person)

    def post(target, **said) -> Answer:
        endpoints.move_endpoint(
            reference=made.endpoint.reference, action=EndpointAction.DELETE, by=person, at=NOON
        )
        return YES

    messages.send_due(now=at(NOON), post=post)

    message.refresh_from_db()
    assert (message.state, log_of(message)) == (
        MessageState.DROPPED,
        [(1, "delivered", 204)],
    )


KILLED = """
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from webhooks.services import messages
settings.WEBHOOK_TO_LOOPBACK = True
messages.send_due(now=timezone.now)
"""


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_in_the_middle_loses_nothing(person):
    with listening("kills") as sink:
        message = a_test_message(an_endpoint(person, sink.url), person)
        sink.victim = -1
        process = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read(1)\n" + KILLED],
            env={**environment(), "DJANGO_SETTINGS_MODULE": "citydiplomacy.settings"},
            stdin=subprocess.PIPE,
        )
        sink.victim = process.pid
        process.communicate(b"x", timeout=60)
        died = process.returncode
        message.refresh_from_db()
        held = (message.state, message.attempts, message.leased_until is not None)
        sink.mood = "takes"
        messages.send_due(now=at(message.leased_until))

    message.refresh_from_db()
    ids = {request.headers["webhook-id"] for request in sink.taken}
    assert (died, held) == (-9, ("waiting", 1, True))
    assert (message.state, len(sink.taken), len(ids)) == (MessageState.SENT, 2, 1)
    assert [outcome for _number, outcome, _status in log_of(message)] == ["lost", "delivered"]


@pytest.mark.django_db(transaction=True)
def test_of_two_senders_at_once_one_gets_the_message(waiting):
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first = messages.claim(at=NOON)
        second = pool.submit(in_own_connection(messages.claim), at=NOON).result(10)

    assert (first, second) == (waiting.pk, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_at_once_the_second_waits_and_plans_nothing():
    pledge = factories.a_live_pledge()
    made = an_endpoint(factories.someone_in(factories.a_network(pledge.municipality)))
    delivery = Delivery.objects.filter(handler=PLAN, event__verb="pledge.offered").get()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = messages.plan(delivery=delivery.pk, at=NOON)
            second = pool.submit(in_own_connection(messages.plan), delivery=delivery.pk, at=NOON)
            wait_until_someone_waits_for_a_lock()
        counts = (first, second.result(10))

    assert (counts, kinds_for(made)) == ((1, 0), ["pledge.changed"])


# Sending again


@pytest.mark.django_db
def test_a_message_is_replayed_under_its_own_id_with_all_its_attempts(waiting, person):
    post, asked = answering(YES, YES)
    messages.send_due(now=at(NOON), post=post)

    messages.replay(reference=waiting.reference, by=person, at=NOON + DAY)
    messages.send_due(now=at(NOON + DAY), post=post)

    ids = [each["headers"]["webhook-id"] for each in asked]
    assert (len(ids), len(set(ids))) == (2, 1)


@pytest.mark.django_db
def test_what_waits_is_not_replayed_and_nothing_of_a_disabled_endpoint_is(waiting, person):
    with pytest.raises(messages.StillWaiting):
        messages.replay(reference=waiting.reference, by=person, at=NOON)
    endpoint = waiting.endpoint.reference
    endpoints.move_endpoint(reference=endpoint, action=EndpointAction.DISABLE, by=person, at=NOON)
    with pytest.raises(messages.NotActive):
        messages.replay(reference=waiting.reference, by=person, at=NOON)
    with pytest.raises(messages.NotActive):
        messages.replay_since(endpoint=endpoint, since=NOON, by=person, at=NOON)
    with pytest.raises(messages.NotActive):
        messages.send_test(endpoint=endpoint, by=person, at=NOON)


@pytest.mark.django_db
def test_what_happened_since_a_moment_is_replayed_and_nothing_older():
    pledge = factories.a_live_pledge()
    person = factories.someone_in(factories.a_network(pledge.municipality))
    helper = factories.someone_of(pledge.municipality)
    made = an_endpoint(person)
    plan_all()
    pledges.move_pledge(
        reference=pledge.reference, action=PledgeAction.PAUSE, by=helper, at=NOON + DAY
    )
    plan_all(at=NOON + DAY)
    older, newer = made.endpoint.messages.order_by("pk")
    post, _asked = answering(YES, YES)
    messages.send_due(now=at(NOON + DAY), post=post)

    count = messages.replay_since(
        endpoint=made.endpoint.reference, since=NOON + DAY, by=person, at=NOON + 2 * DAY
    )

    states = [Message.objects.get(pk=each.pk).state for each in (older, newer)]
    assert (count, states) == (1, ["sent", "waiting"])


@pytest.mark.django_db
def test_one_test_event_waits_at_a_time(waiting, person):
    with pytest.raises(messages.StillWaiting):
        messages.send_test(endpoint=waiting.endpoint.reference, by=person, at=NOON)


# What PostgreSQL itself refuses


REFUSALS = {"23", "P0"}  # by a constraint, by a trigger


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE webhooks_message SET state = 'sent', sent_at = now()",  # nobody signed it
        "UPDATE webhooks_message SET subject = gen_random_uuid()",
        "UPDATE webhooks_message SET kind = 'pledge.changed'",
        "UPDATE webhooks_message SET attempts = 14",
        "UPDATE webhooks_message SET sent_at = now()",
        "DELETE FROM webhooks_message",
        "UPDATE webhooks_attempt SET status = 200",
        "DELETE FROM webhooks_attempt",
        "UPDATE webhooks_endpoint SET state = 'deleted'",
        "UPDATE webhooks_endpoint SET state = 'disabled'",
        "UPDATE webhooks_endpoint SET events = '{}'",
        "UPDATE webhooks_endpoint SET events = '{appeal.submitted}'",
        "UPDATE webhooks_endpoint SET events = '{endpoint.test}'",
        "UPDATE webhooks_endpoint SET url = 'https://other.example.org/'",
        "UPDATE webhooks_endpoint SET former_until = now()",
        "UPDATE webhooks_endpoint SET sealed_secret = ''",
        "DELETE FROM webhooks_endpoint",
    ],
)
def test_postgresql_refuses_what_no_service_does(waiting, statement):
    post, _asked = answering(NO)
    messages.send_due(now=at(NOON), post=post)

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('citydiplomacy.actor', '', true)")
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(statement)

    assert str(getattr(refused.value.__cause__, "sqlstate", ""))[:2] in REFUSALS


@pytest.mark.django_db
def test_one_event_is_not_told_twice_to_one_endpoint_also_by_direct_sql():
    pledge = factories.a_live_pledge()
    made = an_endpoint(factories.someone_in(factories.a_network(pledge.municipality)))
    plan_all()
    twin = made.endpoint.messages.get()
    twin.pk, twin.reference = None, pledge.reference
    sign(actor_id=None)

    with pytest.raises(IntegrityError, match="once_for_each_endpoint"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.django_db
def test_mutant_without_the_constraint_one_event_is_told_twice():
    pledge = factories.a_live_pledge()
    made = an_endpoint(factories.someone_in(factories.a_network(pledge.municipality)))
    plan_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE webhooks_message DROP CONSTRAINT webhooks_message_once_for_each_endpoint"
        )
    twin = made.endpoint.messages.get()
    twin.pk, twin.reference = None, pledge.reference
    sign(actor_id=None)

    twin.save(force_insert=True)

    assert kinds_for(made) == ["pledge.changed", "pledge.changed"]


@pytest.mark.django_db
def test_the_secret_and_the_address_stand_in_no_event_and_the_secret_nowhere_in_clear(person):
    made = an_endpoint(person, "http://localhost:9/hush-hush")
    endpoints.rotate_secret(reference=made.endpoint.reference, by=person, at=NOON)

    events = str(list(Event.objects.values_list("verb", "subject", "data")))
    row = Endpoint.objects.get(pk=made.endpoint.pk)
    kept = bytes(row.sealed_secret) + bytes(row.sealed_former)
    assert ("hush" in events, made.secret in events) == (False, False)
    assert made.secret.encode() not in kept


@pytest.mark.django_db
def test_a_deleted_endpoint_has_no_secret_and_keeps_its_log(waiting, person):
    post, _asked = answering(YES)
    messages.send_due(now=at(NOON), post=post)

    endpoint = endpoints.move_endpoint(
        reference=waiting.endpoint.reference, action=EndpointAction.DELETE, by=person, at=NOON
    )

    endpoint.refresh_from_db()
    assert (bytes(endpoint.sealed_secret), endpoint.data_key.destroyed_at) == (b"", NOON)
    assert Attempt.objects.filter(message__endpoint=endpoint).count() == 1


@pytest.mark.django_db
def test_a_network_has_five_endpoints_at_most_and_deleted_ones_do_not_count(person):
    made = [an_endpoint(person) for _number in range(endpoints.MOST_ENDPOINTS)]
    with pytest.raises(endpoints.TooManyEndpoints):
        an_endpoint(person)

    endpoints.move_endpoint(
        reference=made[0].endpoint.reference, action=EndpointAction.DELETE, by=person, at=NOON
    )

    assert an_endpoint(person).endpoint.network == networks_for(person)[0]


@pytest.mark.django_db
def test_a_draft_is_told_to_nobody():
    pledge = factories.a_live_pledge()
    made = an_endpoint(factories.someone_in(factories.a_network(pledge.municipality)))

    factories.put_in_state(pledge, PledgeState.DRAFT)
    plan_all()

    assert (kinds_for(made), Pledge.objects.get().state) == ([], "draft")
