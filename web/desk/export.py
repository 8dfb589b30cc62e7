"""One's own cases as a table to keep."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.values import NeedTopic, Urgency
from matching.labels import TOPIC_LABELS, URGENCY_LABELS
from matching.selectors.clocks import owed_next, shown_by_appeal
from matching.services import exports
from web import csv
from web.desk.clocks.words import label_of
from web.factors import with_fresh_factor
from web.types import SignedInRequest
from web.vocabulary import country_name

if TYPE_CHECKING:
    from matching.models import Appeal


@require_POST
@login_required
@with_fresh_factor
def cases(request: SignedInRequest) -> StreamingHttpResponse:
    found = exports.export_cases(by=request.user, at=timezone.now())
    return csv.answer(_rows(found), name="cases")


def _rows(cases: "list[Appeal]") -> Iterator[list[str]]:
    shown = shown_by_appeal([case.pk for case in cases], today=timezone.localdate())
    yield [
        _("Municipality"),
        _("Country"),
        _("About"),
        _("Help that fits best"),
        _("How long it can wait"),
        _("State"),
        _("Sent on"),
        _("Owed next"),
    ]
    for case in cases:
        owed = owed_next(shown.get(case.pk, ()))
        yield [
            case.municipality.name,
            country_name(case.municipality.country_code),
            str(TOPIC_LABELS[NeedTopic(case.topic)]),
            str(ACTIVITY_LABELS[Activity(case.activity)]),
            str(URGENCY_LABELS[Urgency(case.urgency)]),
            case.get_state_display(),
            date_format(timezone.localdate(case.submitted_at), "Y-m-d")
            if case.submitted_at
            else "",
            label_of(owed) if owed else "",
        ]
