"""Invented content for the style page: one specimen of each component."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.core.paginator import Paginator

VERDICTS: Final = (
    ("direct_open", "Direct help is open"),
    ("direct_conditional", "Direct help under conditions"),
    ("indirect_only", "Indirect help only"),
    ("reassess", "To be assessed again"),
    ("insufficient_evidence", "Not enough evidence"),
    ("out_of_scope", "Outside the scope"),
)


class SpecimenForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(label="Name of the municipality", help_text="As it is written there.")
    email = forms.EmailField(label="E-mail address")
    kind = forms.ChoiceField(
        label="What do you ask for?",
        widget=forms.RadioSelect,
        choices=[("protection", "Protection"), ("agenda", "A place on the agenda")],
    )
    languages = forms.MultipleChoiceField(
        label="Languages you can work in",
        widget=forms.CheckboxSelectMultiple,
        choices=[("fr", "Français"), ("uk", "Українська"), ("ar", "العربية")],
        required=False,
    )
    since = forms.DateField(label="Since when?", widget=forms.DateInput(attrs={"type": "date"}))
    need = forms.CharField(label="What do you need?", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="The council has agreed to this.")


def context(query: Mapping[str, str]) -> dict[str, object]:
    """Return what the style page shows; `query` moves its list and sends its form."""
    paginator = Paginator(range(1, 61), 20)
    return {
        "verdicts": VERDICTS,
        "form": SpecimenForm(),
        "wrong_form": SpecimenForm({"email": "nobody"}, prefix="wrong"),
        "page": paginator.get_page(query.get("page")),
        "columns": ["Municipality", "Phase", "Waiting"],
        "rows": [
            ["Lipova Dolyna", "High violence", "12 days"],
            ["القرية الجديدة", "Low violence after", "3 days"],
        ],
        "summary": [
            {
                "label": "Kind of appeal",
                "value": "Support",
                "href": "#",
                "action": "Change the kind",
            },
            {"label": "What is needed", "value": "نحتاج إلى مضخات مياه"},
        ],
        "entries": [
            {"when": "1 March", "title": "The appeal has arrived"},
            {"when": "3 March", "title": "A person has read it", "standing": "now"},
            {"when": "By 31 March", "title": "An answer is due", "standing": "ahead"},
        ],
    }
