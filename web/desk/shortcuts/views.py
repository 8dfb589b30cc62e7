"""The page that lists the keyboard shortcuts of the desk, and switches them on and off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.engine.roles import Permission
from accounts.permissions import require
from web import shortcuts
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def listed(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.READ_DESK)
    if request.method == "POST":
        if shortcuts.turn(request):
            messages.success(request, _("The shortcuts are on until you sign out."))
        else:
            messages.success(request, _("The shortcuts are off."))
        return redirect("web:desk:shortcuts")
    context = {"are_on": shortcuts.are_on(request), "leaps": shortcuts.leaps_for(request)}
    return render(request, "web/desk/shortcuts/index.html", context)
