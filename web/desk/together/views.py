"""The same harmless deed for several cases of the queue: a look, then what became of each."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.engine.together import Deed, Outcome
from matching.selectors.together import looked_at
from matching.services.together import do_together
from web.desk.together.forms import TogetherForm
from web.desk.together.words import FOLLOWS, TITLES, rows_after, rows_ahead
from web.types import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def together(request: SignedInRequest) -> HttpResponse:
    """Show what would happen, or do it.

    The answer to the deed is a page: it tells of up to fifty rows, which no message could hold.
    Sending it again changes nothing, and says so of each row.
    """
    require(request.user, Permission.READ_DESK)
    form = TogetherForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return render(request, "web/desk/together/look.html", {"form": form})
    deed, cases = form.cleaned_data["deed"], form.cleaned_data["case"]
    if request.method == "POST":
        return _done(request, deed, cases)
    looks = looked_at(request.user, deed, cases, today=timezone.localdate())
    context = {
        "form": form,
        "title": TITLES[deed],
        "follows": FOLLOWS[deed],
        "rows": rows_ahead(deed, looks),
        "to_do": [look.reference for look in looks if look.outcome is Outcome.DONE],
        "deed": deed.value,
    }
    return render(request, "web/desk/together/look.html", context)


def _done(request: SignedInRequest, deed: Deed, cases: "Sequence[UUID]") -> HttpResponse:
    outcomes = do_together(deed=deed, references=cases, by=request.user, at=timezone.now())
    looks = looked_at(request.user, deed, cases, today=timezone.localdate())
    context = {
        "done": sum(outcome is Outcome.DONE for outcome in outcomes.values()),
        "all": len(outcomes),
        "rows": rows_after(deed, looks, outcomes),
    }
    return render(request, "web/desk/together/done.html", context)
