"""Pages of the parties to a proposal."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from matching.engine.consents import Release, Seen
from matching.engine.lifecycle import Consent
from matching.labels import RELEASE_LABELS, SEEN_LABELS
from matching.selectors import proposals
from matching.services import introductions
from matching.services import proposals as services
from sealing import services as sealing
from web.proposals.forms import AgreeForm, RefuseForm
from web.types import SignedInRequest
from web.vocabulary import country_name, language_name, listed

if TYPE_CHECKING:
    from matching.selectors.proposals import ToldParty, ToldProposal

_REFUSED: Final = {
    services.SpokenAlready: gettext_lazy("You have spoken before. Nothing was changed."),
    services.LastDayPassed: gettext_lazy(
        "The last day has passed, so this proposal waits for nobody. Nothing was changed."
    ),
    services.NothingToRevoke: gettext_lazy(
        "You have given no consent that could be taken back. Nothing was changed."
    ),
}
_ERASED: Final = gettext_lazy(
    "What people wrote for this appeal was destroyed, so nothing can be kept or read. "
    "Speak to the secretariat."
)


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    told = proposals.proposals_for(request.user, at=timezone.now())
    page = Paginator([(each, SEEN_LABELS[each.seen]) for each in told], 20)
    context = {"page": page.get_page(request.GET.get("page"))}
    return render(request, "web/proposals/index.html", context)


@require_safe
@login_required
def detail(request: SignedInRequest, reference: UUID) -> HttpResponse:
    told = _told_or_404(request, reference)
    return _page(request, told, AgreeForm(party=told.party), RefuseForm())


@require_POST
@login_required
def agree(request: SignedInRequest, reference: UUID) -> HttpResponse:
    told = _told_or_404(request, reference)
    form = AgreeForm(request.POST, party=told.party)
    if not form.is_valid():
        return _page(request, told, form, RefuseForm())
    try:
        services.consent(
            reference=reference,
            releases=form.released(),
            contact=form.cleaned_data["contact"],
            by=request.user,
            at=timezone.now(),
        )
    except services.ProposalRefused as refused:
        messages.error(request, _REFUSED[type(refused)])
    except sealing.Erased:
        messages.error(request, _ERASED)
    else:
        messages.success(request, _("Your consent is kept. You can take it back at any time."))
    return redirect("web:proposals:detail", reference)


@require_POST
@login_required
def refuse(request: SignedInRequest, reference: UUID) -> HttpResponse:
    told = _told_or_404(request, reference)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, told, AgreeForm(party=told.party), form)
    try:
        services.refuse(reference=reference, reason=form.said(), by=request.user, at=timezone.now())
    except services.ProposalRefused as refused:
        messages.error(request, _REFUSED[type(refused)])
    else:
        messages.success(request, _("You have refused. The others are not told."))
    return redirect("web:proposals:detail", reference)


@require_POST
@login_required
def revoke(request: SignedInRequest, reference: UUID) -> HttpResponse:
    _told_or_404(request, reference)
    try:
        services.revoke(reference=reference, by=request.user, at=timezone.now())
    except services.ProposalRefused as refused:
        messages.error(request, _REFUSED[type(refused)])
    else:
        messages.success(request, _("Your consent is taken back. It holds at once."))
    return redirect("web:proposals:detail", reference)


@require_POST
@login_required
def released(request: SignedInRequest, reference: UUID) -> HttpResponse:
    told = _told_or_404(request, reference)
    try:
        opened = introductions.open_released(
            reference=reference, by=request.user, at=timezone.now()
        )
    except introductions.NotIntroduced:
        messages.info(request, _("You are not introduced to each other. Nothing was opened."))
        return redirect("web:proposals:detail", reference)
    except sealing.Erased:
        messages.error(request, _ERASED)
        return redirect("web:proposals:detail", reference)
    context = {"told": told, "opened": opened}
    return render(request, "web/proposals/released.html", context)


def _told_or_404(request: SignedInRequest, reference: UUID) -> "ToldProposal":
    try:
        return proposals.proposal_for(request.user, reference, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None


def _page(
    request: SignedInRequest, told: "ToldProposal", agreeing: AgreeForm, refusing: RefuseForm
) -> HttpResponse:
    context = {
        "told": told,
        "seen": SEEN_LABELS[told.seen],
        "others": [(each.code, each.name, _rows(each)) for each in told.others],
        "form": refusing if refusing.errors else agreeing,  # whose errors stand at the top
        "agreeing": agreeing,
        "refusing": refusing,
        "may_agree": told.may_speak and told.own not in {Consent.GIVEN, Consent.REFUSED},
        "may_refuse": told.may_speak and told.own != Consent.REFUSED,
        "may_revoke": told.own == Consent.GIVEN and told.seen in {Seen.WAITS, Seen.INTRODUCED},
        "is_introduced": told.seen is Seen.INTRODUCED,
        "own_releases": [RELEASE_LABELS[Release(code)] for code in told.own_releases],
    }
    return render(request, "web/proposals/detail.html", context)


def _rows(party: "ToldParty") -> list[dict[str, str]]:
    told = (
        (_("Country"), country_name(party.country_code) if party.country_code else ""),
        (_("Size"), party.size_label),
        (_("Languages"), listed(map(language_name, party.languages))),
    )
    return [{"label": label, "value": value} for label, value in told if value]
