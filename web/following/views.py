"""Come back with a receipt: see where the appeal stands, read answers, speak, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake.selectors import following
from intake.services import dossiers, filings, receipts
from intake.services.limits import TooFast
from matching.engine.lifecycle import IllegalTransition
from matching.engine.receipts import Holder, NotAReceipt, parsed
from matching.engine.still_needed import Reply
from web.appeals import still_needed
from web.appeals.objecting.pages import object_page
from web.appeals.replying.pages import reply_page
from web.asking.marker import filing_of, open_on_this_phone, shut
from web.asking.views import too_fast
from web.following.forms import ReceiptForm
from web.following.opened import appeal_of, holder_of, led_back, lost
from web.following.spoken import spoken_of
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
        return lost(request)
    context = {
        "told": told,
        "standing": standing_of(told.state),
        "answers": answers_of(dossiers.read_answers(filing=filing, at=timezone.now())),
        **spoken_of(told),
    }
    return render(request, "web/following/case.html", context)


@require_POST
def say_still_needed(request: HttpRequest) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        return led_back(request)
    if still_needed.kept(request, holder.appeal, by=holder) is Reply.CHANGED:
        messages.success(request, _("Thank you. Your officer asks you what has changed."))
    return redirect("web:following:case")


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, question: UUID) -> HttpResponse:
    appeal = appeal_of(request)
    if appeal is None:
        return led_back(request)
    holder = Holder(appeal=appeal.reference)
    return reply_page(request, appeal, question, by=holder, back=reverse("web:following:case"))


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_answer(request: HttpRequest, answer: UUID) -> HttpResponse:
    appeal = appeal_of(request)
    if appeal is None:
        return led_back(request)
    given = appeal.answers.standing().filter(reference=answer).first()
    if given is None:
        raise Http404
    return object_page(
        request,
        appeal,
        about=given.get_kind_display(),
        by=Holder(appeal=appeal.reference),
        back=reverse("web:following:case"),
        answer=answer,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    filing = filing_of(request)
    told = following.followed(filing) if filing else None
    if filing is None or told is None:
        return lost(request)
    if request.method != "POST":
        return render(request, "web/following/withdraw.html", {"told": told})
    try:
        filings.withdraw(filing=filing, at=timezone.now())
    except IllegalTransition:
        messages.info(request, _("This appeal is over already. Nothing was changed."))
    except ObjectDoesNotExist:
        return lost(request)
    if told.appeal is None:
        shut(request)
        return render(request, "web/following/erased.html")
    return redirect("web:following:case")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    shut(request)
    return redirect("web:home")


def _not_found() -> str:
    return _(
        "We found nothing for this receipt. Nothing was changed. "
        "Look at each letter and digit, and try again."
    )
