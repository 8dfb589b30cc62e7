"""From what was decided about activities to a proposal that was looked at before it is made."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from activities import services
from activities.engine.contents import differences
from activities.engine.documents import as_document, from_document
from activities.engine.law import faults_of
from activities.engine.values import Activity, ThematicMap
from activities.labels import ACTIVITY_LABELS, ACTIVITY_SENTENCES, VENUE_LABELS
from matching.engine.values import Route
from matching.selectors.map_effect import Change, Effect, effect_of
from web.map.words import Changed, changed

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User
    from activities.models import MapVersion
    from web.map.forms import CellForm


class Step(StrEnum):
    """How far a form has come. Nothing is proposed that was not looked at before."""

    ASK = "ask"
    GO_ON = "go_on"  # to another activity, with what was decided so far
    LOOK = "look"
    LOOK_AGAIN = "look_again"  # it was changed after the look
    SAVE = "save"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to help, in words."""

    activity: str
    venue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One of the reader's own cases, and what would open and close for it, in words."""

    reference: UUID
    name: str
    opened: list[Way]
    closed: list[Way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would change: in the map, and for the appeals that live now."""

    changed: list[Changed]
    effect: Effect
    own: list[Case]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An activity with its name."""

    code: str
    name: str


def draft_of(posted: "QueryDict", in_force: ThematicMap) -> ThematicMap:
    """Return the map as it was decided so far; the one in force where nothing was.

    What was decided about a version that is no longer in force would undo the newer one unseen.
    """
    if posted.get("base") != str(in_force.version):
        return in_force
    try:
        document = json.loads(posted.get("draft", ""))
        draft = from_document(in_force.version, document)
    except (ValueError, RecursionError):  # whoever wrote it, it was not this page
        return in_force
    return in_force if faults_of(draft) else draft


def written(thematic_map: ThematicMap) -> str:
    """Return a map as the page carries it from one step to the next."""
    return json.dumps(as_document(thematic_map), sort_keys=True, separators=(",", ":"))


def answers_of(posted: "QueryDict") -> "QueryDict | None":
    """Return what was answered about this activity; None where another was left for it."""
    return None if posted.get("step") == Step.GO_ON else posted or None


def mark_of(form: "CellForm") -> str:
    """Return a mark of all that is proposed: another answer, another mark."""
    proposal = written(form.applied()) + form.cleaned_data["reason"]
    return hashlib.sha256(proposal.encode()).hexdigest()[:24]


def step_of(posted: "QueryDict", form: "CellForm") -> Step:
    """Return what to do with a form: ask on, show what it would change, or propose it."""
    if not form.is_bound or not form.is_valid():
        return Step.ASK
    if posted.get("step") != Step.SAVE:
        return Step.LOOK
    return Step.SAVE if posted.get("seen") == mark_of(form) else Step.LOOK_AGAIN


def outlook_of(user: "User", before: ThematicMap, after: ThematicMap, *, at: datetime) -> Outlook:
    """Return what `after` would change, in words."""
    effect = effect_of(user, after, at=at)
    return Outlook(
        changed=changed(differences(before, after)),
        effect=effect,
        own=[_case(change) for change in effect.own],
    )


def propose(form: "CellForm", *, by: "User", at: datetime) -> "MapVersion":
    """Write down what was decided, for a colleague to adopt."""
    return services.propose_map(
        thematic_map=form.applied(), reason=form.cleaned_data["reason"], by=by, at=at
    )


def page_of(user: "User", form: "CellForm", step: Step, *, at: datetime) -> dict[str, object]:
    """Return what the page of one activity shows."""
    page = {
        "form": form,
        "step": step,
        "activity": form.activity.value,
        "name": ACTIVITY_LABELS[form.activity],
        "sentence": ACTIVITY_SENTENCES[form.activity],
        "base": form.in_force.version,
        "draft": written(form.draft),
        "so_far": changed(differences(form.in_force, form.draft)),
    }
    if step is Step.ASK:
        return page
    proposal = form.applied()
    return page | {
        "outlook": outlook_of(user, form.in_force, proposal, at=at),
        "seen": mark_of(form),
        "decided": written(proposal),
        "others": [each for each in activities() if each.code != form.activity],
    }


def activities() -> list[Named]:
    """Return every activity with its name, in the order of the map."""
    return [Named(code=each.value, name=str(ACTIVITY_LABELS[each])) for each in Activity]


def _case(change: Change) -> Case:
    return Case(
        reference=change.appeal.reference,
        name=change.appeal.municipality.name,
        opened=[_way(route) for route in change.opened],
        closed=[_way(route) for route in change.closed],
    )


def _way(route: Route) -> Way:
    return Way(activity=str(ACTIVITY_LABELS[route.activity]), venue=str(VENUE_LABELS[route.venue]))
