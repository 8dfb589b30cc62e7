"""The pages on which supervisors make networks, and say who belongs to them."""

from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import Network, NetworkMember, User
from audit.models import Event
from places.models import Municipality
from tests import factories
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit
from web.people.networks.views import PER_PAGE

pytestmark = pytest.mark.django_db
INDEX: Final = "/desk/people/networks/"
MAKE: Final = "/desk/people/networks/make/"
WORDS: Final = "four words of nobody"
MEMBER_ALREADY: Final = "This municipality belongs to the network already. Nothing was changed."


@pytest.fixture
def supervisor() -> User:
    return factories.a_supervisor()


@pytest.fixture
def client(supervisor: User) -> Client:
    return visit(supervisor)


@pytest.fixture
def lund() -> Municipality:
    return factories.a_municipality(name="Lund", country_code="SE", may_appeal=False)


def address_of(network: Network, step: str = "") -> str:
    return f"{INDEX}{network.reference}/{step}"


def end_of(network: Network, town: Municipality) -> str:
    return address_of(network, f"members/{town.reference}/end/")


def chosen(town: Municipality) -> dict[str, Any]:
    return {"sought": town.name, "body": town.reference}


def members_on(answer: Any) -> list[str]:
    return [reference for reference, _name in answer.context["members"]]


def names_on(answer: Any) -> list[str]:
    return [str(name) for _reference, name in answer.context["members"]]


def told(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize("page", ["", "make/", "{network}/", "{network}/add/"])
@pytest.mark.parametrize("who", OTHERS)
def test_the_pages_open_for_supervisors_alone(who, page):
    network = factories.a_network()

    answer = visit(OTHERS[who]()).get(INDEX + page.format(network=network.reference))

    assert answer.status_code == (200 if who == "a supervisor" else 403)


@pytest.mark.parametrize("who", sorted(set(OTHERS) - {"a supervisor"}))
def test_others_learn_of_no_network_and_change_none(who, lund):
    stranger, network = visit(OTHERS[who]()), factories.a_network(lund)
    steps = ["", "add/", f"members/{lund.reference}/end/"]

    answers = [
        stranger.generic(method, f"{INDEX}{reference}/{step}").status_code
        for reference in (network.reference, NOBODYS)
        for method, step in zip(("GET", "POST", "POST"), steps, strict=True)
    ]
    made = stranger.post(MAKE, {"name": "Rivers"}).status_code

    assert [*answers, made] == [403] * 7
    assert (network.members.count(), Network.objects.filter(name="Rivers").count()) == (1, 0)


def test_its_own_network_is_closed_to_who_acts_for_it(lund):
    network = factories.a_network(lund)
    own = visit(factories.someone_in(network))

    answers = [
        own.get(address_of(network)).status_code,
        own.post(address_of(network, "add/"), chosen(lund)).status_code,
        own.post(end_of(network, lund)).status_code,
    ]

    assert (answers, network.members.count()) == ([403] * 3, 1)


@pytest.mark.parametrize("step", ["", "add/"])
def test_a_network_that_does_not_exist_is_not_found(step, client):
    assert client.get(f"{INDEX}{NOBODYS}/{step}").status_code == 404


@pytest.mark.parametrize("page", [INDEX, MAKE, f"{INDEX}{NOBODYS}/"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(page):
    answer = Client().get(page)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_people_lead_to_the_networks(client):
    assert f'href="{INDEX}"' in read(client, "/desk/people/")


def test_networks_are_listed_with_how_many_belong_to_them(client, lund):
    network = factories.a_network(lund)

    answer = client.get(INDEX)

    assert [(each.name, each.members_total) for each in answer.context["page"]] == [
        (network.name, 1)
    ]
    assert "1 member" in answer.text


def test_a_platform_without_networks_says_what_to_do(client):
    assert "There is no network yet" in read(client, INDEX)


def test_a_network_is_made_and_its_page_asks_for_members(client, supervisor):
    answer = client.post(MAKE, {"name": "  Cities of\u00a0 the Zoe\u0308 "}, follow=True)

    network = Network.objects.get()
    assert network.name == "Cities of the Zo\u00eb"
    assert answer.redirect_chain == [(address_of(network), 302)]
    assert [str(message) for message in answer.context["messages"]] == [
        "The network is made. Now add its members."
    ]
    assert "Nobody belongs to it yet" in answer.text
    assert list(Event.objects.values_list("verb", "actor_id")) == [("network.made", supervisor.pk)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("  ", "This field is required."),
        ("a" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("Rivers\u202esreviR", "This name holds signs that cannot be seen. Type it by hand."),
        ("Rivers", "There is a network with this name already. None was made."),
    ],
)
def test_what_is_wrong_with_a_name_is_said_beside_it_and_no_network_is_made(name, sentence, client):
    Network.objects.create(name="Rivers")

    answer = client.post(MAKE, {"name": name})

    assert told(answer) == {"name": [sentence]}
    assert (Network.objects.count(), Event.objects.exists()) == (1, False)


def test_a_member_is_written_chosen_and_added(client, supervisor):
    regions = [factories.a_zone(name=name) for name in ("West", "East")]
    towns = [
        factories.a_municipality(zone=factories.a_zone(name="Kvitka", parent=region))
        for region in regions
    ]
    network = factories.a_network()

    found = client.post(address_of(network, "add/"), {"sought": "Kvitka"})
    added = client.post(address_of(network, "add/"), chosen(towns[1]), follow=True)

    assert told(found) == {"body": ["Choose one of those that were found, or write another name."]}
    assert [label for _value, label in found.context["form"].fields["body"].choices] == [
        f"<span><bdi>Kvitka</bdi> · <bdi>{region.name}</bdi> · <bdi>Ukraine</bdi> · "
        f"<bdi>{town.zone.code}</bdi></span>"
        for region, town in zip(regions, towns, strict=True)
    ]
    assert [str(message) for message in added.context["messages"]] == [
        "The municipality belongs to the network from now on."
    ]
    assert members_on(added) == [towns[1].reference]
    assert list(Event.objects.values_list("verb", "subject", "actor_id")) == [
        ("network.member_added", str(towns[1].reference), supervisor.pk)
    ]


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"sought": ""}, "sought", "This field is required."),
        (
            {"sought": "Nowhere"},
            "sought",
            "Nothing of this kind has a name or a reference like this. Write it otherwise.",
        ),
        (
            {"sought": "Lund", "body": NOBODYS},
            "body",
            "Choose one of those that were found, or write another name.",
        ),
    ],
)
def test_what_is_no_municipality_is_told_and_nobody_is_added(said, field, sentence, client, lund):
    answer = client.post(address_of(factories.a_network(), "add/"), said)

    assert told(answer) == {field: [sentence]}
    assert not NetworkMember.objects.exists()


def test_a_member_is_added_once_and_what_was_typed_stays(client, lund):
    network = factories.a_network(lund)

    answer = client.post(address_of(network, "add/"), chosen(lund))

    assert told(answer) == {"body": [MEMBER_ALREADY]}
    assert answer.context["form"]["sought"].value() == "Lund"
    assert (network.members.count(), Event.objects.exists()) == (1, False)


def test_a_membership_ends_once_also_for_a_supervisor_who_was_late(client, lund):
    network = factories.a_network(lund)
    other = visit(factories.a_supervisor())

    heard = [
        *sentences(other, end_of(network, lund)),
        *sentences(client, end_of(network, lund)),
    ]

    assert heard == [
        "The municipality belongs to the network no more.",
        "This municipality does not belong to the network. Nothing was changed.",
    ]
    assert [event.verb for event in Event.objects.all()] == ["network.member_ended"]


@pytest.mark.parametrize("words", ["malmo", "MALMÖ", " malm "])
def test_a_member_is_found_by_a_part_of_its_name(words, client, lund):
    malmo = factories.a_municipality(name="Malmö", country_code="SE")
    network = factories.a_network(lund, malmo)
    factories.a_municipality(name="Malmö")

    answer = client.get(address_of(network), {"words": words})

    assert names_on(answer) == [
        f"<span><bdi>Malmö</bdi> · <bdi>Sweden</bdi> · <bdi>{malmo.zone.code}</bdi></span>"
    ]


def test_a_member_that_is_none_is_not_found_and_the_page_leads_back(client, lund):
    network = factories.a_network(lund)

    answer = client.get(address_of(network), {"words": "Tartu"})

    assert (members_on(answer), "No member was found" in answer.text) == ([], True)
    assert f'href="{address_of(network)}"' in answer.text


def test_too_long_words_are_told_and_narrow_nothing(client, lund):
    answer = client.get(address_of(factories.a_network(lund)), {"words": "a" * 81})

    assert (list(told(answer)), members_on(answer)) == (["words"], [lund.reference])


def test_a_long_list_of_members_goes_on_on_the_next_page_and_keeps_the_words(client):
    towns = [factories.a_municipality(name="Kvitka") for _number in range(PER_PAGE + 1)]
    network = factories.a_network(*towns)

    first = client.get(address_of(network), {"words": "kvitka"})
    second = client.get(address_of(network), {"words": "kvitka", "page": "2"})

    assert "?words=kvitka&amp;page=2" in first.text
    assert [len(members_on(page)) for page in (first, second)] == [PER_PAGE, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    region = factories.a_zone(name="West")
    networks = [
        factories.a_network(
            *(
                factories.a_municipality(zone=factories.a_zone(name="Kvitka", parent=region))
                for _town in range(count)
            )
        )
        for _network in range(count)
    ]
    client.get(INDEX)

    with django_assert_num_queries(6):
        client.get(INDEX)
    with django_assert_num_queries(8):
        client.get(address_of(networks[0]))


@pytest.mark.parametrize("step", ["make", "add", "end"])
def test_a_delicate_step_is_done_after_a_fresh_factor_alone(step, supervisor, lund):
    supervisor.set_password(WORDS)
    supervisor.save()
    client, network = visit(supervisor), factories.a_network()
    full = factories.a_network(lund)
    address, typed = {
        "make": (MAKE, {"name": "Rivers"}),
        "add": (address_of(network, "add/"), chosen(lund)),
        "end": (end_of(full, lund), {}),
    }[step]

    asked = client.post(address, typed)
    before = Event.objects.count()
    client.post(asked["Location"], {"password": WORDS})

    assert (asked.status_code, asked["Location"].split("?")[0]) == (
        302,
        "/accounts/reauthenticate/",
    )
    assert (before, Event.objects.count()) == (0, 1)


def test_what_acts_cannot_be_followed_as_a_link(client, lund):
    network = factories.a_network(lund)

    answer = client.get(end_of(network, lund))

    assert (answer.status_code, network.members.count()) == (405, 1)
