"""Saved searches: whose they are, how many, what fits them, and who is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from activities.engine.values import Activity
from audit.models import Event
from evidence.engine.values import Phase
from matching.engine.counting import Rounded
from notices.engine.mailing import MailChoice
from notices.models import Mail, Notice
from notices.services import mails
from places.models import Municipality, Zone
from publication.engine.searches import MOST, Search, Told, fits
from publication.engine.values import ActivityGroup, group_of
from publication.models import Card, SavedSearch
from publication.selectors.cards import Sought, cards_found
from publication.selectors.searches import searches_for, told_of, with_counts
from publication.services import searches
from tests import factories
from tests.clock import NOON
from tests.notices.telling import deliver, kinds_of
from tests.publication.cards import LATER, a_case, a_crowded_region, approved, listed
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

FORUMS = Sought(activity=Activity.FORUMS)


def _told(activity):
    return st.builds(
        Told,
        group=st.just(group_of(activity)),
        activity=st.sampled_from([None, activity]),
        place=st.integers(1, 3),
        above=st.sampled_from([None, 4]),
        phase=st.sampled_from([None, *Phase]),
    )


TOLD = st.sampled_from(Activity).flatmap(_told)


@given(TOLD)
def test_a_search_that_leaves_all_open_fits_every_card(told):
    assert fits(Search(), told)


@given(
    TOLD,
    st.sampled_from(["activity", "group", "place", "phase"]),
    st.sampled_from(Activity),
    st.integers(1, 4),
    st.sampled_from(Phase),
)
def test_to_ask_for_more_never_fits_more(told, asked, activity, place, phase):
    wide = Search(phase=phase)
    more = {"activity": activity, "group": group_of(activity), "place": place, "phase": phase}

    narrow = replace(wide, **{asked: more[asked]})

    assert fits(wide, told) or not fits(narrow, told)


@pytest.fixture
def helper(db):
    return factories.a_municipality(name="Gothenburg")


@pytest.fixture
def person(helper):
    return factories.someone_of(helper)


def _save(helper, person, *, name="Forums", sought=FORUMS):
    return searches.save_search(
        municipality=helper.reference, name=name, sought=sought, by=person, at=NOON
    )


@pytest.mark.django_db
def test_a_saved_search_means_what_the_list_shows():
    regions = [a_crowded_region(name=name) for name in ("Sumy", "Poltava")]
    for region, activity in zip(regions, (Activity.FORUMS, Activity.EVENTS), strict=True):
        listed(a_case(region, name=f"Town in {region.name}", activity=activity))
    places = [None, *Zone.objects.filter(pk__in=[regions[0].pk, regions[0].parent_id])]
    asked = [
        (sought, place)
        for place in places
        for phase in (None, *Phase)
        for sought in (
            Sought(phase=phase),
            *(Sought(activity=each, phase=phase) for each in Activity),
            *(Sought(group=each, phase=phase) for each in ActivityGroup),
        )
    ]

    differing = [
        (sought, place)
        for sought, place in asked
        if set(cards_found(replace(sought, place=place.code if place else "")))
        != {
            card
            for card in Card.objects.select_related("place")
            if fits(
                Search(
                    activity=sought.activity,
                    group=sought.group,
                    place=place.pk if place else None,
                    phase=sought.phase,
                ),
                told_of(card),
            )
        }
    ]

    assert Card.objects.count() == 2
    assert differing == []


def test_its_own_people_alone_see_a_search(helper, person):
    saved = _save(helper, person)
    others = [
        factories.someone_of(factories.a_municipality(name="Tartu")),
        factories.an_officer(),
        factories.someone_in(factories.a_network(helper)),
    ]

    seen = [list(searches_for(user)) for user in (person, *others)]

    assert seen == [[saved], [], [], []]


@pytest.mark.parametrize(
    "stranger",
    [
        lambda _helper: factories.someone_of(factories.a_municipality(name="Tartu")),
        lambda _helper: factories.an_officer(),
        lambda _helper: factories.a_supervisor(),
        lambda helper: factories.someone_in(factories.a_network(helper)),
    ],
    ids=["another municipality", "an officer", "a supervisor", "its network"],
)
def test_nobody_else_saves_renames_or_forgets(helper, person, stranger):
    saved = _save(helper, person)
    someone = stranger(helper)

    with pytest.raises(Municipality.DoesNotExist):
        _save(helper, someone, name="Mine")
    with pytest.raises(SavedSearch.DoesNotExist):
        searches.rename_search(reference=saved.reference, name="Mine", by=someone, at=NOON)
    with pytest.raises(SavedSearch.DoesNotExist):
        searches.forget_search(reference=saved.reference, by=someone, at=NOON)
    assert SavedSearch.objects.get().name == "Forums"


def test_a_town_that_may_not_help_saves_nothing(helper, person):
    Municipality.objects.filter(pk=helper.pk).update(may_help=False)

    with pytest.raises((Municipality.DoesNotExist, PermissionDenied)):
        _save(helper, person)


def test_a_name_is_taken_once_whatever_its_letters(helper, person):
    _save(helper, person, name="Forums")
    other = _save(helper, person, name="Visits", sought=Sought(activity=Activity.VISITS))

    with pytest.raises(searches.NameTaken):
        _save(helper, person, name="FORUMS", sought=Sought())
    with pytest.raises(searches.NameTaken):
        searches.rename_search(reference=other.reference, name="forums", by=person, at=NOON)
    with pytest.raises(searches.SavedBefore):
        _save(helper, person, name="Again")
    with pytest.raises(searches.NoSuchPlace):
        _save(helper, person, name="Nowhere", sought=Sought(place="nowhere"))


def test_an_eleventh_is_refused_and_a_forgotten_one_makes_room(helper, person):
    cells = [
        *(Sought(activity=activity) for activity in Activity),
        *(Sought(group=group) for group in ActivityGroup),
    ]
    made = [
        _save(helper, person, name=f"Search {number}", sought=sought)
        for number, sought in enumerate(cells[:MOST])
    ]

    with pytest.raises(searches.TooMany):
        _save(helper, person, name="One more", sought=cells[MOST])
    searches.forget_search(reference=made[3].reference, by=person, at=NOON)

    assert _save(helper, person, name="One more", sought=cells[MOST]).slot == made[3].slot


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"slot": MOST + 1}, "publication_savedsearch_not_too_many"),
        ({"slot": 0}, "publication_savedsearch_not_too_many"),
        ({"name": ""}, "publication_savedsearch_has_a_name"),
        ({"group": "voice"}, "publication_savedsearch_activity_or_group"),
        ({"activity": "dance"}, "publication_savedsearch_words_are_known"),
        ({"slot": 1}, "publication_savedsearch_slot_once"),
        ({"name": "Visits"}, "publication_savedsearch_name_once"),
        ({"activity": "visits"}, "publication_savedsearch_each_once"),
    ],
)
def test_the_database_holds_each_promise(helper, person, changed, constraint):
    _save(helper, person, name="Visits", sought=Sought(activity=Activity.VISITS))
    saved = _save(helper, person)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SavedSearch.objects.filter(pk=saved.pk).update(**changed)


def test_counts_are_as_coarse_as_the_list_and_cost_one_query(
    helper, person, django_assert_num_queries
):
    listed(a_case())
    _save(helper, person)
    _save(helper, person, name="Visits", sought=Sought(activity=Activity.VISITS))
    kept = list(searches_for(person))

    with django_assert_num_queries(1):
        counted = with_counts(kept)
    with django_assert_num_queries(1):
        with_counts(kept[:1])

    assert [each.count for each in counted] == [Rounded(0, 4), Rounded(0, 4)]


def test_a_new_card_is_told_to_those_whom_it_fits_and_to_nobody_else(helper, person):
    other = factories.a_municipality(name="Tartu")
    stranger = factories.someone_of(other)
    _save(helper, person)
    _save(other, stranger, sought=Sought(activity=Activity.SECONDMENT))
    mails.choose(choice=MailChoice.DAILY, by=person, at=NOON)

    listed(a_case())
    deliver(at=LATER)

    assert (kinds_of(person), kinds_of(stranger)) == (["search_fitted"], [])
    assert Mail.objects.filter(recipient=person).count() == 1


def test_two_cards_of_a_day_make_one_notice_and_a_card_of_another_day_one_more(helper, person):
    saved = _save(helper, person)
    region = a_crowded_region(30)
    for name in "Okhtyrka", "Lebedyn":
        listed(a_case(region, name=name))
    first = Event.objects.filter(verb="search.fitted").count()

    listed(a_case(region, name="Romny"), at=NOON + timedelta(days=60))

    told = Event.objects.filter(verb="search.fitted").order_by("pk")
    assert first == 1
    assert [event.subject for event in told] == [str(saved.reference)] * 2


def test_what_is_told_names_no_card_no_appeal_and_no_municipality(helper, person):
    _save(helper, person)

    listed(a_case())
    deliver(at=LATER)

    event = Event.objects.get(verb="search.fitted")
    notice = Notice.objects.get(recipient=person)
    assert (event.subject_kind, event.data, event.actor_id) == ("search", {}, None)
    assert (notice.subject_kind, str(notice.subject)) == ("search", event.subject)


def test_a_card_that_is_only_approved_tells_nobody(helper, person):
    _save(helper, person)

    approved(a_case())

    assert not Event.objects.filter(verb="search.fitted").exists()


def test_of_a_forgotten_search_nothing_is_told(helper, person):
    saved = _save(helper, person)
    searches.forget_search(reference=saved.reference, by=person, at=NOON)

    listed(a_case())

    assert not Event.objects.filter(verb="search.fitted").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_tenth_at_once_the_second_waits_and_is_refused():
    helper = factories.a_municipality(name="Gothenburg")
    one, other = factories.someone_of(helper), factories.someone_of(helper)
    for number, activity in enumerate(list(Activity)[:8]):
        _save(helper, one, name=f"Search {number}", sought=Sought(activity=activity))
    _save(helper, one, name="Ninth", sought=Sought(phase=Phase.HIGH))
    save = in_own_connection(_save)

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            _save(helper, one, name="Tenth", sought=Sought(phase=Phase.LOW_AFTER))
            outcome = thread.submit(save, helper, other, name="One more", sought=Sought())
            wait_until_someone_waits_for_a_lock()

        with pytest.raises(searches.TooMany):
            outcome.result(timeout=10)

    assert SavedSearch.objects.count() == MOST
