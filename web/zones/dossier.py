"""All that is known of one zone, read once; every judgement after that is the engine's alone."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from evidence import selectors as evidence
from evidence.engine.values import Confidence, Evidence, Facts, Says, SourceKind, Subject
from matching.selectors import reading
from places import selectors as places
from prerequisites import selectors as prerequisites
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.values import LeafFacts, Verdict
from prerequisites.engine.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from evidence.models import EvidenceItem, PhaseSpell
    from places.models import Zone
    from places.selectors import Family
    from prerequisites.models import Override as StoredOverride

_EMPTY: Final = Facts()
SUPPOSED: Final = "supposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One zone with what was recorded about it, and about what lies above it, by `known_on`.

    `knows_sources` tells whether the reader may learn who spoke and in which words.
    """

    zone: "Zone"
    family: "Family"
    known_on: date
    items: "Sequence[EvidenceItem]"
    spells: "Sequence[PhaseSpell]"
    facts: LeafFacts
    rules: RuleSet
    knows_sources: bool
    decisions: "Sequence[StoredOverride]" = ()

    @property
    def is_judged(self) -> bool:
        """Whether a verdict is about this zone: only where there is a municipality."""
        return hasattr(self.zone, "municipality")

    @property
    def own_items(self) -> "list[EvidenceItem]":
        """Return what is recorded about the zone itself, the latest first."""
        return [item for item in self.items if item.zone_id == self.zone.pk]

    @property
    def own_spells(self) -> "list[PhaseSpell]":
        """Return the phases of the zone itself, the latest first."""
        return [spell for spell in self.spells if spell.zone_id == self.zone.pk]


def dossier_of(user: "User", zone: "Zone", *, known_on: date) -> Dossier:
    """Return what `user` may know of a zone, as far as it was recorded by a day.

    Cost: five queries; up to two more where `zone` was fetched without `is_mine`, or is larger
    than a municipality.
    """
    family = places.family_of(zone.pk)
    above = [each.id for each in family.above]
    record = evidence.record_of(user, [zone.pk, *above], known_on=known_on)
    facts = evidence.facts_in(record)
    decisions = _decisions(zone, known_on)
    return Dossier(
        zone=zone,
        family=family,
        known_on=known_on,
        items=record.items,
        spells=record.spells,
        facts=LeafFacts(
            leaf=facts.get(zone.pk, _EMPTY),
            surroundings=tuple(facts.get(each, _EMPTY) for each in above),
            overrides=tuple(
                override
                for row in reversed(decisions)
                for override in prerequisites.confirmed(row, known_on=known_on)
            ),
        ),
        rules=prerequisites.rules_in_force(known_on),
        knows_sources=knows_sources(user, zone),
        decisions=decisions,
    )


def knows_sources(user: "User", zone: "Zone") -> bool:
    """Test whether `user` has a case in the zone or beneath it, and so may know who speaks of it.

    Cost: none where `zone` was fetched with `is_mine`, else one query; another where the zone has
    no municipality of its own.
    """
    is_mine: bool | None = getattr(zone, "is_mine", None)
    if is_mine is not None and (is_mine or hasattr(zone, "municipality")):
        return is_mine
    cases = reading.case_zones_of(user)
    if zone.pk in cases or not cases or hasattr(zone, "municipality"):
        return zone.pk in cases
    return any(
        zone.pk == each.id for above in places.ancestors_of(cases).values() for each in above
    )


def judged(dossier: Dossier, *, as_of: date, supposing: bool = False) -> Verdict:
    """Return the verdict on the zone of a dossier as of a day.

    Args:
        dossier: what was known.
        as_of: the day the verdict is about.
        supposing: as if the zone had asked for help, verifiably, on that day.
    """
    facts = with_evidence(dossier.facts, supposed_request(as_of, dossier.known_on))
    return judged_with(dossier, facts if supposing else dossier.facts, as_of=as_of)


def judged_with(dossier: Dossier, facts: LeafFacts, *, as_of: date) -> Verdict:
    """Return the verdict as it would be with other facts than those of the dossier."""
    return judge(facts, as_of=as_of, known_on=dossier.known_on, rules=dossier.rules)


def with_evidence(facts: LeafFacts, item: Evidence) -> LeafFacts:
    """Return facts as they would be with one more item about the leaf."""
    leaf = facts.leaf
    return replace(facts, leaf=replace(leaf, evidence=(*leaf.evidence, item)))


def changed_evidence(facts: LeafFacts, item: Evidence) -> LeafFacts:
    """Return facts as they would be if the item of this reference were as `item` says."""
    leaf = facts.leaf
    items = tuple(item if each.reference == item.reference else each for each in leaf.evidence)
    return replace(facts, leaf=replace(leaf, evidence=items))


def supposed_request(as_of: date, known_on: date) -> Evidence:
    """Return a verified request from the zone that nobody has made."""
    day = min(as_of, known_on)
    return Evidence(
        reference=SUPPOSED,
        subject=Subject.R,
        says=Says.MET,
        source_kind=SourceKind.STAFF,
        origin=SUPPOSED,
        observed_on=day,
        known_on=day,
        confidence=Confidence.HIGH,
        confirmed=True,
    )


def _decisions(zone: "Zone", known_on: date) -> "Sequence[StoredOverride]":
    if not hasattr(zone, "municipality"):
        return ()
    return prerequisites.stored_overrides_of(zone.municipality.pk, known_on)
