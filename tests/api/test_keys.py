"""Keys of networks: who issues them, what PostgreSQL keeps of them, and how they end."""

from contextlib import suppress
from datetime import datetime, timedelta

import pgtrigger
import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.forms import model_to_dict
from django.utils import timezone

from accounts import services as accounts
from accounts.engine.roles import Role
from accounts.models import Membership, Network, User
from api.engine.digests import digest_of
from api.engine.scopes import Scope
from api.models import Key, Token
from api.selectors import caller_of, keys_for
from api.services import keys, tokens
from audit.models import Event
from tests import factories
from tests.api.programs import a_key, a_token, calling

pytestmark = pytest.mark.django_db
ISSUERS = {
    "a network": (lambda: factories.someone_in(factories.a_network()), True),
    "a supervisor": (factories.a_supervisor, True),
    "an officer": (factories.an_officer, False),
    "a municipality": (lambda: factories.someone_of(factories.a_municipality()), False),
    "an intermediary": (lambda: factories.someone_at(factories.an_intermediary()), False),
    "someone without a role": (factories.a_user, False),
}


def a_network_s_person() -> User:
    return factories.someone_in(factories.a_network())


def user_of(token: str, *, at: datetime) -> User:
    caller = caller_of(token, at=at)
    assert caller is not None
    return caller.user


@pytest.mark.parametrize(("build", "may"), ISSUERS.values(), ids=ISSUERS.keys())
def test_keys_are_listed_for_networks_and_supervisors_alone(build, may):
    factories.a_network()
    person = build()

    try:
        listed = list(keys_for(person)) == []
    except PermissionDenied:
        listed = False

    assert listed is may


@pytest.mark.parametrize(("build", "may"), ISSUERS.values(), ids=ISSUERS.keys())
def test_a_key_is_issued_by_networks_and_supervisors_alone(build, may):
    factories.a_network()
    person = build()

    with suppress(PermissionDenied, IndexError):
        a_key(person)

    assert Key.objects.exists() is may


def test_a_network_issues_no_key_of_another():
    person, other = a_network_s_person(), factories.a_network()

    with pytest.raises(Network.DoesNotExist):
        keys.issue_key(
            network=other.reference,
            name="Theirs",
            scopes=frozenset(Scope),
            days=30,
            by=person,
            at=timezone.now(),
        )


@pytest.mark.parametrize("step", [keys.exchange_secret, keys.revoke_key])
def test_a_network_touches_no_key_of_another(step):
    issued = a_key(a_network_s_person())

    with pytest.raises(Key.DoesNotExist):
        step(reference=issued.key.reference, by=a_network_s_person(), at=timezone.now())


def test_the_secret_is_kept_nowhere():
    issued = a_key(a_network_s_person())
    token = a_token(issued)

    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT json_agg(k) FROM api_key k)::text")
        kept_keys = cursor.fetchone()[0]
        cursor.execute("SELECT (SELECT json_agg(t) FROM api_token t)::text")
        kept_tokens = cursor.fetchone()[0]

    assert (issued.secret in kept_keys, digest_of(issued.secret) in kept_keys) == (False, True)
    assert (token in kept_tokens, digest_of(token) in kept_tokens) == (False, True)


def test_the_trail_says_who_issued_and_revoked():
    person = a_network_s_person()
    issued = a_key(person)
    keys.exchange_secret(reference=issued.key.reference, by=person, at=timezone.now())
    keys.revoke_key(reference=issued.key.reference, by=person, at=timezone.now())

    told = Event.objects.filter(subject=str(issued.key.reference)).order_by("pk")

    assert [(event.verb, event.actor_id) for event in told] == [
        ("key.issued", person.pk),
        ("key.exchanged", person.pk),
        ("key.revoked", person.pk),
    ]


def test_the_twenty_first_live_key_is_refused():
    person = a_network_s_person()
    for _number in range(keys.MOST_KEYS):
        a_key(person)

    with pytest.raises(keys.TooManyKeys):
        a_key(person)


def test_a_revoked_key_shuts_out_its_token_from_the_next_call_on():
    person = a_network_s_person()
    issued = a_key(person)
    client = calling(a_token(issued))
    before = client.get("/api/v1/pledges/").status_code

    keys.revoke_key(reference=issued.key.reference, by=person, at=timezone.now())

    after = client.get("/api/v1/pledges/")
    assert (before, after.status_code, after.json()["code"]) == (200, 401, "invalid_token")
    assert after["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_the_account_of_a_key_ends_with_it():
    person = a_network_s_person()
    issued = a_key(person)

    keys.revoke_key(reference=issued.key.reference, by=person, at=timezone.now())

    account = User.objects.get(pk=issued.key.user.pk)
    assert (account.is_active, account.live_memberships) == (False, [])


def test_a_key_that_has_ended_gives_and_opens_nothing():
    issued = a_key(a_network_s_person(), at=timezone.now() - timedelta(days=29, hours=23))
    token = a_token(issued)
    later = timezone.now() + timedelta(hours=2)

    with pytest.raises(tokens.WrongSecret):
        tokens.give_token(
            client_id=issued.key.client_id, secret=issued.secret, scopes=None, at=later
        )

    assert caller_of(token, at=timezone.now()) is not None
    assert caller_of(token, at=later) is None


def test_who_calls_is_told_whole_with_one_question(django_assert_num_queries):
    network = factories.a_network()
    token = a_token(a_key(factories.someone_in(network)))
    account, now = Key.objects.get().user, timezone.now()
    for since, until in ((-9, -8), (-7, 0), (-6, 1), (0, None), (1, None)):
        factories.acts_as(
            account,
            Role.MUNICIPALITY,
            municipality=factories.a_municipality(name=f"Town {since}"),
            since=now + timedelta(days=since),
            until=None if until is None else now + timedelta(days=until),
        )

    with django_assert_num_queries(1):
        user = user_of(token, at=now)
        acting = user.live_memberships

    live = Membership.objects.filter(user=account).live(now).order_by("pk")
    assert [model_to_dict(one) for one in acting] == [model_to_dict(one) for one in live]
    assert model_to_dict(user) == model_to_dict(account)
    assert len(acting) == 3  # as the network's, until tomorrow, and from this moment on


def test_an_account_that_may_act_as_nothing_calls_as_nobody_in_particular():
    issued = a_key(a_network_s_person())
    token = a_token(issued)
    Membership.objects.update(until=timezone.now())

    assert user_of(token, at=timezone.now()).live_memberships == []


def test_a_token_opens_for_a_quarter_of_an_hour():
    issued, now = a_key(a_network_s_person()), timezone.now()
    token = a_token(issued)

    opens = [caller_of(token, at=now + timedelta(minutes=minutes)) for minutes in (14, 16)]

    assert [caller is not None for caller in opens] == [True, False]


def test_both_secrets_work_for_a_day_and_then_the_new_one_alone():
    person, now = a_network_s_person(), timezone.now()
    issued = a_key(person, at=now)
    renewed = keys.exchange_secret(reference=issued.key.reference, by=person, at=now)

    def opens(secret: str, after: timedelta) -> bool:
        try:
            tokens.give_token(
                client_id=issued.key.client_id, secret=secret, scopes=None, at=now + after
            )
        except tokens.WrongSecret:
            return False
        return True

    soon, later = timedelta(hours=23), timedelta(hours=25)
    assert [opens(secret, soon) for secret in (issued.secret, renewed.secret)] == [True, True]
    assert [opens(secret, later) for secret in (issued.secret, renewed.secret)] == [False, True]


def test_nobody_opens_the_account_of_a_program_as_a_person():
    issued = a_key(a_network_s_person())

    with pytest.raises(User.DoesNotExist):
        accounts.renew_code(
            reference=issued.key.user.reference, by=factories.a_supervisor(), at=timezone.now()
        )


def changed(model: type[Key | Token], change: str) -> str:
    return " ".join(["UPDATE", model._meta.db_table, "SET", change])


BREAKS = {
    "api_key_has_a_name": "name = ''",
    "api_key_scopes_are_known": "scopes = '{appeals:read}'",
    "api_key_lives_a_year_at_most": "expires_at = issued_at + interval '367 days'",
    "api_key_keeps_digests_alone": "secret_sha256 = 'cdk_plain'",
    "api_key_former_secret_has_an_end": "former_until = now()",
    "api_key_revoked_by_someone": "revoked_at = now()",
}


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize(("name", "change"), BREAKS.items(), ids=BREAKS.keys())
def test_no_statement_breaks_a_rule_of_keys(name, change):
    a_key(a_network_s_person())

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        by_hand(changed(Key, change))

    assert isinstance(refused.value.__cause__, psycopg.Error)
    assert refused.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(("name", "change"), BREAKS.items(), ids=BREAKS.keys())
def test_a_mutant_without_the_check_lets_the_statement_pass(name, change):
    a_key(a_network_s_person())

    by_hand(f"ALTER TABLE api_key DROP CONSTRAINT {name}")
    by_hand(changed(Key, change))

    assert Key.objects.count() == 1


TOKEN_BREAKS = {
    "api_token_scopes_are_known": "scopes = '{}'",
    "api_token_keeps_a_digest_alone": "digest = 'plain'",
    "api_token_lives_an_hour_at_most": "expires_at = issued_at + interval '61 minutes'",
}


@pytest.mark.parametrize(("name", "change"), TOKEN_BREAKS.items(), ids=TOKEN_BREAKS.keys())
def test_no_statement_breaks_a_rule_of_tokens(name, change):
    a_token(a_key(a_network_s_person()))

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        by_hand(changed(Token, change))
    by_hand(f"ALTER TABLE api_token DROP CONSTRAINT {name}")
    by_hand(changed(Token, change))  # the mutant lets it pass

    assert isinstance(refused.value.__cause__, psycopg.Error)
    assert refused.value.__cause__.diag.constraint_name == name


REOPENS = "UPDATE api_key SET revoked_at = NULL, revoked_by_id = NULL"


def test_no_statement_opens_a_revoked_key_again():
    person = a_network_s_person()
    keys.revoke_key(reference=a_key(person).key.reference, by=person, at=timezone.now())

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        by_hand(REOPENS)

    assert Key.objects.get().revoked_at is not None


def test_a_mutant_without_the_guard_opens_a_revoked_key_again():
    person = a_network_s_person()
    keys.revoke_key(reference=a_key(person).key.reference, by=person, at=timezone.now())

    with pgtrigger.ignore("api.Key:revoked_for_good"):
        by_hand(REOPENS)

    assert Key.objects.get().revoked_at is None


def test_tokens_that_ended_are_forgotten_and_others_are_kept():
    issued, now = a_key(a_network_s_person()), timezone.now()
    a_token(issued)

    forgotten = [tokens.forget_old_tokens(at=now + timedelta(hours=hours)) for hours in (24, 25)]

    assert (forgotten, Token.objects.count()) == ([0, 1], 0)
