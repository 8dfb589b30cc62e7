"""What a card tells, in the reader's language."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from evidence.engine.values import Phase
from evidence.labels import PHASES
from matching.engine.counting import Rounded
from places.engine.values import ZoneKind
from publication.engine.values import ActivityGroup, SizeClass
from publication.labels import GROUP_LABELS, SIZE_LABELS
from publication.selectors.cards import Sought
from web.summaries import Row
from web.vocabulary import country_name

if TYPE_CHECKING:
    from places.models import Zone
    from publication.models import Card, Publication
    from publication.selectors.searches import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A card as the list shows it; it has no address once its page is closed."""

    title: str
    place: str
    facts: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLine:
    """A saved search as its list shows it; `list_href` leads to what fits it now."""

    name: str
    town: str
    words: str
    count: str
    list_href: str
    href: str


def line_of(card: "Card") -> Line:
    """Return one line of the list."""
    size = str(SIZE_LABELS[SizeClass(card.size)]) if card.size else ""
    facts = (_phase_words(card.phase), size, _month_words(card))
    return Line(
        title=title_of(card),
        place=place_words(card.place),
        facts=tuple(fact for fact in facts if fact),
        href=card.get_absolute_url() if card.is_open else "",
    )


def title_of(told: "Card | Publication") -> str:
    """Return the activity, or the group where only that is told."""
    if told.activity:
        return str(ACTIVITY_LABELS[Activity(told.activity)])
    return str(GROUP_LABELS[ActivityGroup(told.group)])


def rows_of(told: "Card | Publication") -> list[Row]:
    """Return all that a card tells but for its words and its month."""
    size = str(SIZE_LABELS[SizeClass(told.size)]) if told.size else _("Not told")
    return [
        Row(label=_("What is asked"), value=title_of(told)),
        Row(label=_("Where"), value=place_words(told.place)),
        Row(label=_("Phase of the conflict"), value=_phase_words(told.phase)),
        Row(label=_("Size of the municipality"), value=size),
    ]


def rows_of_card(card: "Card") -> list[Row]:
    """Return all that a public card tells but for its words."""
    return [*rows_of(card), Row(label=_("On the list since"), value=_month_words(card))]


def place_words(place: "Zone") -> str:
    """Return the name of a region with its country, or of a country."""
    country = country_name(place.country_code) if place.country_code else ""
    if place.kind == ZoneKind.COUNTRY:
        return country or place.name
    region = place.name_latin or place.name
    if not country:
        return region
    return _("%(region)s, %(country)s") % {"region": region, "country": country}


def count_words(count: Rounded) -> str:
    """Return about how many cards there are."""
    if count.low == 0:
        return _("Fewer than 5 needs")
    words = {"low": count.low, "high": count.high}
    return ngettext("%(low)d to %(high)d need", "%(low)d to %(high)d needs", count.high) % words


def words_of_search(sought: Sought, place: str) -> str:
    """Return what is looked for, as one phrase; `place` is empty where any will do."""
    said = (
        ACTIVITY_LABELS[sought.activity] if sought.activity else "",
        GROUP_LABELS[sought.group] if sought.group else "",
        place,
        PHASES[sought.phase] if sought.phase else "",
    )
    return " · ".join(str(words) for words in said if words) or _("Any need")


def line_of_search(kept: "Kept") -> SearchLine:
    """Return a saved search as its list shows it."""
    saved = kept.saved
    search = saved.search
    sought = Sought(
        activity=search.activity,
        group=search.group,
        place=saved.place.code if saved.place else "",
        phase=search.phase,
    )
    return SearchLine(
        name=saved.name,
        town=saved.municipality.name,
        words=words_of_search(sought, place_words(saved.place) if saved.place else ""),
        count=count_words(kept.count),
        list_href=reverse("web:needs:index", query=_query_of(sought)),
        href=reverse("web:needs:search", args=[saved.reference]),
    )


def _query_of(sought: Sought) -> dict[str, str]:
    """Return the question as the list reads it from its address."""
    said = {
        "activity": sought.activity or sought.group or "",
        "place": sought.place,
        "phase": sought.phase or "",
    }
    return {name: str(value) for name, value in said.items() if value}


def _phase_words(phase: str) -> str:
    if not phase:
        return pgettext("phase of a conflict", "Not on record")
    return str(PHASES[Phase(phase)])


def _month_words(card: "Card") -> str:
    return date_format(card.month, "YEAR_MONTH_FORMAT")
