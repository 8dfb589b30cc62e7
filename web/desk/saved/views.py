"""Views of the queue that an officer saves for themselves."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.engine.queue import MOST_VIEWS
from matching.selectors import saved_views as selectors
from matching.services import saved_views as services
from web.desk.saved.forms import NameForm
from web.desk.saved.pages import narrowing_of
from web.desk.saved.words import address_of, lines_of_views, rows_of_filter, sentence_of
from web.types import SignedInRequest


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    user = request.user
    views = selectors.views_of(user)
    counted = selectors.counted(user, views, selectors.case_zones(user), today=timezone.localdate())
    context = {"views": lines_of_views(counted), "most": MOST_VIEWS}
    return render(request, "web/desk/saved/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def save(request: SignedInRequest) -> HttpResponse:
    """Save what the address asks for; the form adds the name."""
    narrowing = narrowing_of(request)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = services.save_view(
                name=form.cleaned_data["name"],
                only=narrowing.only,
                by=request.user,
                at=timezone.now(),
            )
        except services.NameTaken as refused:
            form.add_error("name", sentence_of(refused))
        except services.ViewRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The view is saved."))
            return redirect(address_of(view.reference))
    rows = rows_of_filter(narrowing.only, narrowing.zone)
    return render(request, "web/desk/saved/save.html", {"form": form, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rename(request: SignedInRequest, reference: UUID) -> HttpResponse:
    try:
        view = selectors.view_of(request.user, reference)
    except ObjectDoesNotExist:
        raise Http404 from None
    form = NameForm(request.POST or None, initial={"name": view.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_view(
                reference=reference,
                name=form.cleaned_data["name"],
                by=request.user,
                at=timezone.now(),
            )
        except services.ViewRefused as refused:
            form.add_error("name", sentence_of(refused))
        else:
            messages.success(request, _("The view has another name."))
            return redirect("web:desk:saved_views")
    rows = rows_of_filter(view.as_filter(), view.zone.name if view.zone else "")
    return render(request, "web/desk/saved/rename.html", {"form": form, "rows": rows})


@require_POST
@login_required
def begin(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.READ_DESK)
    try:
        view = services.begin_with(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    if view.is_start:
        messages.success(request, _("Your queue begins with this view."))
    else:
        messages.success(request, _("Your queue begins with all that waits."))
    return redirect("web:desk:saved_views")


@require_POST
@login_required
def delete(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.READ_DESK)
    try:
        services.delete_view(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("The view is deleted. No case was changed."))
    return redirect("web:desk:saved_views")
