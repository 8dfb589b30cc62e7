"""Setting a pair aside until a day and lifting that, by the officer of the case."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.selectors import asides as selectors
from matching.selectors import reading
from matching.services import asides as services
from web.desk.asides.forms import FOLLOWS, SetAsideForm
from web.desk.asides.words import consequences_of, sentence_of
from web.desk.cases import case_or_404
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_aside(request: SignedInRequest, reference: UUID, pledge: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    offered = get_object_or_404(reading.pledges_for(request.user), reference=pledge)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_aside(
                appeal=reference,
                pledge=pledge,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except services.WrongSpan as refused:
            form.add_error("until", sentence_of(refused))
        except services.AsideRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The pair is set aside. The appeal is matched anew now."))
            return redirect("web:desk:case", reference)
    context = {
        "appeal": appeal,
        "pledge": offered,
        "form": form,
        "consequences": consequences_of(selectors.aside_outlook(request.user, appeal, offered)),
        "follows": FOLLOWS,
    }
    return render(request, "web/desk/set_aside.html", context)


@require_POST
@login_required
def lift(request: SignedInRequest, reference: UUID, aside: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    today = timezone.localdate()
    get_object_or_404(selectors.asides_for(request.user, appeal, on=today), reference=aside)
    try:
        services.lift(reference=aside, by=request.user, at=timezone.now())
    except services.AsideRefused as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The pair can be proposed again. It is matched anew now."))
    return redirect("web:desk:case", reference)
