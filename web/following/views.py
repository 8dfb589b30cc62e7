"""Come back with a receipt: see where the appeal stands, read answers, withdraw."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake.selectors import following
from intake.services import dossiers, filings, receipts
from intake.services.limits import TooFast
from matching.engine.lifecycle import IllegalTransition
from matching.engine.receipts import NotAReceipt, parsed
from web.asking.marker import filing_of, open_on_this_phone, shut
from web.asking.views import too_fast
from web.following.forms import ReceiptForm
from web.following.words import answers_of, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            filing = receipts.enter(parsed(form.cleaned_data["receipt"]), at=timezone.now())
        except TooFast as error:
            return too_fast(request, error)
        except (NotAReceipt, receipts.NoSuchReceipt):
            form.add_error("receipt", _not_found())
        else:
            open_on_this_phone(request, filing)
            return redirect("web:following:case")
    return render(request, "web/following/enter.html", {"form": form})


@require_safe
def case(request: HttpRequest) -> HttpResponse:
    filing = filing_of(request)
    told = following.followed(filing) if filing else None
    if filing is None or told is None:
        return _lost(request)
    context = {
        "told": told,
        "standing": standing_of(told.state),
        "answers": answers_of(dossiers.read_answers(filing=filing, at=timezone.now())),
    }
    return render(request, "web/following/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    filing = filing_of(request)
    told = following.followed(filing) if filing else None
    if filing is None or told is None:
        return _lost(request)
    if request.method != "POST":
        return render(request, "web/following/withdraw.html", {"told": told})
    try:
        filings.withdraw(filing=filing, at=timezone.now())
    except IllegalTransition:
        messages.info(request, _("This appeal is over already. Nothing was changed."))
    except ObjectDoesNotExist:
        return _lost(request)
    if told.appeal is None:
        shut(request)
        return render(request, "web/following/erased.html")
    return redirect("web:following:case")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    shut(request)
    return redirect("web:home")


def _lost(request: HttpRequest) -> HttpResponse:
    shut(request)
    return redirect("web:following:enter")


def _not_found() -> str:
    return _(
        "We found nothing for this receipt. Nothing was changed. "
        "Look at each letter and digit, and try again."
    )
