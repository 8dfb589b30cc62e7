"""The pages on which supervisors invite people, and grant and end what they act as."""

from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.engine.roles import Role
from accounts.models import Membership, User
from accounts.selectors import MOST_BODIES
from audit.models import Event
from tests import factories
from tests.clock import NOON
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit
from web.people.refusals import SENTENCES, sentence_of
from web.people.views import PER_PAGE

pytestmark = pytest.mark.django_db
INDEX: Final = "/desk/people/"
INVITE: Final = "/desk/people/invite/"
WORDS: Final = "four words of nobody"
TAKEN: Final = (
    "Somebody has an account with this address. Look for them on “People”. Nobody was invited."
)
WHICH_ONE: Final = (
    "This role acts for a municipality, an intermediary or a network. Write which one. "
    "Nothing was changed."
)


@pytest.fixture
def supervisor() -> User:
    return factories.a_supervisor()


@pytest.fixture
def client(supervisor: User) -> Client:
    return visit(supervisor)


@pytest.fixture
def olena() -> User:
    """Somebody who was invited, and has not used the code."""
    return User.objects.create(email="olena@example.org", display_name="Olena Sova", password="!")


def said(**other: object) -> dict[str, Any]:
    return {
        "email": "petro@example.org",
        "display_name": "Petro",
        "language": "uk",
        "role": "officer",
        "sought": "",
        **other,
    }


def address_of(person: User, step: str = "") -> str:
    return f"{INDEX}{person.reference}/{step}"


def end_of(membership: Membership) -> str:
    return address_of(membership.user, f"memberships/{membership.reference}/end/")


def offered(answer: Any) -> list[str]:
    return [str(label) for _value, label in answer.context["form"].fields["body"].choices]


def told(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def opens(user: User, code: str) -> bool:
    try:
        services.accept_invitation(email=user.email, code=code, password=WORDS, at=timezone.now())
    except services.WrongCode:
        return False
    return True


@pytest.mark.parametrize("page", ["", "invite/", "{person}/", "{person}/grant/"])
@pytest.mark.parametrize("who", OTHERS)
def test_the_pages_open_for_supervisors_alone(who, page, olena):
    answer = visit(OTHERS[who]()).get(INDEX + page.format(person=olena.reference))

    assert answer.status_code == (200 if who == "a supervisor" else 403)


@pytest.mark.parametrize("who", sorted(set(OTHERS) - {"a supervisor"}))
def test_others_learn_of_nobody_whether_they_have_an_account(who, olena):
    stranger = visit(OTHERS[who]())
    steps = ["", "grant/", "code/", f"memberships/{NOBODYS}/end/"]

    answers = [
        stranger.generic(method, f"{INDEX}{person}/{step}").status_code
        for person in (olena.reference, NOBODYS)
        for method, step in zip(("GET", "POST", "POST", "POST"), steps, strict=True)
    ]

    assert answers == [403] * 8


@pytest.mark.parametrize("page", [INDEX, INVITE, f"{INDEX}{NOBODYS}/"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(page):
    answer = Client().get(page)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_door_to_people_is_shown_to_supervisors_alone(client):
    link = f'href="{INDEX}"'
    others = [read(visit(maker()), "/") for who, maker in OTHERS.items() if who != "a supervisor"]

    assert link in read(client, "/")
    assert [page for page in others if link in page] == []


def test_an_invited_person_acts_at_once_and_the_code_opens_the_account(client, supervisor):
    shown = client.post(INVITE, said())

    petro = User.objects.get(email="petro@example.org")
    granted = list(petro.memberships.values_list("role", flat=True))
    verbs = list(Event.objects.order_by("pk").values_list("verb", "actor_id"))
    assert (shown.status_code, petro.display_name, petro.language) == (200, "Petro", "uk")
    assert granted == ["officer"]
    assert verbs == [("user.invited", supervisor.pk), ("membership.granted", supervisor.pk)]
    assert opens(petro, shown.context["code"])


def test_the_code_is_shown_once_and_kept_by_no_browser_and_no_session(client):
    shown = client.post(INVITE, said())

    code = shown.context["code"]
    page = read(client, address_of(User.objects.get(email="petro@example.org")))
    assert (shown.text.count(code), shown["Cache-Control"]) == (1, "no-store")
    assert (code in page, code in str(dict(client.session))) == (False, False)


def test_the_page_of_the_code_says_how_it_is_handed_over(client):
    shown = client.post(INVITE, said())

    assert "Never send it by mail" in shown.text
    assert "http://testserver/accounts/invitation/" in shown.text


def test_no_mail_leaves_when_somebody_is_invited(client, mailoutbox):
    client.post(INVITE, said())

    assert mailoutbox == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": f"{'a' * 60}@{'b.' * 100}org"}, "email"),
        ({"display_name": "  "}, "display_name"),
        ({"display_name": "a" * 121}, "display_name"),
        ({"display_name": "Petro\u202eorteP"}, "display_name"),
        ({"language": "tlh"}, "language"),
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"role": "municipality", "sought": "a" * 201}, "sought"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nobody_is_invited(wrong, field, client):
    answer = client.post(INVITE, said(**wrong))

    assert list(told(answer)) == [field]
    assert not User.objects.filter(display_name__startswith="Petro").exists()


def test_a_name_is_kept_in_one_form_and_with_the_joiners_of_its_script(client):
    client.post(INVITE, said(display_name=" Zoe\u0308\u00a0 \u0645\u06cc\u200c\u0646 "))

    assert User.objects.get(email="petro@example.org").display_name == (
        "Zo\u00eb \u0645\u06cc\u200c\u0646"
    )


def test_a_taken_address_is_told_and_what_was_typed_stays(client, olena):
    answer = client.post(INVITE, said(email="OLENA@example.org", role="supervisor"))

    form = answer.context["form"]
    assert told(answer) == {"email": [TAKEN]}
    assert [form[name].value() for name in ("email", "display_name", "role")] == [
        "OLENA@example.org",
        "Petro",
        "supervisor",
    ]


@pytest.mark.parametrize("role", ["municipality", "intermediary", "network"])
def test_who_acts_for_a_body_is_not_invited_without_it(role, client):
    answer = client.post(INVITE, said(role=role))

    assert told(answer) == {"sought": [WHICH_ONE]}
    assert not User.objects.filter(email="petro@example.org").exists()
    assert not Event.objects.exists()


def test_the_secretariat_acts_for_no_body(client):
    factories.a_municipality(name="Kvitka")

    answer = client.post(INVITE, said(sought="Kvitka"))

    assert told(answer) == {
        "sought": ["This role acts for no such body. Leave this empty, or choose another role."]
    }


def test_a_body_that_nobody_knows_is_told(client):
    answer = client.post(INVITE, said(role="network", sought="Nowhere"))

    assert told(answer) == {
        "sought": ["Nothing of this kind has a name or a reference like this. Write it otherwise."]
    }


def test_towns_of_one_name_are_told_apart_and_one_is_chosen(client):
    regions = [factories.a_zone(name=name) for name in ("West", "East")]
    towns = [
        factories.a_municipality(zone=factories.a_zone(name="Kvitka", parent=region))
        for region in regions
    ]

    found = client.post(INVITE, said(role="municipality", sought="Kvitka"))
    chosen = said(role="municipality", sought="Kvitka", body=towns[1].reference)
    client.post(INVITE, chosen)

    assert told(found) == {"body": ["Choose one of those that were found, or write another name."]}
    assert offered(found) == [
        f"<span><bdi>Kvitka</bdi> · <bdi>{region.name}</bdi> · <bdi>Ukraine</bdi> · "
        f"<bdi>{town.zone.code}</bdi></span>"
        for region, town in zip(regions, towns, strict=True)
    ]
    assert Membership.objects.get(role="municipality").municipality == towns[1]


def test_what_was_typed_stays_while_the_body_is_chosen(client):
    factories.a_municipality(name="Kvitka")

    form = client.post(INVITE, said(role="municipality", sought="Kvitka")).context["form"]

    assert {name: form[name].value() for name in said()} == said(
        role="municipality", sought="Kvitka"
    )


def test_a_choice_is_dropped_when_another_name_is_written(client):
    kvitka = factories.a_municipality(name="Kvitka")
    factories.a_municipality(name="Tartu")

    answer = client.post(INVITE, said(role="municipality", sought="Tartu", body=kvitka.reference))

    assert told(answer) == {"body": ["Choose one of those that were found, or write another name."]}
    assert not Membership.objects.filter(role="municipality").exists()


def test_a_town_that_only_helps_is_found_by_its_reference(client):
    lund = factories.a_municipality(name="Lund", country_code="SE", may_appeal=False)
    factories.a_municipality(name="Lund")

    answer = client.post(INVITE, said(role="municipality", sought=f" {lund.reference} "))

    assert offered(answer) == [
        f"<span><bdi>Lund</bdi> · <bdi>Sweden</bdi> · <bdi>{lund.zone.code}</bdi></span>"
    ]


def test_no_more_than_twenty_are_offered_and_that_is_said(client):
    for _number in range(MOST_BODIES + 1):
        factories.a_municipality(name="Kvitka")

    answer = client.post(INVITE, said(role="municipality", sought="Kvitka"))

    assert len(offered(answer)) == MOST_BODIES
    assert "These are the first." in answer.text


def test_an_intermediary_is_chosen_by_a_part_of_its_name(client):
    body = factories.an_intermediary()
    asked = {"role": "intermediary", "sought": body.name[:-1].lower()}

    found = client.post(INVITE, said(**asked))
    client.post(INVITE, said(**asked, body=body.reference))

    assert offered(found) == [
        f"<span><bdi>{body.name}</bdi> · <bdi>Non-governmental organisation</bdi></span>"
    ]
    assert Membership.objects.get(role="intermediary").intermediary == body


def test_a_network_is_chosen_by_its_reference(client):
    network = factories.a_network()
    asked = {"role": "network", "sought": str(network.reference)}

    client.post(INVITE, said(**asked, body=network.reference))

    assert Membership.objects.get(role="network").network == network


def test_another_membership_is_granted_and_shown(client, olena):
    home = factories.a_municipality(name="Kvitka")
    asked = {"role": "municipality", "sought": "Kvitka", "body": home.reference}

    answer = client.post(address_of(olena, "grant/"), asked, follow=True)

    [now] = answer.context["person"].now
    assert [str(message) for message in answer.context["messages"]] == [
        "It is granted, and holds from now on."
    ]
    assert (now.role, now.body, now.until) == ("Municipality", "Kvitka", None)


def test_the_same_membership_is_granted_once(client, olena):
    factories.acts_as(olena, Role.OFFICER)

    answer = client.post(address_of(olena, "grant/"), {"role": "officer"})

    assert told(answer) == {
        "__all__": ["They act in this role for this body already. Nothing was changed."]
    }


def test_a_body_is_asked_for_when_a_membership_is_granted(client, olena):
    answer = client.post(address_of(olena, "grant/"), {"role": "network"})

    assert list(told(answer)) == ["sought"]
    assert not olena.memberships.exists()


def test_nobody_grants_or_ends_a_membership_of_their_own(client, supervisor):
    sentence = (
        "Nobody grants or ends a membership of their own. Ask another supervisor. "
        "Nothing was changed."
    )

    granted = client.post(address_of(supervisor, "grant/"), {"role": "officer"})
    ended = sentences(client, end_of(supervisor.memberships.get()))

    assert (told(granted), ended) == ({"__all__": [sentence]}, [sentence])
    assert list(supervisor.memberships.values_list("role", "until")) == [("supervisor", None)]


def test_the_own_page_offers_none_of_it(client, supervisor):
    page = read(client, address_of(supervisor))

    assert "This is you." in page
    assert [step for step in ("/grant/", "/end/", "/code/") if step in page] == []


def test_a_membership_ends_once_also_for_a_supervisor_who_was_late(client):
    membership = factories.an_officer().memberships.get()
    other = visit(factories.a_supervisor())

    heard = [*sentences(other, end_of(membership)), *sentences(client, end_of(membership))]

    assert heard == [
        "The membership is ended. What it allowed stops at once.",
        "This membership was ended before. Nothing was changed.",
    ]
    assert Event.objects.count() == 1


def test_an_ended_membership_stays_on_the_page_with_its_days(client):
    officer = factories.an_officer()
    client.post(end_of(officer.memberships.get()))

    person = client.get(address_of(officer)).context["person"]

    assert (person.now, [each.role for each in person.before]) == (
        [],
        ["Officer of the secretariat"],
    )
    assert [label for _code, label in person.standing] == [
        "Code not used yet",
        "Acts for nobody now",
    ]


def test_a_membership_is_ended_on_the_page_of_its_person_alone(client, olena):
    membership = factories.an_officer().memberships.get()

    answer = client.post(address_of(olena, f"memberships/{membership.reference}/end/"))

    assert answer.status_code == 404
    assert Membership.objects.get(pk=membership.pk).until is None


def test_a_new_code_is_shown_once_and_ends_the_older_one(client, supervisor):
    invitation = services.invite_user(
        email="petro@example.org", display_name="Petro", language="uk", by=supervisor, at=NOON
    )

    shown = client.post(address_of(invitation.user, "code/"))

    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    assert not opens(invitation.user, invitation.code)
    assert opens(invitation.user, shown.context["code"])


def test_who_used_the_code_meanwhile_keeps_the_password(client, olena):
    page = read(client, address_of(olena))
    olena.set_password(WORDS)
    olena.save()

    heard = sentences(client, address_of(olena, "code/"))

    assert "Give a new code" in page
    assert heard == ["The code has been used, and the account has a password. Nothing was changed."]
    assert User.objects.get(pk=olena.pk).check_password(WORDS)


def test_a_closed_account_gets_no_code(client, olena):
    olena.is_active = False
    olena.save()

    heard = sentences(client, address_of(olena, "code/"))

    assert heard == ["This account is closed: no code opens it. Nothing was changed."]
    assert "Give a new code" not in read(client, address_of(olena))


def test_each_refusal_has_a_sentence_of_its_own():
    heard = {sentence_of(refusal()) for refusal in SENTENCES}

    assert len(heard) == len(SENTENCES)


@pytest.mark.parametrize("step", ["", "grant/"])
def test_a_program_is_no_person(step, client, supervisor):
    program = services.open_program(
        network=factories.a_network(), name="Nightly sync", by=supervisor, at=NOON
    )

    assert client.get(address_of(program, step)).status_code == 404
    assert client.post(address_of(program, "code/")).status_code == 404
    assert "Nightly sync" not in read(client, INDEX)


def test_a_list_names_everyone_with_what_they_act_as_and_how_far_they_are(client, supervisor):
    supervisor.set_password(WORDS)
    supervisor.save()
    client.force_login(supervisor)
    town, network = factories.a_municipality(name="Kvitka"), factories.a_network()
    both = factories.someone_of(town)
    factories.acts_as(both, Role.NETWORK, network=network)
    over = factories.a_user()
    factories.acts_as(over, Role.OFFICER, until=NOON)
    closed = factories.a_user(is_active=False)

    people = client.get(INDEX).context["people"]

    assert {
        person.reference: (
            [(each.role, each.body) for each in person.now],
            [label for _code, label in person.standing],
        )
        for person in people
    } == {
        supervisor.reference: (
            [("Supervisor in the secretariat", "")],
            ["Invitation accepted"],
        ),
        both.reference: (
            [("Partner network", network.name), ("Municipality", "Kvitka")],
            ["Code not used yet"],
        ),
        over.reference: ([], ["Code not used yet", "Acts for nobody now"]),
        closed.reference: ([], ["Closed", "Acts for nobody now"]),
    }


@pytest.mark.parametrize("words", ["sova", "OLENA@", " Olena S "])
def test_people_are_found_by_a_part_of_name_or_address(words, client, olena):
    answer = client.post(INDEX, {"words": words})

    assert [person.name for person in answer.context["people"]] == ["Olena Sova"]


def test_what_was_looked_for_stands_in_no_address(client, olena):
    by_address = client.get(INDEX, {"words": "sova"})

    assert len(by_address.context["people"]) == 2
    assert 'method="post"' in by_address.text.split('role="search"')[0].rsplit("<form", 1)[1]


def test_nobody_is_found_by_a_name_that_nobody_has(client):
    answer = client.post(INDEX, {"words": "Nobody"})

    assert "Nobody was found" in answer.text


def test_too_long_words_are_told_and_narrow_nothing(client):
    answer = client.post(INDEX, {"words": "a" * 121})

    assert list(told(answer)) == ["words"]
    assert len(answer.context["people"]) == 1


def test_who_acts_in_a_role_now_is_found_by_it(client, olena):
    officer = factories.an_officer()
    factories.acts_as(olena, Role.OFFICER, until=NOON)

    answer = client.post(INDEX, {"role": "officer"}, follow=True)

    assert answer.redirect_chain == [(f"{INDEX}?role=officer", 302)]
    assert [person.reference for person in answer.context["people"]] == [officer.reference]


def test_a_role_and_words_narrow_together(client, olena):
    factories.an_officer()
    factories.acts_as(olena, Role.OFFICER)

    answer = client.post(INDEX, {"role": "officer", "words": "olena"})

    assert [person.name for person in answer.context["people"]] == ["Olena Sova"]


def test_a_role_that_is_none_narrows_nothing(client):
    answer = client.get(INDEX, {"role": "king"})

    assert (answer.status_code, len(answer.context["people"])) == (200, 1)


def test_a_long_list_goes_on_on_the_next_page_and_keeps_the_role(client):
    for _number in range(PER_PAGE + 1):
        factories.an_officer()

    first = client.get(INDEX, {"role": "officer"})
    second = client.get(INDEX, {"role": "officer", "page": "2"})

    assert "?role=officer&amp;page=2" in first.text
    assert [len(page.context["people"]) for page in (first, second)] == [PER_PAGE, 1]


def test_of_many_who_are_found_the_first_are_shown_and_that_is_said(client):
    for _number in range(PER_PAGE + 1):
        factories.an_officer()

    answer = client.post(INDEX, {"words": "person"})

    assert len(answer.context["people"]) == PER_PAGE
    assert "There are more." in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    for _number in range(count):
        person = factories.someone_of(factories.a_municipality())
        factories.acts_as(person, Role.NETWORK, network=factories.a_network())
        factories.acts_as(person, Role.INTERMEDIARY, intermediary=factories.an_intermediary())
    client.get(INDEX)

    with django_assert_num_queries(7):
        client.get(INDEX)


@pytest.mark.parametrize("step", ["invite", "grant", "end", "renew"])
def test_a_delicate_step_is_done_after_a_fresh_factor_alone(step, supervisor, olena):
    supervisor.set_password(WORDS)
    supervisor.save()
    client = visit(supervisor)
    membership = factories.acts_as(olena, Role.OFFICER)
    address, typed = {
        "invite": (INVITE, said()),
        "grant": (address_of(olena, "grant/"), {"role": "supervisor"}),
        "end": (end_of(membership), {}),
        "renew": (address_of(olena, "code/"), {}),
    }[step]

    asked = client.post(address, typed)
    before = Event.objects.count()
    client.post(asked["Location"], {"password": WORDS})

    assert (asked.status_code, asked["Location"].split("?")[0]) == (
        302,
        "/accounts/reauthenticate/",
    )
    assert (before, Event.objects.exists()) == (0, True)
