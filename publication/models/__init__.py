"""The tables of published cards. Others import from here."""

from publication.models.cards import Card, CardQuerySet, Tombstone
from publication.models.publications import Publication, PublicationQuerySet, PublicityChoice
from publication.models.searches import SavedSearch, SavedSearchQuerySet

__all__ = [
    "Card",
    "CardQuerySet",
    "Publication",
    "PublicationQuerySet",
    "PublicityChoice",
    "SavedSearch",
    "SavedSearchQuerySet",
    "Tombstone",
]
