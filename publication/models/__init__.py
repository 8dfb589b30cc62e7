"""The tables of published cards. Others import from here."""

from publication.models.cards import Card, CardQuerySet, Tombstone
from publication.models.publications import Publication, PublicationQuerySet, PublicityChoice

__all__ = [
    "Card",
    "CardQuerySet",
    "Publication",
    "PublicationQuerySet",
    "PublicityChoice",
    "Tombstone",
]
