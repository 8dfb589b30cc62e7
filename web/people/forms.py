"""What a supervisor writes about people and networks."""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.engine.roles import Role, body_of
from accounts.labels import LANGUAGE_LABELS, ROLE_LABELS
from accounts.selectors import MOST_BODIES, ActsFor, bodies_named
from web.people.words import name_of_body

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User
    from accounts.selectors import Body

_ROLES: Final = [(role.value, label) for role, label in ROLE_LABELS.items()]
_JOINERS: Final = frozenset("\u200c\u200d")  # Arabic needs them


class SearchForm(forms.Form):
    """Whom to look for. The words are sent and never stand in an address: they name a person."""

    words = forms.CharField(
        label=_("Name or e-mail address"),
        help_text=_("A part of it is enough."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    role = forms.TypedChoiceField(
        label=_("Who acts as"),
        choices=[("", pgettext_lazy("any role or none", "Everyone")), *_ROLES],
        coerce=Role,
        empty_value=None,
        required=False,
    )

    def sought(self) -> tuple[str, Role | None]:
        """Return the words and the role; what cannot be read narrows nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        return told.get("words", ""), told.get("role")


class BodyForm(forms.Form):
    """Which body is meant: a municipality, an intermediary or a network.

    There are thousands of municipalities: the body is written first, and chosen from what was
    found on the page that comes back.
    """

    field_order: Sequence[str] = ("role", "sought", "body")

    body = forms.TypedChoiceField(
        label=pgettext_lazy("body to act for", "Which of these is it?"),
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            _("Choose one of those that were found, or write another name."),
        ),
    )

    def __init__(self, said: "QueryDict | None", *, by: "User") -> None:
        """Let `by` look for the body."""
        super().__init__(said)
        self.by = by
        self.found: list[Body] = []

    @property
    def may_find_more(self) -> bool:
        """Test whether the list of what was found may have been cut."""
        return len(self.found) == MOST_BODIES

    def acts_for(self) -> ActsFor:
        """Return the body that was chosen; empty where none was."""
        chosen = {body.reference: body.acts_for for body in self.found}
        return chosen.get(self.cleaned_data["body"], ActsFor())

    def _look_for(self, role: Role, sought: str) -> None:
        """Look for the body, so that the field after this one can offer what was found."""
        self.found = bodies_named(self.by, role, sought)
        if not self.found:
            raise forms.ValidationError(
                _("Nothing of this kind has a name or a reference like this. Write it otherwise.")
            )
        # Cast: a form knows its fields only as fields.
        body = cast("forms.ChoiceField", self.fields["body"])
        body.choices = [(str(each.reference), name_of_body(each)) for each in self.found]
        body.required = True


class CapacityForm(BodyForm):
    """In which role somebody acts, and for which body where the role has one."""

    role = forms.TypedChoiceField(
        label=_("In which role?"), choices=_ROLES, coerce=Role, widget=forms.RadioSelect
    )
    sought = forms.CharField(
        label=_("For which municipality, intermediary or network?"),
        help_text=_(
            "Write its name or its reference; you then choose it from a list. "
            "Leave this empty for the secretariat."
        ),
        max_length=200,
        required=False,
    )

    def clean_sought(self) -> str:
        """Look for a body of the kind for which the role acts."""
        sought: str = self.cleaned_data["sought"]
        role = self.cleaned_data.get("role")
        if not sought or role is None:
            return sought
        if body_of(role) is None:
            raise forms.ValidationError(
                _("This role acts for no such body. Leave this empty, or choose another role.")
            )
        self._look_for(role, sought)
        return sought


class MemberForm(BodyForm):
    """Which municipality shall belong to a network."""

    sought = forms.CharField(
        label=_("Which municipality?"),
        help_text=_("Write its name or its reference; you then choose it from a list."),
        max_length=200,
    )

    def clean_sought(self) -> str:
        """Look for the municipality."""
        sought: str = self.cleaned_data["sought"]
        self._look_for(Role.MUNICIPALITY, sought)
        return sought


class InviteForm(CapacityForm):
    """Who is invited, and as what they act from the beginning."""

    field_order = ("email", "display_name", "language", "role", "sought", "body")

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They sign in with it. No mail is sent now."),
        max_length=254,
    )
    display_name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("In which language shall mails to them be?"),
        choices=list(LANGUAGE_LABELS.items()),
        initial=get_language,
    )

    def clean_display_name(self) -> str:
        """Refuse signs that are not seen: they can make one name look like another."""
        return _seen_whole(self.cleaned_data["display_name"])


class NetworkForm(forms.Form):
    """What a network is called."""

    name = forms.CharField(label=pgettext_lazy("of a network", "Name"), max_length=200)

    def clean_name(self) -> str:
        """Refuse signs that are not seen, as in the name of a person."""
        return _seen_whole(self.cleaned_data["name"])


class MembersForm(forms.Form):
    """Whom to look for among the members; the name of a municipality is public."""

    words = forms.CharField(
        label=_("Name of the municipality"),
        help_text=_("In any script, without accents if you like. A slip of the pen is forgiven."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )

    def sought(self) -> str:
        """Return the words; what cannot be read narrows nothing."""
        return self.cleaned_data["words"] if self.is_valid() else ""


def _seen_whole(written: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(written.split()))
    if not all(sign.isprintable() or sign in _JOINERS for sign in name):
        raise forms.ValidationError(
            _("This name holds signs that cannot be seen. Type it by hand.")
        )
    return name
