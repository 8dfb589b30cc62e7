"""The words of the Congress's answers in human languages."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from congress.engine.answers import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

ANSWER_LABELS: "Final[Mapping[AnswerKind, StrPromise]]" = {
    AnswerKind.DECLARATION: _("A declaration of the Congress"),
    AnswerKind.RESOLUTION: _("A resolution of the Congress"),
    AnswerKind.RECOMMENDATION: _("A recommendation to the Committee of Ministers"),
    AnswerKind.ADDRESS_BY_MAYOR: _("The mayor addresses the Congress"),
    AnswerKind.COUNTRY_EVALUATION: _("An evaluation of local democracy in the country"),
    AnswerKind.ELECTION_OBSERVATION: _("Observation of the local elections"),
    AnswerKind.ARTICLE_REPORT: _("A report on an article of the Charter"),
    AnswerKind.FACT_FINDING_MISSION: _("A fact-finding mission"),
    AnswerKind.REMINDER_ART_10_3: _("A reminder of the right to cooperate"),
    AnswerKind.LDA_SUPPORT: _("Support through a Local Democracy Agency"),
    AnswerKind.EURO_ARAB_DIALOGUE: _("The dialogue of European and Arab cities"),
    AnswerKind.CRITERIA_SHARING: _("Sharing the criteria with helpers"),
    AnswerKind.RELAY_TO_HELPERS: _("Relaying the agreed appeal to networks of helpers"),
    AnswerKind.MATCH: _("A match with a helping municipality"),
    AnswerKind.INDIRECT_MATCH: _("A match for help from outside the zone"),
    AnswerKind.VISITS: _("A visit by a delegation"),
    AnswerKind.FORUMS: _("A place in an international forum"),
    AnswerKind.ATTENTION: _("Drawing attention to the municipality's plight"),
    AnswerKind.SECOND_SOURCE: _("Finding a second independent source"),
    AnswerKind.OFFICIALS_NAMED_ANEW: _("Asking anew who the local officials are"),
    AnswerKind.REDIRECT: _("Leading the appeal to those who can help"),
    AnswerKind.REASONED_REFUSAL: _("A refusal with its reasons"),
}
