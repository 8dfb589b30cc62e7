"""The words of evidence in human languages."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.engine.time import Refusal
from evidence.engine.values import Confidence, DatePrecision, Phase, Says, SourceKind, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

PHASES: "Final[Mapping[Phase, StrPromise]]" = {
    Phase.LOW_BEFORE: pgettext_lazy("phase", "Low intensity, before"),
    Phase.HIGH: pgettext_lazy("phase", "High intensity"),
    Phase.LOW_AFTER: pgettext_lazy("phase", "Low intensity, after"),
}

SUBJECTS: "Final[Mapping[Subject, StrPromise]]" = {
    Subject.P1: pgettext_lazy("subject of evidence", "Negative peace (P1)"),
    Subject.P2: pgettext_lazy("subject of evidence", "Some rule of law (P2)"),
    Subject.P2F: pgettext_lazy("subject of evidence", "Will to be seen acting by the rules (P2f)"),
    Subject.P3: pgettext_lazy("subject of evidence", "Able and courageous local officials (P3)"),
    Subject.P4: pgettext_lazy("subject of evidence", "Local elections (P4)"),
    Subject.S: pgettext_lazy("subject of evidence", "Local support"),
    Subject.R: pgettext_lazy("subject of evidence", "The request comes from the zone"),
    Subject.CONFLICT_LINK: pgettext_lazy("subject of evidence", "Link to violent conflict"),
    Subject.OFFICE_CHANGE: pgettext_lazy("subject of evidence", "Change of office-holder"),
    Subject.RESTRICTED_MANDATE: pgettext_lazy("subject of evidence", "Restricted mandate"),
    Subject.PARALLEL_GOVERNANCE: pgettext_lazy("subject of evidence", "Parallel governance"),
    Subject.PARTIALITY: pgettext_lazy("subject of evidence", "Partiality"),
    Subject.SERVICE_BY_ARMED_GROUP: pgettext_lazy(
        "subject of evidence", "An armed group runs a public service"
    ),
}

SAYINGS: "Final[Mapping[Says, StrPromise]]" = {
    Says.MET: pgettext_lazy("evidence says", "Met"),
    Says.EMERGING: pgettext_lazy("evidence says", "Emerging"),
    Says.UNMET: pgettext_lazy("evidence says", "Unmet"),
}

SOURCE_KINDS: "Final[Mapping[SourceKind, StrPromise]]" = {
    SourceKind.PEACEKEEPERS: pgettext_lazy("kind of source", "Peacekeepers"),
    SourceKind.UN_BODY: pgettext_lazy("kind of source", "United Nations body"),
    SourceKind.TRANSITIONAL_ADMINISTRATION: pgettext_lazy(
        "kind of source", "Transitional administration"
    ),
    SourceKind.HUMANITARIAN_ORGANISATION: pgettext_lazy(
        "kind of source", "Humanitarian organisation"
    ),
    SourceKind.PEACE_MOVEMENT: pgettext_lazy("kind of source", "Peace movement"),
    SourceKind.NGO: pgettext_lazy("kind of source", "Non-governmental organisation"),
    SourceKind.CIVIL_SOCIETY: pgettext_lazy("kind of source", "Civil society"),
    SourceKind.RELIGIOUS_BODY: pgettext_lazy("kind of source", "Religious body"),
    SourceKind.LOCAL_DEMOCRACY_AGENCY: pgettext_lazy("kind of source", "Local Democracy Agency"),
    SourceKind.NETWORK: pgettext_lazy("kind of source", "Network of municipalities"),
    SourceKind.CONGRESS: pgettext_lazy("kind of source", "The Congress"),
    SourceKind.ELECTION_AUTHORITY: pgettext_lazy("kind of source", "Election authority"),
    SourceKind.OFFICIAL_ACT: pgettext_lazy("kind of source", "Official act"),
    SourceKind.GOVERNMENT: pgettext_lazy("kind of source", "Government"),
    SourceKind.DIASPORA: pgettext_lazy("kind of source", "Diaspora"),
    SourceKind.MEDIA: pgettext_lazy("kind of source", "Media"),
    SourceKind.DATASET: pgettext_lazy("kind of source", "Data set"),
    SourceKind.COUNTRY_INDEX: pgettext_lazy("kind of source", "Country index"),
    SourceKind.STAFF: pgettext_lazy("kind of source", "Staff of the secretariat"),
}

DATE_PRECISIONS: "Final[Mapping[DatePrecision, StrPromise]]" = {
    DatePrecision.DAY: pgettext_lazy("precision of a date", "Day"),
    DatePrecision.MONTH: pgettext_lazy("precision of a date", "Month"),
    DatePrecision.YEAR: pgettext_lazy("precision of a date", "Year"),
}

CONFIDENCES: "Final[Mapping[Confidence, StrPromise]]" = {
    Confidence.LOW: pgettext_lazy("confidence", "Low"),
    Confidence.MEDIUM: pgettext_lazy("confidence", "Medium"),
    Confidence.HIGH: pgettext_lazy("confidence", "High"),
}

REFUSAL_LABELS: "Final[Mapping[Refusal, StrPromise]]" = {
    Refusal.SUPERSEDED: _("A better statement stands in its place."),
    Refusal.FORETOLD: _("It speaks of a day after it became known."),
    Refusal.NOT_YET: _("It speaks of a day after the one asked about."),
}
