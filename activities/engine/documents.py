"""Write a map down as plain values, and read it again strictly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from activities.engine.values import (
    Activity,
    ActorMode,
    Aim,
    Basis,
    Cell,
    Cited,
    CommonInterest,
    Fit,
    HelperTest,
    Kind,
    LinkBasis,
    Mode,
    Need,
    Obligation,
    PartnerNeed,
    PartnerRole,
    PartnerRule,
    RankedKind,
    Risk,
    Rule,
    Situation,
    SpecialFit,
    ThematicMap,
    Variant,
    Venue,
)
from evidence.engine.citation import Citation, Mark, cite, spans_of
from evidence.engine.values import Phase, Subject

Plain = int | bool | str | list["Plain"] | dict[str, "Plain"]

_Word = TypeVar("_Word", bound=StrEnum)

_CELL: Final = frozenset(field.name for field in fields(Cell)) - {"activity"}
_WORDS: Final = ("required", "weighed", "helper_required")
_CITED: Final = (
    *("needs", "link_bases", "variants", "rules", "risks", "obligations"),
    *("common_interests", "aims"),
)


class UnreadableMap(ValueError):
    """The document is no map: a part is missing, unknown, or of the wrong kind."""


def as_document(thematic_map: ThematicMap) -> dict[str, Plain]:
    """Return a map as data for JSON, activity by activity; its version stands beside it."""
    return {
        activity.value: _plain_cell(cell) for activity, cell in sorted(thematic_map.cells.items())
    }


def from_document(version: int, document: Mapping[str, object]) -> ThematicMap:
    """Return the map that a document holds, in the order of the activities and phases.

    Raises:
        UnreadableMap: a part is missing, unknown, or of the wrong kind.
    """
    parts = _parts(document, set(Activity))
    cells = {activity: _cell(activity, parts[activity]) for activity in Activity}
    return ThematicMap(version=version, cells=MappingProxyType(cells))


def _plain_cell(cell: Cell) -> Plain:
    return {
        "citation": _plain_citation(cell.citation),
        "fits": {phase.value: _plain_fit(fit) for phase, fit in cell.fits.items()},
        "special_fits": [_plain_special(special) for special in cell.special_fits],
        "actors": {actor.value: _plain_fit(fit) for actor, fit in cell.actors.items()},
        "modes": {venue.value: mode.value for venue, mode in cell.modes.items()},
        "through_host": cell.through_host,
        "partner": {
            "role": cell.partner.role.value,
            "needs": {venue.value: need.value for venue, need in cell.partner.needs.items()},
            "citation": _plain_citation(cell.partner.citation),
        },
        **{name: _plain_words(getattr(cell, name)) for name in _WORDS},
        **{name: [_plain_cited(each) for each in getattr(cell, name)] for name in _CITED},
        "kinds": [
            {
                "kind": each.kind.value,
                "rank": each.rank,
                "citation": _plain_citation(each.citation),
            }
            for each in cell.kinds
        ],
    }


def _plain_words(words: Iterable[str]) -> Plain:
    return [str(word) for word in sorted(words)]


def _plain_fit(fit: Fit) -> Plain:
    return {"score": fit.score, "basis": [basis.value for basis in fit.basis]}


def _plain_special(special: SpecialFit) -> Plain:
    return {
        "phase": special.phase.value,
        "situation": special.situation.value,
        "fit": _plain_fit(special.fit),
        "citation": _plain_citation(special.citation),
    }


def _plain_cited(cited: Cited[_Word]) -> Plain:
    return {"code": cited.code.value, "citation": _plain_citation(cited.citation)}


def _plain_citation(citation: Citation) -> Plain:
    return {
        "mark": citation.mark.value,
        "lines": [[first, last] for first, last in spans_of(citation)],
    }


def _cell(activity: Activity, value: object) -> Cell:
    cell = _parts(value, _CELL)
    return Cell(
        activity=activity,
        citation=_citation(cell["citation"]),
        fits=_fits(Phase, cell["fits"]),
        special_fits=tuple(_special(each) for each in _list(cell["special_fits"])),
        actors=_fits(ActorMode, cell["actors"]),
        modes=_by_venue(Mode, cell["modes"]),
        through_host=_truth(cell["through_host"]),
        partner=_partner(cell["partner"]),
        required=_words(Subject, cell["required"]),
        weighed=_words(Subject, cell["weighed"]),
        helper_required=_words(HelperTest, cell["helper_required"]),
        needs=_cited(Need, cell["needs"]),
        link_bases=_cited(LinkBasis, cell["link_bases"]),
        variants=_cited(Variant, cell["variants"]),
        rules=_cited(Rule, cell["rules"]),
        risks=_cited(Risk, cell["risks"]),
        obligations=_cited(Obligation, cell["obligations"]),
        kinds=tuple(_kind(each) for each in _list(cell["kinds"])),
        common_interests=_cited(CommonInterest, cell["common_interests"]),
        aims=_cited(Aim, cell["aims"]),
    )


def _fits(words: type[_Word], value: object) -> Mapping[_Word, Fit]:
    parts = _parts(value, set(words))
    return MappingProxyType({word: _fit(parts[word]) for word in words})


def _fit(value: object) -> Fit:
    parts = _parts(value, {"score", "basis"})
    basis = tuple(_word(Basis, each) for each in _list(parts["basis"]))
    return Fit(score=_whole(parts["score"]), basis=basis)


def _special(value: object) -> SpecialFit:
    parts = _parts(value, {"phase", "situation", "fit", "citation"})
    return SpecialFit(
        phase=_word(Phase, parts["phase"]),
        situation=_word(Situation, parts["situation"]),
        fit=_fit(parts["fit"]),
        citation=_citation(parts["citation"]),
    )


def _by_venue(words: type[_Word], value: object) -> Mapping[Venue, _Word]:
    parts = _parts(value, set(Venue))
    return MappingProxyType({venue: _word(words, parts[venue]) for venue in Venue})


def _partner(value: object) -> PartnerRule:
    parts = _parts(value, {"role", "needs", "citation"})
    return PartnerRule(
        role=_word(PartnerRole, parts["role"]),
        needs=_by_venue(PartnerNeed, parts["needs"]),
        citation=_citation(parts["citation"]),
    )


def _kind(value: object) -> RankedKind:
    parts = _parts(value, {"kind", "rank", "citation"})
    return RankedKind(
        kind=_word(Kind, parts["kind"]),
        rank=_whole(parts["rank"]),
        citation=_citation(parts["citation"]),
    )


def _cited(words: type[_Word], value: object) -> tuple[Cited[_Word], ...]:
    items = [_parts(each, {"code", "citation"}) for each in _list(value)]
    return tuple(
        Cited(code=_word(words, item["code"]), citation=_citation(item["citation"]))
        for item in items
    )


def _citation(value: object) -> Citation:
    parts = _parts(value, {"mark", "lines"})
    return cite(_word(Mark, parts["mark"]), [_span(each) for each in _list(parts["lines"])])


def _span(value: object) -> tuple[int, int]:
    ends = [_whole(each) for each in _list(value)]
    if len(ends) != 2 or not 1 <= ends[0] <= ends[1] <= _LAST_LINE:
        raise UnreadableMap("A span of lines is not in the report.")
    return ends[0], ends[1]


_LAST_LINE: Final = 1_000  # the report is shorter; a span must not fill the memory


def _parts(value: object, names: Iterable[str]) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or set(value) != set(names):
        raise UnreadableMap("The parts of the map are not the known ones.")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise UnreadableMap("A part of the map is no list.")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnreadableMap("A number of the map is not whole.")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise UnreadableMap("An answer of the map is neither yes nor no.")
    return value


def _words(words: type[_Word], value: object) -> frozenset[_Word]:
    return frozenset(_word(words, each) for each in _list(value))


def _word(words: type[_Word], value: object) -> _Word:
    if not isinstance(value, str) or value not in set(words):
        raise UnreadableMap("The map holds an unknown word.")
    return words(value)
