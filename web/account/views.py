"""The two pages of an account that the sign-in library does not have."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from web.account.forms import InvitationForm


@require_safe
def lost_password(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_reset.html")


@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_invitation(**form.cleaned_data, at=timezone.now())
        except services.WrongCode:
            form.add_error(
                None, _("No account opens with this address and this code. Nothing was changed.")
            )
        except ValidationError as refusal:
            form.add_error("password", refusal)
        else:
            messages.success(request, _("Your password is set. You can sign in now."))
            return redirect("account_login")
    return render(request, "web/account/accept_invitation.html", {"form": form})
