"""Two cases beside each other: one call, or two."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.engine.lifecycle import IllegalTransition
from matching.selectors import duplicates
from matching.services import merging as services
from matching.services import narratives
from matching.services.steps import AlreadyAsked
from web.desk.cases import case_or_404
from web.desk.merging.forms import MergeForm
from web.desk.merging.words import Side, sentence_of, side_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def compare(request: SignedInRequest, reference: UUID, other: UUID) -> HttpResponse:
    sides = [_side(request, case) for case in _pair_or_404(request, reference, other)]
    form = MergeForm(request.POST or None, sides=[_choice(side) for side in sides])
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data["kept"]
        try:
            services.merge_appeals(
                kept=kept,
                merged=other if kept == reference else reference,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except services.MergeRefused as refused:
            form.add_error(None, sentence_of(refused))
        except IllegalTransition:
            form.add_error(None, _answered_or_over())
        else:
            messages.success(request, _("The two are one call now. It goes on here."))
            return redirect("web:desk:case", kept)
    context = {"reference": reference, "other": other, "sides": sides, "form": form}
    return render(request, "web/desk/merging/compare.html", context)


@require_POST
@login_required
def two_calls(request: SignedInRequest, reference: UUID, other: UUID) -> HttpResponse:
    _pair_or_404(request, reference, other)
    services.tell_apart(one=reference, other=other, by=request.user, at=timezone.now())
    messages.success(request, _("These are two calls. They are not shown together any more."))
    return redirect("web:desk:case", reference)


@require_POST
@login_required
def separate(request: SignedInRequest, reference: UUID) -> HttpResponse:
    case_or_404(request, reference)
    try:
        services.separate_appeal(reference=reference, by=request.user, at=timezone.now())
    except IllegalTransition:
        messages.info(request, _("This appeal is not merged any more. Nothing was changed."))
    except AlreadyAsked:
        messages.info(
            request,
            _(
                "The municipality has sent another appeal for the same thing meanwhile. "
                "Nothing was changed."
            ),
        )
    else:
        messages.success(request, _("The appeal goes on by itself. It waits for an answer."))
    return redirect("web:desk:case", reference)


def _pair_or_404(request: SignedInRequest, reference: UUID, other: UUID) -> "tuple[Appeal, Appeal]":
    case_or_404(request, reference)
    if reference == other:
        raise Http404
    try:
        return (
            duplicates.other_case_for(request.user, reference),
            duplicates.other_case_for(request.user, other),
        )
    except ObjectDoesNotExist:
        raise Http404 from None


def _side(request: SignedInRequest, case: "Appeal") -> Side:
    return side_of(case, narratives.read_summary(case, by=request.user, at=timezone.now()))


def _choice(side: Side) -> tuple[str, str]:
    words = _("%(town)s: %(topic)s") % {
        "town": side.appeal.municipality.name,
        "topic": side.appeal.get_topic_display(),
    }
    return str(side.appeal.reference), words


def _answered_or_over() -> str:
    return _(
        "The appeal that would be merged has an answer already, or is over. Nothing was changed. "
        "Let that one go on instead, or leave them apart."
    )
