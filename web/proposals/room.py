"""What a party does with a proposal, whether it has an account or a receipt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.engine.consents import Release, Seen
from matching.engine.lifecycle import Consent
from matching.engine.receipts import Holder
from matching.labels import RELEASE_LABELS, SEEN_LABELS
from matching.selectors import proposals
from matching.services import introductions
from matching.services import proposals as services
from sealing import services as sealing
from web.proposals.forms import AgreeForm, RefuseForm
from web.proposals.learning import learned_from
from web.vocabulary import country_name, language_name, listed

if TYPE_CHECKING:
    from matching.selectors.proposals import ToldParty, ToldProposal
    from matching.selectors.speaking import Speaker

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where a party speaks: who speaks, the names of the pages, and the page before them."""

    by: "Speaker"
    pages: str
    back: str

    def address(self, page: str, reference: UUID) -> str:
        """Return where a page of a proposal is."""
        return reverse(f"{self.pages}:{page}", args=[reference])


def detail(request: HttpRequest, room: Room, reference: UUID) -> HttpResponse:
    """Show a proposal as its party may know it."""
    told = _told_or_404(room, reference)
    return _page(request, room, told, AgreeForm(party=told.party), RefuseForm())


def agree(request: HttpRequest, room: Room, reference: UUID) -> HttpResponse:
    """Keep a consent, with what it releases."""
    told = _told_or_404(room, reference)
    form = AgreeForm(request.POST, party=told.party)
    if not form.is_valid():
        return _page(request, room, told, form, RefuseForm())
    try:
        services.consent(
            reference=reference,
            releases=form.released(),
            contact=form.cleaned_data["contact"],
            by=room.by,
            at=timezone.now(),
        )
    except services.ProposalRefused as refused:
        messages.error(request, _REFUSED[type(refused)])
    except sealing.Erased:
        messages.error(request, _ERASED)
    else:
        messages.success(request, _("Your consent is kept. You can take it back at any time."))
    return redirect(room.address("detail", reference))


def refuse(request: HttpRequest, room: Room, reference: UUID) -> HttpResponse:
    """Keep a refusal, with its reason."""
    told = _told_or_404(room, reference)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, room, told, AgreeForm(party=told.party), form)
    try:
        services.refuse(reference=reference, reason=form.said(), by=room.by, at=timezone.now())
    except services.ProposalRefused as refused:
        messages.error(request, _REFUSED[type(refused)])
    else:
        messages.success(request, _("You have refused. The others are not told."))
    return redirect(room.address("detail", reference))


def revoke(request: HttpRequest, room: Room, reference: UUID) -> HttpResponse:
    """Take a consent back."""
    _told_or_404(room, reference)
    try:
        services.revoke(reference=reference, by=room.by, at=timezone.now())
    except services.ProposalRefused as refused:
        messages.error(request, _REFUSED[type(refused)])
    else:
        messages.success(request, _("Your consent is taken back. It holds at once."))
    return redirect(room.address("detail", reference))


def released(request: HttpRequest, room: Room, reference: UUID) -> HttpResponse:
    """Show what the others released to a party that is introduced."""
    told = _told_or_404(room, reference)
    try:
        opened = introductions.open_released(reference=reference, by=room.by, at=timezone.now())
    except introductions.NotIntroduced:
        messages.info(request, _("You are not introduced to each other. Nothing was opened."))
        return redirect(room.address("detail", reference))
    except sealing.Erased:
        messages.error(request, _ERASED)
        return redirect(room.address("detail", reference))
    context = {"opened": opened, "back": room.address("detail", told.reference)}
    return render(request, "web/proposals/released.html", context)


def _told_or_404(room: Room, reference: UUID) -> "ToldProposal":
    try:
        return proposals.proposal_for(room.by, reference, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None


def _page(
    request: HttpRequest,
    room: Room,
    told: "ToldProposal",
    agreeing: AgreeForm,
    refusing: RefuseForm,
) -> HttpResponse:
    deeds = ("agree", "refuse", "revoke", "released")
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
        "learned": learned_from(told),
        "back": room.back,
        "by_receipt": isinstance(room.by, Holder),
        "ways": {deed: room.address(deed, told.reference) for deed in deeds},
    }
    return render(request, "web/proposals/detail.html", context)


def _rows(party: "ToldParty") -> list[dict[str, str]]:
    told = (
        (_("Country"), country_name(party.country_code) if party.country_code else ""),
        (_("Size"), party.size_label),
        (_("Languages"), listed(map(language_name, party.languages))),
    )
    return [{"label": label, "value": value} for label, value in told if value]
