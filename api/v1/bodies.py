"""What v1 takes in: strict bodies. A field that is not declared is refused, not dropped."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.selectors import may_appeal_for, members_for
from activities.engine.values import Activity, ActorMode
from api.v1.words import COUNTRIES, LANGUAGES
from matching.engine.values import AppealKind, HelpForm, NeedTopic, Urgency
from matching.services.appeals import AppealContent
from matching.services.pledges import PledgeContent
from partnercalls.engine.calling import MOST_EXPERTS
from partnercalls.engine.words import UnseenSigns, as_read
from partnercalls.selectors import hosts_for
from partnercalls.services.calls import CallContent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import Network, User
    from places.models import Intermediary, Municipality

MOST_LANGUAGES: Final = 20
MOST_EXCLUDED: Final = 50
MOST_PROJECTS: Final = 1_000
MOST_CAPACITY: Final = 1_000
MOST_HELPERS: Final = 20

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


class SpanBody(StrictBody):
    """A body that names `languages`, and the days from `starts` to `ends`."""

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


def _several(codes: type[StrEnum], *, least: int = 0) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=[code.value for code in codes]),
        min_length=least,
        max_length=len(codes),
        required=least > 0,
    )


class WordsField(serializers.CharField):
    """What people read, in normal form; a line break is the only sign in it that is not seen."""

    default_error_messages = {
        "unseen_signs": gettext_lazy("This holds signs that cannot be seen. Type it by hand.")
    }

    def to_internal_value(self, data: str) -> str:
        """Return the text in normal form.

        Raises:
            ValidationError: it is no text, or holds signs that deceive the eye.
        """
        try:
            return as_read(super().to_internal_value(data))
        except UnseenSigns:
            self.fail("unseen_signs")


@extend_schema_field({"type": "boolean", "enum": [True]})
class AttestedField(serializers.BooleanField):
    """What a body has to say yes to; a no is no call."""

    default_error_messages = {
        "not_attested": gettext_lazy("Without this nobody can be lent to the organisation.")
    }

    def to_internal_value(self, data: object) -> bool:
        """Return True.

        Raises:
            ValidationError: it says anything else.
        """
        if data is not True:
            self.fail("not_attested")
        return True


class PledgeRewriteBody(SpanBody):
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


class AppealBody(SpanBody):
    """An appeal as its municipality, or an intermediary on its behalf, writes it: a draft."""

    municipality = serializers.UUIDField(
        help_text="One that you act for, or one in a zone that you know as an intermediary."
    )
    kinds = _several(AppealKind, least=1)
    activity = serializers.ChoiceField(choices=[activity.value for activity in Activity])
    topic = serializers.ChoiceField(choices=[topic.value for topic in NeedTopic])
    summary = WordsField(
        max_length=2_000,
        allow_blank=True,
        default="",
        help_text="In any language. It is sealed; only its author and the officer read it.",
    )
    languages = serializers.ListField(
        child=serializers.CharField(max_length=8), min_length=1, max_length=MOST_LANGUAGES
    )
    urgency = serializers.ChoiceField(choices=[urgency.value for urgency in Urgency])
    starts = serializers.DateField()
    ends = serializers.DateField(help_text="Exclusive.")
    accepts_other_activities = serializers.BooleanField(default=True)
    helpers_wanted = serializers.IntegerField(
        min_value=1, max_value=MOST_HELPERS, default=1, help_text="More than one: a network."
    )
    excluded = serializers.ListField(
        child=serializers.CharField(max_length=64, validators=[_A_CODE]),
        max_length=MOST_EXCLUDED,
        required=False,
        help_text="Codes of countries and zones whose municipalities must not learn of it.",
    )

    def content(self) -> AppealContent:
        """Return what the appeal says, for the service."""
        data = self.validated_data
        return AppealContent(
            kinds=frozenset(map(AppealKind, data["kinds"])),
            activity=Activity(data["activity"]),
            topic=NeedTopic(data["topic"]),
            summary=data["summary"],
            languages=frozenset(data["languages"]),
            urgency=Urgency(data["urgency"]),
            starts=data["starts"],
            ends=data["ends"],
            excluded=frozenset(data.get("excluded", ())),
            accepts_other_activities=data["accepts_other_activities"],
            helpers_wanted=data["helpers_wanted"],
        )

    def town(self, user: "User") -> "Municipality":
        """Return the municipality that asks.

        Raises:
            ValidationError: `user` writes no appeals for it.
        """
        reference: UUID = self.validated_data["municipality"]
        town = may_appeal_for(user).filter(reference=reference).first()
        if town is None:
            sentence = _("You do not act for this municipality.")
            raise serializers.ValidationError({"municipality": [sentence]}, code="not_yours")
        return town


class CallBody(SpanBody):
    """A partner call as a host organisation writes it. The secretariat reads it first."""

    organisation = serializers.UUIDField(
        required=False, help_text="The one that asks; where you act for one alone, leave it out."
    )
    topic = serializers.ChoiceField(choices=[topic.value for topic in NeedTopic])
    summary = WordsField(
        max_length=600, help_text="Cities read these words. Name no town, no base and no person."
    )
    experts = serializers.IntegerField(min_value=1, max_value=MOST_EXPERTS)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=8), min_length=1, max_length=MOST_LANGUAGES
    )
    country_code = serializers.ChoiceField(
        choices=sorted(COUNTRIES), help_text="Cities learn no more of the place than this."
    )
    starts = serializers.DateField()
    ends = serializers.DateField(help_text="Exclusive.")
    gives_access = AttestedField(help_text="You give them access to the place of work.")
    gives_security = AttestedField(help_text="You see to their security there.")
    gives_logistics = AttestedField(help_text="You see to travel, lodging and equipment.")
    shows_name = serializers.BooleanField(
        help_text="Whether cities read your name in the list, or only what kind you are."
    )
    contact = WordsField(
        max_length=500,
        write_only=True,
        help_text="How you are reached. It is sealed, and never given out by this interface.",
    )

    def host(self, user: "User") -> "Intermediary | Network":
        """Return the organisation that asks.

        Raises:
            ValidationError: `user` acts for several and names none, or for none of this name.
        """
        hosts = hosts_for(user)
        named: UUID | None = self.validated_data.get("organisation")
        if named is None and len(hosts) == 1:
            return hosts[0]
        if named is None:
            sentence = _("You act for several organisations: say for which one.")
            raise serializers.ValidationError({"organisation": [sentence]}, code="required")
        for host in hosts:
            if host.reference == named:
                return host
        sentence = _("You do not act for this organisation.")
        raise serializers.ValidationError({"organisation": [sentence]}, code="not_yours")

    def content(self) -> CallContent:
        """Return what is asked for, as the service takes it."""
        said = self.validated_data
        return CallContent(
            topic=NeedTopic(said["topic"]),
            summary=said["summary"],
            experts=said["experts"],
            languages=frozenset(said["languages"]),
            country_code=said["country_code"],
            starts=said["starts"],
            ends=said["ends"],
            shows_name=said["shows_name"],
            contact=said["contact"],
        )
