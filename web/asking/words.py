"""What somebody without an account said, in words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.engine.dossier import Filer, Gift
from intake.labels import FILER_LABELS, GIFT_LABELS
from intake.selectors.towns import name_of
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.labels import APPEAL_KIND_LABELS, TOPIC_LABELS, URGENCY_LABELS
from web.summaries import Row
from web.vocabulary import country_name, language_name, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.engine.dossier import Dossier


def rows_of(dossier: "Dossier", names: "Sequence[str]") -> list[Row]:
    """Return what was said of `names`, without what was left empty."""
    said = {
        "kinds": (
            _("What is asked"),
            listed(str(APPEAL_KIND_LABELS[AppealKind(kind)]) for kind in dossier.kinds),
        ),
        "topic": (_("About"), str(TOPIC_LABELS[NeedTopic(dossier.topic)])),
        "town": (_("Municipality"), name_of(dossier.town)),
        "urgency": (_("How long it can wait"), str(URGENCY_LABELS[Urgency(dossier.urgency)])),
        "months": (
            _("For how long"),
            ngettext("%(n)s month", "%(n)s months", dossier.months) % {"n": dossier.months},
        ),
        "languages": (_("Languages"), listed(language_name(code) for code in dossier.languages)),
        **_of_people(dossier),
    }
    shown = [said[name] for name in names if name in said]
    return [Row(label=label, value=value) for label, value in shown if value]


def people_of(dossier: "Dossier") -> list[Row]:
    """Return what was said of who asks, for the officer of the case."""
    return [Row(label=label, value=value) for label, value in _of_people(dossier).values() if value]


def _of_people(dossier: "Dossier") -> dict[str, tuple[str, str]]:
    gifts = [str(GIFT_LABELS[Gift(gift)]) for gift in dossier.gifts]
    return {
        "filer": (
            _("Written by"),
            str(FILER_LABELS[Filer(dossier.filer)]) if dossier.filer else "",
        ),
        "author": (_("Name and office"), dossier.author),
        "mandate": (_("Who decided it"), dossier.mandate),
        "contact": (_("How to reach you"), dossier.contact),
        "excluded": (_("Never proposed"), listed(country_name(code) for code in dossier.excluded)),
        "untold": (_("Not to be told"), dossier.untold),
        "gifts": (_("Could be given back"), listed([*gifts, *filter(None, [dossier.gift_words])])),
    }
