"""What a supervisor writes about people."""

import unicodedata
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


class CapacityForm(forms.Form):
    """In which role somebody acts, and for which body where the role has one.

    There are thousands of municipalities: the body is written first, and chosen from what was
    found on the page that comes back.
    """

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

    def clean_sought(self) -> str:
        """Look for the body, so that the field after this one can offer what was found."""
        sought: str = self.cleaned_data["sought"]
        role = self.cleaned_data.get("role")
        if not sought or role is None:
            return sought
        if body_of(role) is None:
            raise forms.ValidationError(
                _("This role acts for no such body. Leave this empty, or choose another role.")
            )
        self.found = bodies_named(self.by, role, sought)
        if not self.found:
            raise forms.ValidationError(
                _("Nothing of this kind has a name or a reference like this. Write it otherwise.")
            )
        # Cast: a form knows its fields only as fields.
        body = cast("forms.ChoiceField", self.fields["body"])
        body.choices = [(str(each.reference), name_of_body(each)) for each in self.found]
        body.required = True
        return sought

    @property
    def may_find_more(self) -> bool:
        """Test whether the list of what was found may have been cut."""
        return len(self.found) == MOST_BODIES

    def acts_for(self) -> ActsFor:
        """Return the body that was chosen; empty where none was."""
        chosen = {body.reference: body.acts_for for body in self.found}
        return chosen.get(self.cleaned_data["body"], ActsFor())


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
        words = self.cleaned_data["display_name"].split()
        name = unicodedata.normalize("NFC", " ".join(words))
        if not all(sign.isprintable() or sign in _JOINERS for sign in name):
            raise forms.ValidationError(
                _("This name holds signs that cannot be seen. Type it by hand.")
            )
        return name
