"""Partner calls in the words of their readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from activities.labels import HELPER_TEST_LABELS
from partnercalls import selectors
from partnercalls.engine.lifecycle import OfferAction, OfferState
from partnercalls.labels import OBSTACLE_SENTENCES, OFFER_LABELS
from partnercalls.services import calls, offers
from places.labels import INTERMEDIARY_KINDS
from web.fields import day_before
from web.vocabulary import country_name, language_name, listed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from activities.engine.values import HelperTest
    from partnercalls.models import ExpertOffer, PartnerCall
    from partnercalls.selectors import Fitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One call in a list; `fits` tells that a pledge of the reader fits it."""

    call: "PartnerCall"
    title: str
    facts: Sequence[str]
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How one helper stands to a call, in whole sentences."""

    helper: str
    fits: bool
    sentences: Sequence[str]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of what is told."""

    label: str
    value: str


_SENTENCES: "Final[dict[type[Exception], StrPromise]]" = {
    calls.TooManyOpen: gettext_lazy(
        "Your organisation has twenty open calls. Nothing was sent. Take one back or close one "
        "first."
    ),
    calls.EndsTooSoon: gettext_lazy("The last day has passed already. Nothing was changed."),
    calls.NotOnTheMap: gettext_lazy(
        "The thematic map in force opens no specialists on loan in this phase. Nothing was "
        "changed. Refuse the call with this reason, or choose the phase that holds."
    ),
    offers.CannotHelp: gettext_lazy(
        "This municipality is registered as one that asks. Nothing was sent. Write to the "
        "secretariat if it also helps."
    ),
    offers.OfferedAlready: gettext_lazy(
        "Your municipality has made an offer already. Nothing was sent. Take it back first if you "
        "want to change it."
    ),
    offers.MoreThanAsked: gettext_lazy(
        "Fewer experts are still looked for than this. Nothing was changed."
    ),
}


REFUSALS: Final = tuple(_SENTENCES)


def sentence_of(refused: Exception) -> str:
    """Return what a refusal says to whoever met it."""
    return str(_SENTENCES[type(refused)])


def tests_in_words(missing: "Sequence[HelperTest]") -> list[str]:
    """Return the names of tests that a helper must complete."""
    return [str(HELPER_TEST_LABELS[test]) for test in missing]


def lines_of(
    user: "User",
    calls: "Sequence[PartnerCall]",
    fits: "Mapping[int, Sequence[Fitting]] | None" = None,
) -> list[Line]:
    """Return calls as lists show them to `user`."""
    named = selectors.hosts_named(user, calls)
    return [
        Line(
            call=call,
            title=title_of(call),
            facts=(
                _host(call, is_named=call.pk in named),
                country_name(call.country_code),
                _days(call),
            ),
            fits=any(each.fits for each in (fits or {}).get(call.pk, ())),
        )
        for call in calls
    ]


def title_of(call: "PartnerCall") -> str:
    """Return what a call asks for in a few words: "2 experts: Water"."""
    experts = ngettext("%(n)s expert", "%(n)s experts", call.experts) % {"n": call.experts}
    return pgettext("partner call", "%(experts)s: %(topic)s") % {
        "experts": experts,
        "topic": call.get_topic_display(),
    }


def host_of(user: "User", call: "PartnerCall") -> str:
    """Return the name of the organisation, or its kind to those who do not read the name."""
    return _host(call, is_named=call.pk in selectors.hosts_named(user, [call]))


def rows_of(user: "User", call: "PartnerCall") -> list[Row]:
    """Return what a call tells to `user`, besides its words."""
    found = [
        (_("Organisation"), host_of(user, call)),
        (_("Country"), country_name(call.country_code)),
        (_("Days"), _days(call)),
        (_("Languages"), listed(language_name(code) for code in call.languages)),
        (_("Still looked for"), _experts(call.left)),
    ]
    if call.phase:
        found.append((_("Phase there"), call.get_phase_display()))
    return [Row(label=label, value=value) for label, value in found]


def stands_of(fits: "Sequence[Fitting]") -> list[Stand]:
    """Return how each helper stands to a call."""
    return [
        Stand(
            helper=each.helper.name,
            fits=each.fits,
            sentences=[str(OBSTACLE_SENTENCES[obstacle]) for obstacle in each.obstacles],
            missing=tests_in_words(each.missing),
        )
        for each in fits
    ]


_MOVES: "Final[dict[OfferAction, tuple[StrPromise, str]]]" = {
    OfferAction.TAKE_UP: (gettext_lazy("Take them up"), "button"),
    OfferAction.DECLINE: (gettext_lazy("Do not take them up"), "button button-second"),
    OfferAction.WITHDRAW: (gettext_lazy("Take the offer back"), "button button-danger"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOffer:
    """One offer with what its reader may do; `moves` are code, label and look of a button.

    `look` is the code of its tag: "offered" is that of a pledge, which waits for nobody.
    """

    offer: "ExpertOffer"
    experts: str
    state: str
    look: str
    has_contact: bool
    moves: Sequence[tuple[str, str, str]]


def offer_in_words(offer: "ExpertOffer", *, is_own: bool, is_open: bool) -> ToldOffer:
    """Return an offer as its city or its host reads it.

    Args:
        offer: one that the reader may see.
        is_own: the reader acts for the city.
        is_open: the call is still listed.
    """
    waits = offer.state == OfferState.OFFERED and is_open
    ways = (OfferAction.WITHDRAW,) if is_own else (OfferAction.TAKE_UP, OfferAction.DECLINE)
    return ToldOffer(
        offer=offer,
        experts=_experts(offer.experts),
        state=str(OFFER_LABELS[OfferState(offer.state)]),
        look="waits" if offer.state == OfferState.OFFERED else offer.state,
        has_contact=not is_own and offer.data_key.destroyed_at is None,
        moves=[(way.value, str(_MOVES[way][0]), _MOVES[way][1]) for way in ways] if waits else [],
    )


def _host(call: "PartnerCall", *, is_named: bool) -> str:
    if is_named:
        return call.host.name
    return str(INTERMEDIARY_KINDS[call.host_kind])


def _experts(count: int) -> str:
    return ngettext("%(n)s expert", "%(n)s experts", count) % {"n": count}


def _days(call: "PartnerCall") -> str:
    return pgettext("days", "%(first)s to %(last)s") % {
        "first": date_format(call.starts, "DATE_FORMAT"),
        "last": date_format(day_before(call.ends), "DATE_FORMAT"),
    }
