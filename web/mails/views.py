"""Mails that were given up, for the secretariat."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may, require
from notices.selectors.mails import dead_mails_for
from notices.services import mails
from web.types import SignedInRequest


@require_safe
@login_required
def dead(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.READ_DESK)
    context = {
        "page": Paginator(dead_mails_for(request.user), 20).get_page(request.GET.get("page")),
        "may_try": may(request.user, Permission.MANAGE_ACCOUNTS),
    }
    return render(request, "web/mails/dead.html", context)


@require_POST
@login_required
def try_again(request: SignedInRequest, reference: UUID) -> HttpResponse:
    require(request.user, Permission.MANAGE_ACCOUNTS)
    try:
        mails.try_again(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except mails.NotDead:
        messages.info(
            request, _("Someone has tried this mail again meanwhile. Nothing was changed.")
        )
    else:
        messages.success(request, _("The mail is tried again within a minute."))
    return redirect("web:mails:dead")
