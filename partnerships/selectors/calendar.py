"""The activities of a partnership as a calendar, for pages and programs alike."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from audit.models import StateChange
from partnerships.engine.calendar import Entry, calendar_text
from partnerships.engine.lifecycle import ActivityState
from partnerships.labels import ACTIVITY_STATE_LABELS
from partnerships.models import Partnership, PartnershipActivity
from partnerships.selectors import activities_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def calendar_of(user: User, partnership: Partnership) -> bytes:
    """Return what is planned and what took place as iCalendar, titled in the language in force.

    Nothing sealed is opened for it.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.

    Cost: three queries.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    found = list(activities_of(seen))
    moved_at = _last_steps(found)
    return calendar_text(
        [_entry(each, changed_at=moved_at.get(each.pk, each.planned_at)) for each in found],
        name=_("Activities of a partnership"),
    )


def _last_steps(activities: "Sequence[PartnershipActivity]") -> dict[int, datetime]:
    steps = StateChange.objects.filter(
        table_name="partnerships_partnershipactivity",
        row_id__in=[activity.pk for activity in activities],
    )
    return dict(steps.values_list("row_id").annotate(Max("at")))


def _entry(activity: PartnershipActivity, *, changed_at: datetime) -> Entry:
    state = ActivityState(activity.state)
    return Entry(
        reference=activity.reference,
        title=str(ACTIVITY_LABELS[Activity(activity.cell.activity)]),
        standing=str(ACTIVITY_STATE_LABELS[state]),
        state=state,
        starts=activity.starts,
        changed_at=changed_at,
        version=activity.state_version,
    )
