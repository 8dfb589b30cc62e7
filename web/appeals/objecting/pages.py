"""The page on which whoever asks does not agree, with an account or with a receipt."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.services import objections
from sealing import services as sealing
from web.appeals.objecting.forms import ObjectionForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal
    from matching.selectors.speaking import Speaker

_REFUSALS: "Final[Mapping[type[Exception], StrPromise]]" = {
    objections.NothingSaid: gettext_lazy(
        "Say in words what you see differently. Nothing was sent."
    ),
    objections.ObjectsAlready: gettext_lazy(
        "Your last objection still waits for its reply. Nothing was sent. "
        "You can object again once you have it."
    ),
    objections.NotThere: gettext_lazy(
        "The appeal is over, or this answer was taken back meanwhile. Nothing was sent."
    ),
    sealing.Erased: gettext_lazy(
        "What people wrote for this appeal was destroyed, so nothing can be kept or read. "
        "Speak to the secretariat."
    ),
}


def object_page(
    request: HttpRequest,
    appeal: "Appeal",
    *,
    about: str,
    by: "Speaker",
    back: str,
    answer: UUID | None = None,
) -> HttpResponse:
    """Ask what is seen differently, and keep it.

    Args:
        request: of the page.
        appeal: one that `by` may read.
        about: the outcome or the answer, in words.
        by: who does not agree.
        back: the page of the appeal.
        answer: by reference; None where it is about the outcome.
    """
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            objections.object_to(
                appeal=appeal.reference,
                answer=answer,
                text=form.cleaned_data["text"],
                by=by,
                at=timezone.now(),
            )
        except (objections.ObjectionRefused, sealing.Erased) as refused:
            form.add_error(None, str(_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("Your officer reads it, and owes you a reply."))
            return redirect(back)
    context = {"about": about, "form": form, "back": back}
    return render(request, "web/appeals/object.html", context)
