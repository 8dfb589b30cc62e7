"""No public file tells what no public page tells (docs/adr/0039, 0040)."""

import pytest

from places.models import Municipality
from tests.api.exchange.figures import an_edition
from tests.clock import NOON
from tests.publication.cards import WORDS, a_case, listed

PUBLIC = ["needs.csv", "needs.jsonl", "3w.csv", "iati.xml", "regions.geojson"]


def _planted(appeal) -> dict[str, str]:
    """Return what nobody may read of the appeal behind a card, in the letters of a file."""
    town = appeal.municipality
    return {
        "the town": town.name,
        "its id": str(town.reference),
        "its zone": town.zone.code,
        "the id of its zone": str(town.zone.reference),
        "its latitude": "50.4827",
        "its longitude": "34.9642",
        "its people": "5432",
        "its words": "We ask to be heard.",
        "the words of the card": WORDS,
        "the appeal": str(appeal.reference),
        "its day": f"{NOON:%Y-%m-%d}",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_file_tells_nothing_of_an_appeal_but_its_card(name, client):
    appeal = a_case(population=5_432)
    town = appeal.municipality
    town.zone.latitude, town.zone.longitude = 50.4827, 34.9642
    town.zone.save()
    assert Municipality.objects.get(pk=town.pk).population == 5_432
    listed(appeal)
    an_edition()

    text = b"".join(client.get(f"/api/v1/exchange/{name}")).decode()

    assert len(text) > 200
    assert {what for what, planted in _planted(appeal).items() if planted in text} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_an_exact_number_of_partnerships_stands_in_no_file(name, client):
    an_edition()

    text = b"".join(client.get(f"/api/v1/exchange/{name}")).decode()

    assert '"27"' not in text
