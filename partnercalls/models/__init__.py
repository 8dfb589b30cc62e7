"""Tables of partner calls. Others import from here."""

from partnercalls.models.calls import PartnerCall, PartnerCallQuerySet, reads_listed
from partnercalls.models.offers import ExpertOffer, ExpertOfferQuerySet

__all__ = [
    "ExpertOffer",
    "ExpertOfferQuerySet",
    "PartnerCall",
    "PartnerCallQuerySet",
    "reads_listed",
]
