"""One thing on its own small page: asked for, kept, or refused with a sentence."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from web.partnerships.refusals import REFUSALS, sentence_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from partnerships.models import Partnership


def asked_for(
    request: SignedInRequest,
    partnership: "Partnership",
    form: forms.Form,
    words: dict[str, str],
    keep: Callable[[], None],
) -> HttpResponse:
    """Show the form, and keep what was written in it; what is refused stays in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            keep()
        except (ObjectDoesNotExist, PermissionDenied):
            raise Http404 from None
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("It is kept."))
            return redirect(partnership)
    context = {"partnership": partnership, "form": form, **words}
    return render(request, "web/partnerships/write.html", context)
