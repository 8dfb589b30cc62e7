"""What a helping municipality says of itself: H1 to H8."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from places.labels import choices
from places.models import Municipality
from prerequisites.engine.readiness import Answer, NationalPosition
from prerequisites.labels import ANSWER_LABELS, NATIONAL_POSITION_LABELS

_ANSWERS = sorted(answer.value for answer in Answer)


def _answer_field() -> "models.CharField[str, str]":
    return models.CharField(
        max_length=16, choices=choices(ANSWER_LABELS), default=Answer.UNANSWERED.value
    )


class ReadinessProfile(models.Model):
    """The answers of one helper to the questionnaire. Source: report L268-289.

    Only `services.answer_questionnaire` writes it.
    """

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="readiness_profile"
    )
    motives = _answer_field()
    motives_statement = models.TextField(max_length=2_000, blank=True)
    objectives = _answer_field()
    communication = _answer_field()
    endurance = _answer_field()
    stays_years = models.PositiveSmallIntegerField(null=True, blank=True)  # after the conflict
    policy = _answer_field()
    policy_dated_on = models.DateField(null=True, blank=True)
    first_contact_on = models.DateField(null=True, blank=True)  # with an appeal
    context_sources = models.PositiveSmallIntegerField(default=0)
    partners = _answer_field()
    calm_at_home = _answer_field()
    national_position = models.CharField(
        max_length=16,
        choices=choices(NATIONAL_POSITION_LABELS),
        default=NationalPosition.NOT_RECORDED.value,
    )
    answered_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"first_contact_on"})
        shared = frozenset(
            {"motives", "motives_statement", "objectives", "communication", "endurance"}
            | {"stays_years", "policy", "policy_dated_on", "context_sources", "partners"}
            | {"calm_at_home", "national_position"}
        )
        plain = frozenset({"id", "municipality", "answered_at"})

    class Meta:
        verbose_name = _("readiness profile")
        verbose_name_plural = _("readiness profiles")
        constraints = [
            models.CheckConstraint(
                name="prerequisites_readinessprofile_answers_are_known",
                condition=Q(motives__in=_ANSWERS)
                & Q(objectives__in=_ANSWERS)
                & Q(communication__in=_ANSWERS)
                & Q(endurance__in=_ANSWERS)
                & Q(policy__in=_ANSWERS)
                & Q(partners__in=_ANSWERS)
                & Q(calm_at_home__in=_ANSWERS),
            ),
            models.CheckConstraint(
                name="prerequisites_readinessprofile_stays_at_most_100_years",
                condition=Q(stays_years__isnull=True) | Q(stays_years__lte=100),
                violation_error_message=_("Say how many years, 100 at most."),
            ),
            models.CheckConstraint(
                name="prerequisites_readinessprofile_dated_only_with_a_policy",
                condition=Q(policy_dated_on__isnull=True) | Q(policy=Answer.YES.value),
                violation_error_message=_("Only a policy that exists has a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"readiness {self.pk}"
