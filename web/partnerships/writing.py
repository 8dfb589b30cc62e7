"""What members write into their partnership: each thing on its own small page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.engine.roles import Permission
from accounts.permissions import may
from partnerships import selectors
from partnerships.labels import SAFEGUARD_LABELS
from partnerships.services import partnerships as services
from prerequisites.engine.permits import Condition
from web.partnerships.forms import BodyForm, DecisionForm, DropForm, ObjectiveForm, SafeguardForm
from web.partnerships.found import own_towns, partnership_or_404
from web.partnerships.sheet import asked_for
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def objective(request: SignedInRequest, reference: UUID) -> HttpResponse:
    form = ObjectiveForm(request.POST or None)

    def keep() -> None:
        services.set_objective(
            reference=reference,
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("Set an objective"),
        "lead": _("The members of the partnership and the officer of the case read it."),
    }
    return asked_for(request, partnership_or_404(request, reference), form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def drop(request: SignedInRequest, reference: UUID, objective: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    if not partnership.objectives.filter(reference=objective).exists():
        raise Http404
    form = DropForm(request.POST or None)

    def keep() -> None:
        services.drop_objective(
            objective=objective,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("Give up an objective"),
        "lead": _("It stays on record with your reason. What has its result stays as it is."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def body(request: SignedInRequest, reference: UUID) -> HttpResponse:
    if not may(request.user, Permission.READ_CASE):
        raise Http404
    partnership = partnership_or_404(request, reference)
    form = BodyForm(request.POST or None, bodies=list(selectors.bodies_to_add(partnership)))

    def keep() -> None:
        services.add_body(
            reference=reference,
            intermediary=form.cleaned_data["body"],
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("Let a body of civil society join"),
        "lead": _(
            "Those that know the zone are listed. The one that you ask reads what is written "
            "here, but no contact."
        ),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decision(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = partnership_or_404(request, reference)
    members = own_towns(request, partnership)
    if not members:
        raise Http404
    form = DecisionForm(request.POST or None, towns=list(members))

    def keep() -> None:
        services.record_decision(
            member=members[form.cleaned_data["municipality"]].reference,
            decided_on=form.cleaned_data["decided_on"],
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("Record the decision of a council"),
        "lead": _("A partnership is agreed when the council of each member has decided."),
    }
    return asked_for(request, partnership, form, words, keep)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def safeguard(request: SignedInRequest, reference: UUID) -> HttpResponse:
    approves = may(request.user, Permission.READ_CASE)
    conditions = [
        condition
        for condition in SAFEGUARD_LABELS
        if approves or condition is not Condition.STAFF_APPROVAL
    ]
    form = SafeguardForm(request.POST or None, conditions=conditions)

    def keep() -> None:
        services.record_safeguard(
            reference=reference,
            condition=form.cleaned_data["condition"],
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )

    words = {
        "heading": _("Record a safeguard"),
        "lead": _("What you write takes the place of what stood there for the same condition."),
    }
    return asked_for(request, partnership_or_404(request, reference), form, words, keep)
