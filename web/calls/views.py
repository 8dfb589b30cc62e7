"""Pages of partner calls: hosts ask, the secretariat lists, cities offer, hosts take up."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.engine.values import NeedTopic
from matching.labels import TOPIC_LABELS
from partnercalls import selectors
from partnercalls.engine.lifecycle import (
    OPEN_CALLS,
    CallState,
    IllegalTransition,
    OfferAction,
)
from partnercalls.services import calls, offers, words
from web.calls.forms import CallForm, ListForm, OfferForm, RefuseForm
from web.calls.words import (
    REFUSALS,
    host_of,
    lines_of,
    offer_in_words,
    rows_of,
    sentence_of,
    stands_of,
    tests_in_words,
    title_of,
)
from web.types import SignedInRequest

if TYPE_CHECKING:
    from partnercalls.models import ExpertOffer, PartnerCall

PER_PAGE: Final = 20
_DONE: Final = {
    OfferAction.TAKE_UP: gettext_lazy("It is taken up. The city now reads how to reach you."),
    OfferAction.DECLINE: gettext_lazy("The city is told that you do not take its experts up."),
    OfferAction.WITHDRAW: gettext_lazy("Your offer is taken back, and how to reach you is erased."),
}


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if not selectors.may_read_calls(user):
        raise PermissionDenied
    topic = _topic_or_none(request.GET.get("topic", ""))
    page = Paginator(selectors.listed_for(user, topic=topic), PER_PAGE).get_page(
        request.GET.get("page")
    )
    listed = list(page.object_list)
    fits = selectors.fitting_for(user, listed)
    decides = may(user, Permission.DECIDE_CALL)
    context = {
        "hosts": selectors.hosts_for(user),
        "own": lines_of(user, list(selectors.own_calls_for(user))),
        "decides": decides,
        "waiting": lines_of(user, list(selectors.waiting_for(user))) if decides else [],
        "reads_list": selectors.reads_the_list(user),
        "page": page,
        "lines": lines_of(user, listed, fits),
        "topics": [(code.value, label, code == topic) for code, label in TOPIC_LABELS.items()],
        "topic": topic,
    }
    return render(request, "web/calls/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: SignedInRequest) -> HttpResponse:
    hosts = selectors.hosts_for(request.user)
    if not hosts:
        raise PermissionDenied
    first_values = {"starts": timezone.localdate(), "languages": [request.user.language]}
    form = CallForm(request.POST or None, hosts=hosts, initial=first_values)
    if request.method == "POST" and form.is_valid():
        try:
            call = calls.write_call(
                host=form.cleaned_data["host"],
                content=form.content(),
                by=request.user,
                at=timezone.now(),
            )
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("Your call is sent. The secretariat reads it first."))
            return redirect(call)
    return render(request, "web/calls/form.html", {"form": form})


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_or_404(request, reference)
    user = request.user
    is_listed = call.state == CallState.LISTED
    is_host = selectors.is_of_host(user, call)
    told = selectors.offers_for(user, call)
    own = [each for each in told if each.municipality in user.municipalities]
    fits = selectors.fitting_for(user, [call])[call.pk] if is_listed else ()
    context = {
        "call": call,
        "asked": title_of(call),
        "rows": rows_of(user, call),
        "is_host": is_host,
        "is_open": CallState(call.state) in OPEN_CALLS,
        "is_listed": is_listed,
        "waits_for_desk": call.state == CallState.PROPOSED and may(user, Permission.DECIDE_CALL),
        "decides": may(user, Permission.DECIDE_CALL),
        "stands": stands_of(fits),
        "may_offer": any(not each.missing for each in fits) and not own,
        "own_offers": [offer_in_words(each, is_own=True, is_open=is_listed) for each in own],
        "offers": [
            offer_in_words(each, is_own=False, is_open=is_listed)
            for each in told
            if is_host and each not in own
        ],
        "reads_host": selectors.is_taken_up(user, call),
    }
    return render(request, "web/calls/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def list_it(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_to_decide(request, reference)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phase, peace = form.said()
        try:
            calls.list_call(
                reference=reference, phase=phase, peace=peace, by=request.user, at=timezone.now()
            )
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        except IllegalTransition:
            return _moved_on(request, call)
        else:
            messages.success(request, _("The call is listed. Cities whose pledge fits are told."))
            return redirect(call)
    return render(request, "web/calls/list.html", _about(request, call, form))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def refuse(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_to_decide(request, reference)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            calls.refuse_call(
                reference=reference,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except IllegalTransition:
            return _moved_on(request, call)
        messages.success(request, _("The call is not listed. The organisation reads why."))
        return redirect("web:calls:index")
    return render(request, "web/calls/refuse.html", _about(request, call, form))


@require_POST
@login_required
def end(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_or_404(request, reference)
    if not selectors.is_of_host(request.user, call):
        raise Http404
    try:
        ended = calls.end_call(reference=reference, by=request.user, at=timezone.now())
    except IllegalTransition:
        return _moved_on(request, call)
    if ended.state == CallState.CLOSED:
        messages.success(request, _("The call is closed. Cities that waited are told."))
    else:
        messages.success(request, _("The call is taken back. No city has read it."))
    return redirect(call)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offer(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_or_404(request, reference)
    towns = [town for town in request.user.municipalities if town.may_help]
    if not towns or call.state != CallState.LISTED:
        raise Http404
    form = OfferForm(request.POST or None, towns=towns, left=call.left)
    if request.method == "POST" and form.is_valid():
        try:
            offers.make_offer(
                call=reference,
                municipality=form.cleaned_data["municipality"],
                experts=form.cleaned_data["experts"],
                contact=form.cleaned_data["contact"],
                by=request.user,
                at=timezone.now(),
            )
        except offers.NotReady as refused:
            form.add_error(None, _not_ready(refused))
        except offers.MoreThanAsked as refused:
            form.add_error("experts", sentence_of(refused))
        except REFUSALS as refused:
            form.add_error(None, sentence_of(refused))
        except IllegalTransition:
            return _moved_on(request, call)
        else:
            messages.success(request, _("Your offer is with the organisation."))
            return redirect(call)
    return render(request, "web/calls/offer.html", _about(request, call, form))


@require_POST
@login_required
def move_offer(request: SignedInRequest, offer: UUID) -> HttpResponse:
    told = _offer_or_404(request, offer)
    if request.POST.get("action") not in set(OfferAction):
        return HttpResponseBadRequest(_("This step does not exist. Nothing was changed."))
    action = OfferAction(request.POST["action"])
    try:
        _move(request, told, action)
    except ObjectDoesNotExist:  # the other side's step
        raise Http404 from None
    except REFUSALS as refused:
        messages.error(request, sentence_of(refused))
    except IllegalTransition:
        return _moved_on(request, told.call)
    else:
        messages.success(request, _DONE[action])
    return redirect(told.call)


@require_POST
@login_required
def host_contact(request: SignedInRequest, reference: UUID) -> HttpResponse:
    call = _call_or_404(request, reference)
    try:
        contact = words.read_host_contact(call, by=request.user, at=timezone.now())
    except PermissionDenied:
        raise Http404 from None
    context = {"call": call, "name": call.host.name, "contact": contact}
    return render(request, "web/calls/contact.html", context)


@require_POST
@login_required
def city_contact(request: SignedInRequest, offer: UUID) -> HttpResponse:
    told = _offer_or_404(request, offer)
    try:
        contact = words.read_city_contact(told, by=request.user, at=timezone.now())
    except PermissionDenied:
        raise Http404 from None
    context = {"call": told.call, "name": told.municipality.name, "contact": contact}
    return render(request, "web/calls/contact.html", context)


def _move(request: SignedInRequest, told: "ExpertOffer", action: OfferAction) -> None:
    """Take a step: the city takes its offer back, the host takes it up or declines it."""
    by, at = request.user, timezone.now()
    if action is OfferAction.WITHDRAW:
        offers.withdraw_offer(reference=told.reference, by=by, at=at)
    else:
        offers.answer_offer(reference=told.reference, action=action, by=by, at=at)


def _about(request: SignedInRequest, call: "PartnerCall", form: object) -> dict[str, object]:
    return {
        "call": call,
        "form": form,
        "asked": title_of(call),
        "host": host_of(request.user, call),
    }


def _not_ready(refused: offers.NotReady) -> str:
    return _(
        "Your municipality must complete something before it lends experts: %(tests)s. Nothing "
        "was sent. Open the questionnaire under “Your pledges”."
    ) % {"tests": "; ".join(tests_in_words(refused.missing))}


def _moved_on(request: SignedInRequest, call: "PartnerCall") -> HttpResponse:
    messages.error(request, _("The call has moved on meanwhile. Nothing was changed."))
    return redirect(call)


def _call_or_404(request: SignedInRequest, reference: UUID) -> "PartnerCall":
    return get_object_or_404(selectors.calls_for(request.user), reference=reference)


def _call_to_decide(request: SignedInRequest, reference: UUID) -> "PartnerCall":
    if not may(request.user, Permission.DECIDE_CALL):
        raise Http404
    return _call_or_404(request, reference)


def _offer_or_404(request: SignedInRequest, reference: UUID) -> "ExpertOffer":
    return get_object_or_404(selectors.all_offers_for(request.user), reference=reference)


def _topic_or_none(word: str) -> NeedTopic | None:
    return NeedTopic(word) if word in set(NeedTopic) else None
