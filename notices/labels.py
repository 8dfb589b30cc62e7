"""What each notice says, in human languages: whole sentences without a name or a place."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices.engine.mailing import MailChoice, MailState
from notices.engine.telling import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

KIND_LABELS: Final[Mapping[Kind, "StrPromise"]] = {
    Kind.PROPOSAL_PUT: _("A proposal waits for your answer."),
    Kind.PROPOSAL_INTRODUCED: _("Everyone has agreed to a proposal: you are introduced."),
    Kind.PROPOSAL_ENDED: _("An introduction has ended."),
    Kind.APPEAL_ACKNOWLEDGED: _("A person at the secretariat has read your appeal."),
    Kind.APPEAL_ANSWERED: _("Your appeal has an answer."),
    Kind.APPEAL_ANSWER_RETRACTED: _("An answer to your appeal was taken back."),
    Kind.APPEAL_CLOSED: _("Your appeal is closed. Its answer stays."),
    Kind.APPEAL_MERGED: _("Your appeal was joined with another one of yours."),
    Kind.APPEAL_SEPARATED: _("Your appeal goes on by itself again."),
    Kind.APPEAL_ASKED_AGAIN: _("You are asked whether you still need the help you asked for."),
    Kind.OBJECTION_REPLIED: _("The secretariat has replied to your objection."),
    Kind.APPEAL_QUESTION: _("The officer of your appeal asks you something."),
    Kind.APPEAL_CARD: _("The officer of your appeal proposes what everybody could read of it."),
    Kind.CASE_ASSIGNED: _("A supervisor has given you a case."),
    Kind.CASE_OBJECTION: _("The author of an appeal of yours does not agree."),
    Kind.CASE_REPLIED: _("The author of an appeal of yours has replied to your question."),
    Kind.CHECK_REPLIED: _("The author of an appeal that you check has replied to your question."),
    Kind.CASE_TO_ASK: _("Ask the author of an appeal of yours whether help is still needed."),
    Kind.CASE_SPOKE_AGAIN: _("The author of an appeal of yours says whether help is needed."),
    Kind.CASE_CARD: _("The author of an appeal of yours has decided about its public card."),
    Kind.CASE_SILENT: _("The author of an appeal of yours was asked twice and is silent."),
    Kind.CASE_REWRITTEN: _("An appeal of yours was rewritten by its author."),
    Kind.CASE_WITHDRAWN: _("An appeal of yours was withdrawn by its author."),
    Kind.CASE_REOPENED: _("An appeal of yours waits for an answer again."),
    Kind.CASE_OVERDUE: _("An appeal of yours has waited too long."),
    Kind.DESK_OVERDUE: _("An appeal has waited too long, and its officer was told before."),
    Kind.CASE_PARTY_SPOKE: _("A party has spoken to a proposal in your cases."),
    Kind.CASE_INTRODUCED: _("The parties to a proposal in your cases are introduced."),
    Kind.CASE_OVER: _("A proposal in your cases is over."),
    Kind.PARTNERSHIP_OPENED: _("A partnership has begun."),
    Kind.PARTNERSHIP_PAUSED: _("A partnership rests."),
    Kind.PARTNERSHIP_ENDED: _("A partnership has ended."),
    Kind.PARTNERSHIP_CHANGED: _("Something has changed in a partnership."),
    Kind.PARTNERSHIP_REVIEWED: _("The review of a partnership has moved on."),
    Kind.PARTNERSHIP_HARM: _("Someone has recorded a harm in a partnership."),
    Kind.SEARCH_FITTED: _("A need that is new on the public list fits a search you saved."),
    Kind.CALL_WAITS: _("An organisation asks cities for experts: its call waits for you."),
    Kind.CALL_LISTED: _("Cities can read your call for experts."),
    Kind.CALL_FITS: _("A call for experts fits a pledge of yours."),
    Kind.CALL_REFUSED: _("Your call for experts is not listed; you read why."),
    Kind.CALL_LAPSED: _("The last day of your call for experts has passed."),
    Kind.CALL_OFFERED: _("A city offers experts for your call."),
    Kind.CALL_OFFER_BACK: _("A city has taken back its offer of experts."),
    Kind.OFFER_TAKEN_UP: _("The experts you offered are taken up."),
    Kind.OFFER_DECLINED: _("The experts you offered are not taken up."),
}

UNSEEN: Final = _("Something changed that you can no longer see.")

CHOICE_LABELS: Final[Mapping[MailChoice, "StrPromise"]] = {
    MailChoice.NONE: _("No mail"),
    MailChoice.AT_ONCE: _("At once, but never more than one mail in an hour"),
    MailChoice.DAILY: _("Once a day, in the morning"),
}

MAIL_STATE_LABELS: Final[Mapping[MailState, "StrPromise"]] = {
    MailState.WAITING: pgettext_lazy("mail", "Waiting"),
    MailState.SENT: pgettext_lazy("mail", "Sent"),
    MailState.DROPPED: pgettext_lazy("mail", "No longer needed"),
    MailState.DEAD: pgettext_lazy("mail", "Given up"),
}
