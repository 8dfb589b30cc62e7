"""The page on which the author of an appeal replies, with an account or with a receipt."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.services import questions
from sealing import services as sealing
from web.appeals.replying.forms import ReplyForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal
    from matching.selectors.speaking import Speaker

_REFUSALS: "Final[Mapping[type[Exception], StrPromise]]" = {
    questions.NothingSaid: gettext_lazy("Say it in words. Nothing was sent."),
    questions.IsOver: gettext_lazy(
        "The appeal is over, or goes on under another one. Nothing was sent."
    ),
    questions.RepliedAlready: gettext_lazy("It was replied to before. Nothing was changed."),
    questions.TakenBack: gettext_lazy(
        "Your officer took this question back. Nothing was sent; you owe no reply."
    ),
    sealing.Erased: gettext_lazy(
        "What people wrote for this appeal was destroyed, so nothing can be kept or read. "
        "Speak to the secretariat."
    ),
}


def reply_page(
    request: HttpRequest, appeal: "Appeal", question: UUID, *, by: "Speaker", back: str
) -> HttpResponse:
    """Show a question and keep its reply; what is not asked of this author is not there.

    Args:
        request: of the page.
        appeal: one that `by` may read.
        question: by reference.
        by: who replies.
        back: the page of the appeal.
    """
    now = timezone.now()
    asked = questions.read_questions(appeal, by=by, at=now)
    told = next((each for each in asked if each.question.reference == question), None)
    if told is None:
        raise Http404
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            questions.reply(question=question, text=form.cleaned_data["text"], by=by, at=now)
        except (questions.QuestionRefused, sealing.Erased) as refused:
            form.add_error(None, str(_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("Your officer reads your reply now."))
            return redirect(back)
    context = {"told": told, "form": form, "back": back}
    return render(request, "web/appeals/reply.html", context)
