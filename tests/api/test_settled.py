"""A settled list answers, sign by sign, what the long way through DRF would answer."""

from datetime import date

import pytest
from django.urls import URLPattern, reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.engine.roles import Role
from accounts.models import Membership, User
from accounts.selectors import members_for
from activities.engine.values import Activity
from api.selectors import rights_of, someone_with
from api.v1 import lean, serializers, settled
from api.v1.urls import urlpatterns
from matching.engine.lifecycle import PledgeAction, PledgeState
from matching.engine.values import NeedTopic
from matching.models import Pledge
from matching.selectors import reading
from matching.services.pledges import move_pledge
from places.models import Municipality
from tests.api.world import a_draft_pledge, an_offered_pledge
from tests.clock import NOON
from tests.factories import a_municipality, a_network, acts_as, someone_in, someone_of

READERS = ["stranger", "asker", "helper", "network", "officer", "both", "two_networks"]
NARROWED = [
    {},
    {"state": PledgeState.OFFERED.value},
    {"state": ""},
    {"activity": Activity.FORUMS.value},
    {"activity": Activity.VISITS.value, "topic": NeedTopic.DIALOGUE.value},
    {"topic": NeedTopic.DIALOGUE.value, "state": PledgeState.PAUSED.value},
    {"state": "offered", "limit": "1"},
    {"limit": "2", "fields": "state,municipality,created_at"},
    {"limit": "2", "fields": "reference"},
    {"updated_since": "2020-01-01T00:00:00Z", "limit": "2"},
    {"search": "lun"},
    {"country_code": "SE", "limit": "1"},
    {"country_code": "FI"},
    {"state": "none_of_ours"},
    {"fields": "password"},
    {"limit": "0"},
    {"cursor": "none-of-ours"},
    {"colour": "red"},
]
LISTS = ["v1:pledge-list", "v1:municipality-list"]
NAMES = sorted(lean.shape_of(serializers.PledgeSerializer, None).names)
COUNTED = {"X-Request-Id", "RateLimit-Remaining", "RateLimit-Reset"}


@pytest.fixture
def crowd(world):
    """Pledges in each state, with nothing and with everything in them, of several helpers."""
    helper = world.users["helper"]
    far = Municipality.objects.get(name="Far")
    joined = a_municipality(name='Łódź "центр"\u2028\\', country_code="PL")
    world.users["both"] = _also_in_a_network_of(joined, someone_of(world.lund))
    world.users["two_networks"] = _also_in_a_network_of(joined, someone_in(a_network(world.lund)))
    full = an_offered_pledge(joined, by=someone_of(joined))
    an_offered_pledge(far, by=world.users["stranger"])
    a_draft_pledge(far, by=world.users["stranger"])
    a_draft_pledge(world.lund, by=helper)
    paused = an_offered_pledge(world.lund, by=helper)
    move_pledge(reference=paused.reference, action=PledgeAction.PAUSE, by=helper, at=NOON)
    Pledge.objects.filter(pk=full.pk).update(
        activities=["visits", "forums"],
        topics=["dialogue"],
        languages=["uk", "ar"],
        starts=date(2, 1, 1),
        ends=date(9999, 12, 31),
        created_at=NOON.replace(microsecond=7),
        is_invented=True,
    )
    Municipality.objects.filter(pk=far.pk).update(population=None)
    return world


def _also_in_a_network_of(municipality, user):
    return acts_as(user, Role.NETWORK, network=a_network(municipality)).user


def _pages(client, address, query):
    """Return what the pages of a list answer, headers too, but for what differs in each call."""
    pages = [client.get(reverse(address), query)]
    while pages[-1].status_code == 200 and pages[-1].json()["next"]:
        pages.append(client.get(pages[-1].json()["next"]))
    return [
        (page.status_code, page.content, {k: page[k] for k in page.headers if k not in COUNTED})
        for page in pages
    ]


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("address", LISTS)
def test_a_settled_list_answers_as_the_long_way_does(address, role, crowd, client_of, monkeypatch):
    client = client_of(role)
    short = [_pages(client, address, query) for query in NARROWED]

    monkeypatch.delattr(settled.Settled, "list")

    assert short == [_pages(client, address, query) for query in NARROWED]


def test_what_is_compared_has_something_in_it(crowd, client_of):
    told = {role: client_of(role).get(reverse("v1:pledge-list")).json() for role in READERS}

    rows = {role: len(page["results"]) for role, page in told.items()}
    assert rows == {
        "stranger": 2,
        "asker": 0,
        "helper": 3,
        "network": 2,
        "officer": 4,
        "both": 4,
        "two_networks": 3,
    }


WORDS = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(PledgeState).map(str),
        "activity": st.sampled_from(Activity).map(str),
        "topic": st.sampled_from(NeedTopic).map(str),
        "limit": st.integers(1, 3).map(str),
        "fields": st.sets(st.sampled_from(NAMES), min_size=1).map(",".join),
        "updated_since": st.sampled_from(["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"]),
    },
)


@given(role=st.sampled_from(READERS), query=WORDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_narrows_the_list_of_pledges_it_answers_as_the_long_way(
    role, query, crowd, client_of
):
    client = client_of(role)
    with pytest.MonkeyPatch.context() as patch:
        short = _pages(client, LISTS[0], query)
        patch.delattr(settled.Settled, "list")
        long = _pages(client, LISTS[0], query)

    assert short == long


def test_each_settled_list_is_compared():
    names = {
        str(pattern.name)
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern)
        and issubclass(getattr(pattern.callback, "cls", object), settled.Settled)
    }

    assert {f"v1:{name}" for name in names if name.endswith("-list")} == set(LISTS)


def test_a_second_page_and_a_first_are_settled_once_for_all_who_may_read_the_same(
    crowd, client_of, django_assert_num_queries
):
    client = client_of("network")
    _pages(client, LISTS[0], {"limit": "1"})
    before = settled._statement.cache_info()

    _pages(client_of("network"), LISTS[0], {"limit": "1"})

    assert settled._statement.cache_info().misses == before.misses


def test_who_stops_being_a_member_is_gone_from_the_next_page_on(crowd, client_of):
    client = client_of("network")
    before = client.get(reverse("v1:pledge-list")).json()["results"]
    crowd.lund.network_members.all().delete()

    after = client.get(reverse("v1:pledge-list")).json()["results"]

    assert (len(before), after) == (2, [])


def test_who_stops_acting_for_a_network_reads_nothing_with_the_next_call(crowd, client_of):
    client = client_of("network")
    before = client.get(reverse("v1:pledge-list")).json()["results"]
    Membership.objects.filter(user=crowd.users["network"]).update(until=timezone.now())

    after = client.get(reverse("v1:pledge-list")).json()["results"]

    assert (len(before), after) == (2, [])


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("rows_for", [reading.pledges_for, members_for])
def test_what_may_be_read_is_said_by_what_somebody_may_act_as_alone(rows_for, role, crowd):
    user = User.objects.get(pk=crowd.users[role].pk)

    stand_in = someone_with(rights_of(user))

    assert list(rows_for(stand_in).order_by("pk")) == list(rows_for(user).order_by("pk"))


def test_a_field_that_a_method_works_out_has_no_shape():
    with pytest.raises(TypeError, match="is_taken"):
        lean.shape_of(serializers.AppealSerializer, None)
