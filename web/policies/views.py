"""Pages of the policy: the order of the criteria, its versions, and what another would change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from matching.engine.criteria import SUGGESTED_ORDER
from matching.selectors.policies import policies_for, policy_in_force
from matching.services import policies as services
from web.looks import Step, step_of
from web.policies.comparison import outlook_of
from web.policies.forms import PolicyForm
from web.policies.pages import versions_of
from web.policies.refusals import sentence_of
from web.policies.words import name_of, wording_of
from web.types import SignedInRequest
from web.versions import AdoptionForm


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.JUDGE)
    policy = policy_in_force(timezone.localdate())
    context = {
        "versions": versions_of(policies_for(request.user), policy, request.user),
        "policy": policy,
        "name": name_of(policy),
        "wording": wording_of(policy, beside=policy),
    }
    return render(request, "web/policies/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.JUDGE)
    today = timezone.localdate()
    policy = policy_in_force(today)
    order = SUGGESTED_ORDER if request.GET.get("begin") == "all" else None
    form = PolicyForm(request.POST or None, policy=policy, order=order)
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            version = services.propose_policy(
                policy=form.proposed(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except services.PolicyRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The version is proposed. A colleague adopts it."))
            return redirect("web:policies:detail", version.number)
    context = {"form": form, "step": step, "policy": policy, "is_suggested": order is not None}
    if step is not Step.ASK:
        proposed = form.proposed()
        context["wording"] = wording_of(proposed, beside=policy)
        context["outlook"] = outlook_of(request.user, policy, proposed, on=today)
    return render(request, "web/policies/propose.html", context)


@require_safe
@login_required
def detail(request: SignedInRequest, number: int) -> HttpResponse:
    today = timezone.localdate()
    policy = policy_in_force(today)
    versions = versions_of(policies_for(request.user), policy, request.user)
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        raise Http404
    context = {"version": version, "policy": policy, "wording": version.wording}
    if version.waits:
        context["outlook"] = outlook_of(request.user, policy, version.policy, on=today)
    return render(request, "web/policies/detail.html", context)


@require_POST
@login_required
def adopt(request: SignedInRequest, number: int) -> HttpResponse:
    _version_or_404(request, number)
    form = AdoptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please look first at what it would change. Nothing was done."))
        return redirect("web:policies:detail", number)
    try:
        services.adopt_policy(
            number=number,
            by=request.user,
            at=timezone.now(),
            instead_of=form.cleaned_data["instead_of"],
        )
    except services.PolicyRefused as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The version is in force. Everything is matched anew now."))
    return redirect("web:policies:detail", number)


@require_POST
@login_required
def turn_down(request: SignedInRequest, number: int) -> HttpResponse:
    _version_or_404(request, number)
    try:
        services.turn_down_policy(number=number, by=request.user, at=timezone.now())
    except services.PolicyRefused as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(request, _("The version is turned down. What holds stays as it is."))
    return redirect("web:policies:detail", number)


def _version_or_404(request: SignedInRequest, number: int) -> None:
    if not policies_for(request.user).filter(number=number).exists():
        raise Http404
