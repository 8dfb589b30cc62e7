"""What the Congress can reach in a country.

Source: the regions of the Local Democracy Agencies and of the Euro-Arab dialogue as the report
tells them (L375-385, L387-399).
"""

from typing import Final

from congress.engine.answers import Place
from places.engine.europe import MEMBER_STATES

LDA_REGION: Final = frozenset(
    {"AL", "AM", "AZ", "BA", "GE", "HR", "ME", "MK", "RS", "XK"}  # XK: Kosovo*
)

ARAB_OR_MIDDLE_EAST: Final = frozenset(
    {
        *("AE", "BH", "DJ", "DZ", "EG", "IL", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR"),
        *("OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE"),
    }
)


def place_of(country_code: str) -> Place:
    """Return what the Congress can reach in a country, by its ISO 3166 code."""
    return Place(
        member_state=country_code in MEMBER_STATES,
        lda_region=country_code in LDA_REGION,
        arab_or_middle_east=country_code in ARAB_OR_MIDDLE_EAST,
    )
