import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places.engine.names import folded, latin_from_ukrainian, similar
from places.engine.nearest import Place, PlaceGrid, distance_km
from places.engine.recognise import recognise
from places.engine.values import KnowledgeDepth

_latitudes = st.floats(-90, 90) | st.floats(88, 90)
_longitudes = st.floats(-180, 180) | st.floats(179, 180)
_steps = st.tuples(st.integers(0, 10**6), st.floats(-2, 2), st.floats(-2, 2))


def _beside(latitude, longitude, step):
    key, up, right = step
    east = (longitude + right + 180) % 360 - 180
    return Place(key, max(-90.0, min(90.0, latitude + up)), east)


@settings(deadline=None)
@given(_latitudes, _longitudes, st.lists(_steps, max_size=30), st.floats(0, 60))
def test_the_grid_finds_what_a_look_at_every_place_finds(latitude, longitude, steps, radius_km):
    places = [_beside(latitude, longitude, step) for step in steps]
    by_looking = sorted(
        (distance, place.key)
        for place in places
        if (distance := distance_km(latitude, longitude, place)) <= radius_km
    )

    found = PlaceGrid(places).within(latitude, longitude, radius_km)

    assert [(distance, place.key) for distance, place in found] == by_looking


def test_distances_are_great_circle_distances():
    paris = Place(1, 48.8566, 2.3522)

    assert distance_km(50.4501, 30.5234, paris) == pytest.approx(2_024, abs=5)


def test_the_date_line_does_not_part_neighbours():
    grid = PlaceGrid([Place(1, 0.0, 179.99)])

    assert [place.key for _, place in grid.within(0.0, -179.99, 5)] == [1]


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Київ", "Kyiv"),
        ("Згурський", "Zghurskyi"),
        ("Знам'янка", "Znamianka"),
        ("Ємільчине", "Yemilchyne"),
        ("Юр’ївка", "Yurivka"),
        ("Їжакевич", "Yizhakevych"),
        ("Щастя", "Shchastia"),
        ("Ґронівка", "Gronivka"),
        ("Новий Буг", "Novyi Buh"),
        ("Івано-Франківськ", "Ivano-Frankivsk"),
        ("Яготин-Йосипівка", "Yahotyn-Yosypivka"),
    ],
)
def test_ukrainian_names_are_written_as_on_road_signs(ukrainian, latin):
    assert latin_from_ukrainian(ukrainian) == latin


@pytest.mark.parametrize(
    ("one", "other"), [("Łódź", "lodz"), ("Saint-Étienne", "SAINT ETIENNE"), ("Køge", "Koge")]
)
def test_folded_names_have_no_case_marks_or_punctuation(one, other):
    assert folded(one) == folded(other)


def test_spellings_are_similar_and_other_names_are_not():
    assert similar("odesa", "odessa")
    assert not similar("odesa", "izmail")


def _known():
    return PlaceGrid(
        [
            Place(1, 46.48, 30.72, "UA", "odesa"),
            Place(2, 46.50, 30.73, "UA", "odessa"),
            Place(3, 46.49, 30.70, "MD", "odesa"),
        ]
    )


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (Place(0, 46.49, 30.73, "UA", "odessa"), 2),  # the same name before the nearer
        (Place(0, 46.58, 30.73, "UA", "odesa"), 1),  # the same name, 11 km off
        (Place(0, 46.49, 30.73, "UA", "odeessa"), 2),  # a spelling, close by
        (Place(0, 46.60, 30.73, "UA", "odeessa"), None),  # a spelling, too far
        (Place(0, 46.90, 30.72, "UA", "odesa"), None),  # the same name, too far
        (Place(0, 46.48, 30.72, "UA", "izmail"), None),  # another name
        (Place(0, 46.48, 30.72, "RO", "odesa"), None),  # another country
    ],
)
def test_a_place_is_recognised_by_country_name_and_distance(place, key):
    found = recognise(place, _known())

    assert (found and found.key) == key


def test_knowledge_has_an_order():
    assert sorted(KnowledgeDepth, key=lambda depth: depth.rank) == list(KnowledgeDepth)
