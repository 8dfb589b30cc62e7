"""Who learns what of a party that agrees, read from the table of disclosure."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.engine.consents import RELEASABLE, Party, Seen
from matching.engine.disclosure import Field, View, fields_of, view_of
from web.vocabulary import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.selectors.proposals import ToldProposal

_FIELDS: "Final[Mapping[Field, StrPromise]]" = {
    Field.ACTIVITY: gettext_lazy("which help it is about"),
    Field.COUNTRY: gettext_lazy("your country"),
    Field.SIZE: gettext_lazy("roughly how many people live with you"),
    Field.LANGUAGES: gettext_lazy("your languages"),
    Field.NAME: gettext_lazy("the name of your municipality"),
    Field.CONTACT: gettext_lazy("whom to speak to, if you tick it"),
    Field.NARRATIVE: gettext_lazy("the words of your appeal, if you tick it"),
}
_NOW: "Final[Mapping[View, StrPromise]]" = {
    View.HELPER_AT_APPELLANT: gettext_lazy("The municipality that could help, now"),
    View.APPELLANT_AT_HELPER: gettext_lazy("The municipality that asks for help, now"),
    View.ACROSS_THE_LINE: gettext_lazy("The municipality of the other side, now"),
}
_THEN: "Final[Mapping[View, StrPromise]]" = {
    View.HELPER_AT_APPELLANT: gettext_lazy(
        "The municipality that could help, once everyone has agreed"
    ),
    View.APPELLANT_AT_HELPER: gettext_lazy(
        "The municipality that asks for help, once everyone has agreed"
    ),
    View.ACROSS_THE_LINE: gettext_lazy(
        "The municipality of the other side, once everyone has agreed"
    ),
}


def learned_from(told: "ToldProposal") -> list[dict[str, str]]:
    """Return, for each other party, what it learns of the reader's: now, and when all agree."""
    rows = []
    for view, other in {
        view_of(Party(each.code), told.party): Party(each.code) for each in told.others
    }.items():
        now = _fields(other, told.party, seen=Seen.WAITS)
        then = _fields(other, told.party, seen=Seen.INTRODUCED)
        rows.append({"label": str(_NOW[view]), "value": _named(now)})
        rows.append({"label": str(_THEN[view]), "value": _named(then - now)})
    officer = {
        "label": _("The officer of your case"),
        "value": _("what you say here, and when"),
    }
    return [*rows, officer]


def _fields(viewer: Party, party: Party, *, seen: Seen) -> frozenset[Field]:
    return fields_of(viewer, party, seen=seen, released=RELEASABLE[party])


def _named(fields: frozenset[Field]) -> str:
    return listed(str(label) for field, label in _FIELDS.items() if field in fields)
