"""What v1 takes in: strict bodies. A field that is not declared is refused, not dropped."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.selectors import members_for
from activities.engine.values import Activity, ActorMode
from api.v1.words import LANGUAGES
from matching.engine.values import HelpForm, NeedTopic
from matching.services.pledges import PledgeContent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import User
    from places.models import Municipality

MOST_LANGUAGES: Final = 20
MOST_EXCLUDED: Final = 50
MOST_PROJECTS: Final = 1_000
MOST_CAPACITY: Final = 1_000

_A_CODE: Final = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}\Z",
    gettext_lazy("This is not the code of a country or of a zone."),
    code="not_a_code",
)


class StrictBody(serializers.Serializer[object]):
    """A body of declared fields. Also the body of a step that needs none: `{}` or nothing."""

    def to_internal_value(self, data: object) -> "Mapping[str, object]":
        """Refuse what is not declared, then read the fields.

        Raises:
            ValidationError: a field is unknown, missing or wrong.
        """
        if isinstance(data, dict):
            unknown = {
                str(name): [_("There is no such field.")]
                for name in data
                if name not in self.fields
            }
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown_field")
        value: Mapping[str, object] = super().to_internal_value(data)
        return value


def _several(codes: type[StrEnum], *, least: int = 0) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=[code.value for code in codes]),
        min_length=least,
        max_length=len(codes),
        required=least > 0,
    )


class PledgeRewriteBody(StrictBody):
    """What a pledge offers, whole: what is left out falls back to its default.

    Only `excluded` stays as it is when it is left out: a network cannot read it.
    """

    activities = _several(Activity, least=1)
    topics = _several(NeedTopic)
    forms = _several(HelpForm)
    actor = serializers.ChoiceField(
        choices=[actor.value for actor in ActorMode], default=ActorMode.SINGLE.value
    )
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_CAPACITY)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=8), min_length=1, max_length=MOST_LANGUAGES
    )
    has_interpreter = serializers.BooleanField(default=False)
    has_host_partner = serializers.BooleanField(default=False)
    has_platform = serializers.BooleanField(default=False)
    can_host = serializers.BooleanField(default=False)
    projects_done = serializers.IntegerField(min_value=0, max_value=MOST_PROJECTS, default=0)
    starts = serializers.DateField()
    ends = serializers.DateField(help_text="Exclusive.")
    excluded = serializers.ListField(
        child=serializers.CharField(max_length=64, validators=[_A_CODE]),
        max_length=MOST_EXCLUDED,
        required=False,
        help_text="Codes of countries and zones that you do not help.",
    )

    def validate_languages(self, languages: list[str]) -> list[str]:
        """Keep languages of the list; a code nobody knows would never meet another."""
        if not LANGUAGES.issuperset(languages):
            raise serializers.ValidationError(
                _("Use the codes of the list of languages."), code="unknown_language"
            )
        return languages

    def validate(self, attrs: "dict[str, object]") -> "dict[str, object]":
        """Refuse an end before the start."""
        if str(attrs["ends"]) <= str(attrs["starts"]):  # ISO dates compare as text
            raise serializers.ValidationError(
                {"ends": [_("The last day must come after the first.")]}, code="ends_too_early"
            )
        return attrs

    @property
    def keeps_excluded(self) -> bool:
        """Whether the body leaves alone whom the helper leaves out."""
        return "excluded" not in self.validated_data

    def content(self) -> PledgeContent:
        """Return what the pledge offers, as the service takes it."""
        said = self.validated_data
        return PledgeContent(
            activities=frozenset(map(Activity, said["activities"])),
            topics=frozenset(map(NeedTopic, said.get("topics", ()))),
            forms=frozenset(map(HelpForm, said.get("forms", ()))),
            actor=ActorMode(said["actor"]),
            capacity=said["capacity"],
            languages=frozenset(said["languages"]),
            has_interpreter=said["has_interpreter"],
            has_host_partner=said["has_host_partner"],
            has_platform=said["has_platform"],
            can_host=said["can_host"],
            projects_done=said["projects_done"],
            starts=said["starts"],
            ends=said["ends"],
            excluded=frozenset(said.get("excluded", ())),
        )


class PledgeBody(PledgeRewriteBody):
    """A pledge as its helper, or a network of the helper, writes it.

    A helper's own stays a draft until it is offered; a network's is offered at once.
    """

    municipality = serializers.UUIDField(
        help_text="One that you act for, or a member of your network."
    )

    def helper(self, user: "User") -> "Municipality":
        """Return the municipality that the pledge is of.

        Raises:
            ValidationError: `user` acts neither for it nor for a network that it belongs to.
        """
        reference: UUID = self.validated_data["municipality"]
        municipality = members_for(user).filter(reference=reference).first()
        if municipality is None:
            sentence = _("You do not act for this municipality.")
            raise serializers.ValidationError({"municipality": [sentence]}, code="not_yours")
        return municipality
