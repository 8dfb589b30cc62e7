"""Two cases beside each other, on the pages of their officer and of those who sent them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.engine.lifecycle import AppealAction, AppealState
from matching.engine.merging import MergeReason
from matching.engine.values import NeedTopic
from matching.models import Appeal, ToldApart
from matching.selectors import duplicates
from matching.services import appeals, merging
from places.models import Municipality
from tests import factories
from tests.web.visitors import NOBODYS, OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db

SAME = "Perhaps the same call"


def a_case(officer: User | None, town: Municipality, *, topic=NeedTopic.WATER) -> Appeal:
    appeal = factories.a_live_appeal(town, topic=topic, at=timezone.now())
    if officer:
        appeals.take_appeal(reference=appeal.reference, by=officer, at=timezone.now())
        appeals.move_appeal(
            reference=appeal.reference,
            action=AppealAction.ACKNOWLEDGE,
            by=officer,
            at=timezone.now(),
        )
    appeal.refresh_from_db()
    return appeal


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


@pytest.fixture
def pair(officer) -> tuple[Appeal, Appeal]:
    town = factories.a_municipality()
    return a_case(officer, town), a_case(officer, town, topic=NeedTopic.WASTE)


def _case(appeal: Appeal) -> str:
    return reverse("web:desk:case", args=[appeal.reference])


def _compare(pair: tuple[Appeal, Appeal]) -> str:
    return reverse("web:desk:compare", args=[each.reference for each in pair])


def _said(kept: Appeal) -> dict[str, str]:
    return {"kept": str(kept.reference), "reason": "sent_twice"}


def _merge(kept: Appeal, merged: Appeal, officer: User) -> None:
    merging.merge_appeals(
        kept=kept.reference,
        merged=merged.reference,
        reason=MergeReason.SENT_TWICE,
        by=officer,
        at=timezone.now(),
    )


def test_the_case_tells_why_another_may_be_the_same_call(pair, officer):
    page = read(visit(officer), _case(pair[0]))

    assert SAME in page
    assert _compare(pair) in page
    assert "They are about things that often go together" in page


def test_an_appeal_about_something_else_is_not_shown(officer):
    town = factories.a_municipality()
    case = a_case(officer, town)
    appeals.move_appeal(
        reference=a_case(officer, town, topic=NeedTopic.CULTURE).reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(town),
        at=timezone.now(),
    )

    assert SAME not in read(visit(officer), _case(case))


@pytest.mark.parametrize(
    ("holder", "sentence"),
    [
        (None, "1 appeal that nobody has taken may be the same call."),
        (factories.an_officer, "1 case of a colleague may be the same call."),
    ],
    ids=["untaken", "a colleague's"],
)
def test_of_what_is_not_my_case_i_read_a_number_and_nothing_else(officer, holder, sentence):
    town = factories.a_municipality()
    case = a_case(officer, town)
    other = a_case(holder and holder(), town, topic=NeedTopic.WASTE)

    page = read(visit(officer), _case(case))

    assert sentence in page
    assert str(other.reference) not in page
    assert "They are about things" not in page


def test_the_two_lie_beside_each_other_with_who_sent_them(pair, officer):
    page = read(visit(officer), _compare(pair))

    assert page.count("We ask to be heard.") == 2
    assert page.count("Sent by:") == 2


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_finds_the_page_or_changes_anything(pair, who):
    client = visit(OTHERS[who]())
    acts = [
        _compare(pair),
        reverse("web:desk:two_calls", args=[each.reference for each in pair]),
        reverse("web:desk:separate", args=[pair[0].reference]),
    ]

    assert {client.post(act, _said(pair[0])).status_code for act in acts} == {404}
    assert client.get(_compare(pair)).status_code == 404
    assert not Appeal.objects.filter(state=AppealState.MERGED).exists()


def test_a_case_of_a_colleague_is_as_missing_as_none(pair, officer):
    strange = a_case(factories.an_officer(), pair[0].municipality, topic=NeedTopic.HOUSING)
    client = visit(officer)

    for other in (strange.reference, NOBODYS, pair[0].reference):
        address = reverse("web:desk:compare", args=[pair[0].reference, other])
        assert client.get(address).status_code == 404


def test_merging_leads_to_the_one_that_goes_on(pair, officer):
    kept, merged = pair

    told = sentences(visit(officer), _compare(pair), **_said(kept))

    assert told == ["The two are one call now. It goes on here."]
    assert Appeal.objects.get(pk=merged.pk).merged_into_id == kept.pk


def test_a_stale_click_reads_what_happened_and_changes_nothing(pair, officer):
    kept, merged = pair
    _merge(kept, merged, officer)

    page = visit(officer).post(_compare(pair), _said(merged)).content.decode()

    assert "is over, or was merged itself. Nothing was changed." in page
    assert Appeal.objects.get(pk=kept.pk).state == AppealState.ACKNOWLEDGED


def test_a_case_that_was_merged_says_under_which_it_goes_on_and_can_go_apart_again(pair, officer):
    kept, merged = pair
    _merge(kept, merged, officer)
    client = visit(officer)

    page = read(client, _case(merged))
    told = sentences(client, reverse("web:desk:separate", args=[merged.reference]))
    again = sentences(client, reverse("web:desk:separate", args=[merged.reference]))

    assert "This call goes on under another appeal" in page
    assert _case(kept) in page
    assert told == ["The appeal goes on by itself. It waits for an answer."]
    assert again == ["This appeal is not merged any more. Nothing was changed."]


def test_two_calls_are_not_shown_together_any_more(pair, officer):
    client = visit(officer)

    sentences(client, reverse("web:desk:two_calls", args=[each.reference for each in pair]))

    assert ToldApart.objects.count() == 1
    assert SAME not in read(client, _case(pair[0]))


def test_who_sent_a_merged_appeal_reads_that_it_goes_on_and_where_it_is_its_own(pair, officer):
    kept, merged = pair
    _merge(kept, merged, officer)

    page = read(visit(factories.someone_of(kept.municipality)), merged.get_absolute_url())

    assert "Your call goes on" in page
    assert kept.get_absolute_url() in page


def test_another_town_reads_that_it_goes_on_and_nothing_of_the_other(officer):
    kept = a_case(officer, factories.a_municipality(name="Sosna"))
    merged = a_case(officer, factories.a_municipality(name="Kvitka"))
    _merge(kept, merged, officer)

    page = read(visit(factories.someone_of(merged.municipality)), merged.get_absolute_url())

    assert "Your call goes on" in page
    assert "Sosna" not in page
    assert str(kept.reference) not in page


def test_a_merged_appeal_is_not_changed_any_more(pair, officer):
    kept, merged = pair
    _merge(kept, merged, officer)
    client = visit(factories.someone_of(kept.municipality))

    page = read(client, merged.get_absolute_url())

    assert reverse("web:appeals:rewrite", args=[merged.reference]) not in page
    assert reverse("web:appeals:withdraw", args=[merged.reference]) in page


def test_more_appeals_ask_no_more_queries(officer, django_assert_max_num_queries):
    town = factories.a_municipality()
    case = a_case(officer, town)
    for topic in (NeedTopic.WASTE, NeedTopic.HEALTH, NeedTopic.HOUSING, NeedTopic.YOUTH):
        a_case(officer, town, topic=topic)
    match()
    user = User.objects.get(pk=officer.pk)
    with django_assert_max_num_queries(9):
        found = duplicates.same_call_for(user, case)

    assert len(found.alike) == 4
