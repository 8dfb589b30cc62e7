"""Pages of the rules: the numbers behind verdicts, their versions, and what others would change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.engine.roles import Permission
from accounts.permissions import require
from prerequisites import selectors as prerequisites
from prerequisites.engine.documents import from_document
from prerequisites.services import rules as services
from web.looks import Step, step_of
from web.rules.forecast import outlook_of
from web.rules.forms import RulesForm
from web.rules.pages import versions_of
from web.rules.refusals import sentence_of
from web.rules.words import changes_of, parts_of, sentences_of
from web.types import SignedInRequest
from web.versions import AdoptionForm


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.JUDGE)
    rules = prerequisites.current_rules()
    stored = prerequisites.rule_versions_for(request.user)
    context = {
        "versions": versions_of(stored, rules, request.user),
        "rules": rules,
        "parts": parts_of(rules, beside=rules),
        "sentences": sentences_of(rules),
    }
    return render(request, "web/rules/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.JUDGE)
    rules = prerequisites.current_rules()
    form = RulesForm(request.POST or None, rules=rules)
    step = step_of(request, form)
    if step is Step.SAVE:
        try:
            version = services.propose_rules(
                rules=form.proposed(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except services.RulesRefused as refused:
            form.add_error(None, sentence_of(refused))
        else:
            messages.success(request, _("The version is proposed. A colleague adopts it."))
            return redirect("web:rules:detail", version.number)
    context = {"form": form, "step": step, "rules": rules}
    if step is not Step.ASK:
        proposed = form.proposed()
        context["changes"] = changes_of(proposed, beside=rules)
        context["outlook"] = outlook_of(request.user, proposed, on=timezone.localdate())
    return render(request, "web/rules/propose.html", context)


@require_safe
@login_required
def detail(request: SignedInRequest, number: int) -> HttpResponse:
    rules = prerequisites.current_rules()
    stored = list(prerequisites.rule_versions_for(request.user))
    versions = versions_of(stored, rules, request.user)
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        raise Http404
    document = next(row.document for row in stored if row.number == number)
    shown = from_document(number, document)
    context = {
        "version": version,
        "rules": rules,
        "parts": parts_of(shown, beside=rules),
        "sentences": sentences_of(shown),
    }
    if version.waits:
        context["outlook"] = outlook_of(request.user, shown, on=timezone.localdate())
    return render(request, "web/rules/detail.html", context)


@require_POST
@login_required
def adopt(request: SignedInRequest, number: int) -> HttpResponse:
    if not prerequisites.rule_versions_for(request.user).filter(number=number).exists():
        raise Http404
    form = AdoptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please look first at what it would change. Nothing was done."))
        return redirect("web:rules:detail", number)
    try:
        services.adopt_rules(
            number=number,
            by=request.user,
            at=timezone.now(),
            instead_of=form.cleaned_data["instead_of"],
        )
    except services.RulesRefused as refused:
        messages.info(request, sentence_of(refused))
    else:
        messages.success(
            request,
            _("The version is in force. Every verdict and every match is made anew now."),
        )
    return redirect("web:rules:detail", number)
