"""The pages of the policy: plain words, a proposal after a look, a second person."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Delivery, Event
from matching.engine.criteria import POLICY_1, SUGGESTED_ORDER, Criterion, Policy
from matching.engine.policies import as_document
from matching.models import Appeal, MatchingPolicy
from matching.selectors import comparison
from matching.selectors.policies import policy_in_force
from matching.services import appeals
from matching.services import policies as services
from tests import factories
from tests.web.visitors import OTHERS, read, sentences, visit
from web.policies.refusals import SENTENCES

pytestmark = pytest.mark.django_db

SECRETARIAT = {"an officer without the case", "a supervisor"}
OUTSIDE = sorted(set(OTHERS) - SECRETARIAT)
INDEX = reverse("web:policies:index")
NEW = reverse("web:policies:propose")
WHY = "They must talk to each other."
FIT, LINK, LANGUAGES = Criterion.FIT_OF_NEED, Criterion.LINK, Criterion.LANGUAGES
LANGUAGES_FIRST = replace(POLICY_1, name="Languages before links", order=(FIT, LANGUAGES, LINK))


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


def _proposed(by: User, policy: Policy = LANGUAGES_FIRST) -> MatchingPolicy:
    return services.propose_policy(policy=policy, reason=WHY, by=by, at=timezone.now())


def _adopted(by: User, policy: Policy = LANGUAGES_FIRST) -> MatchingPolicy:
    version = _proposed(by, policy)
    return services.adopt_policy(
        number=version.number, by=factories.a_supervisor(), at=timezone.now()
    )


def _detail(version: MatchingPolicy) -> str:
    return reverse("web:policies:detail", args=[version.number])


def _adopt(version: MatchingPolicy) -> str:
    return reverse("web:policies:adopt", args=[version.number])


def _turn_down(version: MatchingPolicy) -> str:
    return reverse("web:policies:turn_down", args=[version.number])


def _said(user: User, **changes: str) -> dict[str, str]:
    """What the form begins with, a name, a reason, and what is typed otherwise."""
    form = visit(user).get(NEW).context["form"]
    begun = {field.name: field.value() for field in form}
    kept = {name: str(value) for name, value in begun.items() if value is not None}
    return kept | {"name": "Languages before links", "reason": WHY} | changes


def _swapped(user: User) -> dict[str, str]:
    return _said(user, place_link="4", place_languages="3")


def _seen(page: str) -> str:
    return str(re.findall(r'name="seen" value="([^"]+)"', page)[0])


def _text(page: str) -> str:
    """Return a page's main part as plain words."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def _choices(count: int) -> None:
    """Appeals between a helper each is linked with and one it shares a language with."""
    between = factories.an_intermediary()
    abroad = [
        factories.a_municipality(name=name, country_code="SE", may_appeal=False)
        for name in ("Linked", "Talking")
    ]
    factories.knows(between, abroad[0].zone)
    for number in range(count):
        town = factories.a_municipality(name=f"Town {number}")
        factories.knows(between, town.zone)
        factories.a_live_appeal(town, at=timezone.now())
    factories.a_live_pledge(
        abroad[0], languages=["de"], has_interpreter=True, capacity=9, at=timezone.now()
    )
    factories.a_live_pledge(abroad[1], capacity=9, at=timezone.now())


# Who may open what.


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_policy_is_closed_to_all_but_the_secretariat(officer, who):
    version, client = _proposed(officer), visit(OTHERS[who]())

    answers = [
        client.get(INDEX),
        client.get(NEW),
        client.post(NEW, {"step": "save"}),
        client.get(_detail(version)),
        client.post(_adopt(version), {"instead_of": 1}),
        client.post(_turn_down(version)),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 404, 404, 404]
    assert MatchingPolicy.objects.filter(adopted_by=None, rejected_by=None).count() == 2


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
def test_the_secretariat_opens_every_page(officer, who):
    version, client = _proposed(officer), visit(OTHERS[who]())

    answers = [client.get(each) for each in (INDEX, NEW, _detail(version))]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_version_that_does_not_exist_is_missing(officer):
    client = visit(officer)

    answers = [
        client.get(reverse("web:policies:detail", args=[99])),
        client.post(reverse("web:policies:adopt", args=[99]), {"instead_of": 1}),
        client.post(reverse("web:policies:turn_down", args=[99])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


# What they say.


def test_the_order_in_force_is_told_in_plain_words(officer):
    text = _text(read(visit(officer), INDEX))

    assert "First we look at this: Fit of the need." in text
    assert "Only where that is equal (Form of the help), at this: Link between the two." in text
    assert "Waiting counts more after each of these numbers of days: 14, 28, and 56." in text


def test_a_criterion_that_decides_nothing_is_told(officer):
    text = _text(read(visit(officer), _detail(_proposed(officer))))

    assert "These decide nothing: Form of the help, Endurance, Experience, Balance between" in text


def test_versions_stand_with_their_place_in_time(officer):
    overtaken = _proposed(officer)
    current = _adopted(officer)
    waiting, refused = _proposed(officer), _proposed(officer)
    services.turn_down_policy(number=refused.number, by=officer, at=timezone.now())

    versions = visit(officer).get(INDEX).context["versions"]

    assert [(each.number, each.standing_label) for each in versions] == [
        (refused.number, "Turned down"),
        (waiting.number, "Waits for a second person"),
        (current.number, "In force"),
        (overtaken.number, "Overtaken by a newer one"),
        (1, "No longer in force"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_versions_costs_the_same_for_one_and_for_three(
    officer, count, django_assert_num_queries
):
    for _ in range(count):
        _proposed(officer)
    client = visit(officer)

    with django_assert_num_queries(6):
        client.get(INDEX)


# Propose, after a look.


def test_the_form_begins_with_the_order_in_force_and_refuses_to_change_nothing(officer):
    page = visit(officer).post(NEW, _said(officer, step="look")).content.decode()

    assert "This is the order that holds now. Change something." in page


def test_what_was_looked_at_is_proposed_and_a_look_writes_nothing(officer):
    client, said = visit(officer), _swapped(officer)
    before = Event.objects.count()
    page = client.post(NEW, said | {"step": "look"}).content.decode()
    written = MatchingPolicy.objects.count(), Event.objects.count()

    told = sentences(client, NEW, **said, step="save", seen=_seen(page))

    version = MatchingPolicy.objects.get(number=2)
    order = list(POLICY_1.order)
    order[2:4] = [LANGUAGES, LINK]
    assert written == (1, before)
    assert told == ["The version is proposed. A colleague adopts it."]
    assert (version.proposed_by, version.name) == (officer, "Languages before links")
    assert version.document == as_document(replace(POLICY_1, order=tuple(order)))


def test_a_criterion_without_a_place_is_left_out(officer):
    client, said = visit(officer), _said(officer, place_balance="")
    page = client.post(NEW, said | {"step": "look"}).content.decode()

    client.post(NEW, said | {"step": "save", "seen": _seen(page)})

    assert MatchingPolicy.objects.get(number=2).document["order"] == [
        each.value for each in POLICY_1.order[:-1]
    ]


def test_what_was_changed_after_the_look_is_not_proposed(officer):
    client, said = visit(officer), _swapped(officer)
    page = client.post(NEW, said | {"step": "look"}).content.decode()

    answer = client.post(NEW, said | {"waiting_1": "7", "step": "save", "seen": _seen(page)})

    assert MatchingPolicy.objects.count() == 1
    assert "You changed something after you looked." in answer.content.decode()


def test_what_was_begun_beside_another_version_is_not_proposed(officer):
    client, said = visit(officer), _swapped(officer)
    page = client.post(NEW, said | {"step": "look"}).content.decode()
    _adopted(officer)

    answer = client.post(NEW, said | {"step": "save", "seen": _seen(page)})

    assert MatchingPolicy.objects.count() == 2
    assert "Another version came into force while you wrote." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"place_languages": "3"}, "place_languages", "“Link between the two” has place 3"),
        ({"place_link": "1"}, "place_link", "Select a valid choice."),
        ({"waiting_2": "14"}, "waiting_1", "must be greater than the one before"),
        ({"options_1": "40"}, "options_1", "must be greater than the one before"),
        ({"waiting_1": ""}, "waiting_1", "This field is required."),
        ({"options_4": "1001"}, "options_4", "less than or equal to 1000"),
        ({"name": " "}, "name", "This field is required."),
        ({"reason": " "}, "reason", "This field is required."),
    ],
)
def test_what_must_not_hold_is_refused_at_its_field(officer, wrong, field, sentence):
    page = visit(officer).post(NEW, _said(officer, **wrong, step="save")).content.decode()

    assert MatchingPolicy.objects.count() == 1
    assert f'href="#id_{field}"' in page
    assert sentence in page


# What would change.


def test_own_cases_are_named_and_all_others_are_coarse_numbers(officer):
    _choices(6)
    mine = Appeal.objects.get(municipality__name="Town 0")
    appeals.take_appeal(reference=mine.reference, by=officer, at=timezone.now())
    version = _proposed(factories.an_officer())

    own = _text(read(visit(officer), _detail(version)))
    colleague = _text(read(visit(factories.an_officer()), _detail(version)))

    assert "Appeals with another first candidate: five to nine." in own
    assert "Town 0 First candidate: Talking instead of Linked ." in own
    assert "Town 1" not in own
    assert "Appeals with another first candidate: five to nine." in colleague
    assert "Town" not in colleague
    assert "Talking" not in colleague


def test_means_are_told_from_five_on_and_not_below(officer):
    _choices(4)
    version, client = _proposed(officer), visit(officer)
    few = _text(read(client, _detail(version)))
    town = factories.a_municipality(name="Town 4")
    factories.a_live_appeal(town, at=timezone.now())

    enough = _text(read(client, _detail(version)))

    assert "What the criteria say of the pairs" not in few
    assert "How long those have waited" not in few
    assert "Within weeks 0 days, as today" in enough
    assert "2.0 points; for: five to nine, against: fewer than five" in enough


def test_what_was_too_much_to_be_looked_at_is_told(officer, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_APPEALS", 1)
    monkeypatch.setattr(comparison, "MOST_PLEDGES", 1)
    _choices(3)

    text = _text(read(visit(officer), _detail(_proposed(officer))))

    assert "2 more appeals were not looked at: your cases and the most urgent come first." in text
    assert "1 more pledge was not looked at: the oldest come first." in text


# A second person.


def test_who_proposed_sees_no_button_to_adopt_and_a_forced_one_is_refused(officer):
    version, client = _proposed(officer), visit(officer)

    page = read(client, _detail(version))
    told = sentences(client, _adopt(version), instead_of=1)

    version.refresh_from_db()
    assert _adopt(version) not in page
    assert (version.adopted_at, told) == (None, [str(SENTENCES[services.OwnProposal])])


def test_a_second_person_adopts_and_everything_is_matched_anew(officer):
    version, colleague = _proposed(officer), factories.an_officer()

    told = sentences(visit(colleague), _adopt(version), instead_of=1)

    version.refresh_from_db()
    assert version.adopted_by == colleague
    assert policy_in_force(timezone.localdate()).version == version.number
    assert Delivery.objects.filter(handler="matching.tasks.match_everything").count() == 1
    assert told == ["The version is in force. Everything is matched anew now."]


def test_a_colleague_turns_it_down_and_nobody_adopts_it_later(officer):
    version, client = _proposed(officer), visit(factories.an_officer())

    told = sentences(client, _turn_down(version))
    late = sentences(client, _adopt(version), instead_of=1)
    again = sentences(client, _turn_down(version))

    assert told == ["The version is turned down. What holds stays as it is."]
    assert late == again == [str(SENTENCES[services.AlreadyDecided])]
    assert policy_in_force(timezone.localdate()) == POLICY_1


def test_nothing_is_adopted_that_was_not_looked_at(officer):
    version = _proposed(officer)

    told = sentences(visit(factories.an_officer()), _adopt(version))

    version.refresh_from_db()
    assert version.adopted_at is None
    assert told == ["Please look first at what it would change. Nothing was done."]


def test_what_was_looked_at_beside_another_version_is_looked_at_again(officer):
    _adopted(officer)
    version = _proposed(officer)

    told = sentences(visit(factories.an_officer()), _adopt(version), instead_of=1)

    version.refresh_from_db()
    assert (version.adopted_at, told) == (None, [str(SENTENCES[services.ChangedMeanwhile])])


def test_the_runs_lead_to_the_order_of_matching(officer):
    assert f'href="{INDEX}"' in read(visit(officer), reverse("web:desk:runs"))


def test_every_refusal_has_its_sentence():
    assert set(SENTENCES) == set(services.PolicyRefused.__subclasses__())


def test_a_proposal_can_begin_with_every_criterion_and_the_first_order_leaves_two_out(officer):
    client = visit(officer)

    index = read(client, INDEX)
    form = client.get(NEW, {"begin": "all"}).context["form"]

    assert f"{NEW}?begin=all" in index
    assert "Balance between zones and sides" in index
    begun = {each: form.fields[f"place_{each}"].initial for each in SUGGESTED_ORDER[1:]}
    assert list(begun.values()) == [str(place) for place in range(2, len(Criterion) + 1)]


def test_once_every_criterion_counts_nothing_is_left_to_begin_with(officer):
    _adopted(officer, replace(POLICY_1, name="All", order=SUGGESTED_ORDER))

    assert "begin=all" not in read(visit(officer), INDEX)
