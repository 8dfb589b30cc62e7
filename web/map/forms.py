"""What staff decide about one activity of the map."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import labels
from activities.engine.contents import Part, differences
from activities.engine.editing import REPORT, Edit, edit_of, edited
from activities.engine.law import (
    Standing,
    faults_of,
    partner_needs_for,
    partner_roles_for,
    safeguards_of,
    standing_of,
    standings_for,
)
from activities.engine.values import (
    Activity,
    ActorMode,
    HelperTest,
    Need,
    Obligation,
    PartnerNeed,
    PartnerRole,
    Risk,
    Situation,
    ThematicMap,
    Venue,
)
from activities.services import NothingChanged, Outdated
from evidence.engine.values import PREREQUISITES, Phase
from evidence.labels import PHASES, SUBJECTS
from web.forms import GroupedForm
from web.map.words import REFUSALS, fault_sentence, special_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_Word = TypeVar("_Word", bound=StrEnum)

_FITS: Final = tuple(f"fit_{phase}" for phase in Phase)
_SPECIAL: Final = {
    (phase, situation): f"special_{phase}_{situation}" for phase in Phase for situation in Situation
}
_ACTORS: Final = tuple(f"actor_{actor}" for actor in ActorMode)
_PARTNERS: Final = ("partner_role", *(f"partner_{venue}" for venue in Venue))
_FIT_CHOICES: Final = [(str(score), label) for score, label in labels.FIT_LABELS.items()]


class CellForm(GroupedForm):
    """One activity, decided anew. It offers only what the law of the report allows.

    What the report itself names in a list stays, and is told above the choices.
    """

    GROUPS: "ClassVar[Sequence[tuple[StrPromise, Sequence[str]]]]" = (
        (gettext_lazy("When it fits"), (*_FITS, *_SPECIAL.values())),
        (gettext_lazy("Who leads it"), _ACTORS),
        (gettext_lazy("With whom"), _PARTNERS),
        (gettext_lazy("What must hold"), (*PREREQUISITES, "helper_required")),
        (gettext_lazy("What it needs and brings along"), ("needs", "obligations")),
        (gettext_lazy("What can go wrong"), ("risks",)),
        (gettext_lazy("Why"), ("reason",)),
    )

    reason = forms.CharField(
        label=gettext_lazy("Why is the map changed?"),
        help_text=gettext_lazy(
            "Everybody reads this beside the map once it is in force. Name no place and no person."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,  # Any: Django's signature
        in_force: ThematicMap,
        draft: ThematicMap,
        activity: Activity,
        **kwargs: Any,
    ) -> None:
        """Ask about `activity`, beginning with what `draft` says of it."""
        super().__init__(*args, **kwargs)
        self.in_force = in_force
        self.draft = draft
        self.activity = activity
        self.cell = draft.cells[activity]
        self.fields |= {
            **self._fits(),
            **self._partners(),
            **self._prerequisites(),
            **self._lists(),
        }
        self.order_fields([name for _title, names in self.GROUPS for name in names])

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        """Refuse what no single question can: an answer that came too late, or that cannot be."""
        cleaned = super().clean() or {}
        if not self.errors:
            for sentence in self._refusals():
                self.add_error(None, sentence)
        return cleaned

    def applied(self) -> ThematicMap:
        """Return the map with this activity as it was decided, marked as ours where it differs."""
        return edited(self.draft, self.activity, self._edit())

    def _refusals(self) -> "list[StrPromise | str]":
        if self.data.get("base") != str(self.in_force.version):
            return [REFUSALS[Outdated]]
        proposal = self.applied()
        if not differences(self.in_force, proposal):
            return [REFUSALS[NothingChanged]]
        return [fault_sentence(fault) for fault in faults_of(proposal)]

    def _edit(self) -> Edit:
        said, now = self.cleaned_data, edit_of(self.cell)
        standings = {
            subject: Standing(said.get(subject, standing_of(self.cell, subject)))
            for subject in PREREQUISITES
        }
        return Edit(
            fits={phase: int(said[f"fit_{phase}"]) for phase in Phase},
            special_fits={key: int(said[_SPECIAL[key]]) for key in now.special_fits},
            actors={actor: int(said[f"actor_{actor}"]) for actor in ActorMode},
            partner_role=PartnerRole(said.get("partner_role", now.partner_role)),
            partner_needs={
                venue: PartnerNeed(said.get(f"partner_{venue}", now.partner_needs[venue]))
                for venue in Venue
            },
            required=frozenset(s for s, each in standings.items() if each is Standing.REQUIRED),
            weighed=frozenset(s for s, each in standings.items() if each is Standing.WEIGHED),
            helper_required=self._chosen("helper_required", Part.HELPER_REQUIRED, HelperTest),
            needs=self._chosen("needs", Part.NEED, Need),
            risks=self._chosen("risks", Part.RISK, Risk),
            obligations=self._chosen("obligations", Part.OBLIGATION, Obligation),
        )

    def _chosen(self, name: str, part: Part, words: type[_Word]) -> frozenset[_Word]:
        codes = {*self.cleaned_data.get(name, ()), *safeguards_of(self.activity, part)}
        return frozenset(words(code) for code in codes)

    def _fits(self) -> dict[str, forms.Field]:
        own, now = edit_of(REPORT.cells[self.activity]), edit_of(self.cell)
        fields: dict[str, forms.Field] = {}
        for phase in Phase:
            fields[f"fit_{phase}"] = _fit(PHASES[phase], now.fits[phase], own.fits[phase])
        for key, score in now.special_fits.items():
            fields[_SPECIAL[key]] = _fit(special_name(*key), score, own.special_fits[key])
        for actor in ActorMode:
            fields[f"actor_{actor}"] = _fit(
                labels.ACTOR_LABELS[actor], now.actors[actor], own.actors[actor]
            )
        return fields

    def _partners(self) -> dict[str, forms.Field]:
        own, now = REPORT.cells[self.activity].partner, self.cell.partner
        fields = _choice(
            "partner_role",
            labels.PART_LABELS[Part.PARTNER_ROLE],
            _named(partner_roles_for(self.activity), labels.PARTNER_LABELS),
            now=now.role,
            own=labels.PARTNER_LABELS[own.role],
        )
        for venue in Venue:
            fields |= _choice(
                f"partner_{venue}",
                labels.PARTNER_VENUE_LABELS[venue],
                _named(partner_needs_for(self.activity, venue), labels.PARTNER_NEED_LABELS),
                now=now.needs[venue],
                own=labels.PARTNER_NEED_LABELS[own.needs[venue]],
            )
        return fields

    def _prerequisites(self) -> dict[str, forms.Field]:
        own = REPORT.cells[self.activity]
        fields: dict[str, forms.Field] = {}
        for subject in PREREQUISITES:
            fields |= _choice(
                subject,
                SUBJECTS[subject],
                _named(standings_for(self.activity, subject), labels.STANDING_LABELS),
                now=standing_of(self.cell, subject),
                own=labels.STANDING_LABELS[standing_of(own, subject)],
            )
        return fields

    def _lists(self) -> dict[str, forms.Field]:
        now = edit_of(self.cell)
        return {
            **self._list(
                "helper_required",
                Part.HELPER_REQUIRED,
                _named(HelperTest, labels.HELPER_TEST_LABELS),
                now.helper_required,
            ),
            **self._list("needs", Part.NEED, _named(Need, labels.NEED_LABELS), now.needs),
            **self._list(
                "obligations",
                Part.OBLIGATION,
                _named(Obligation, labels.OBLIGATION_LABELS),
                now.obligations,
            ),
            **self._list("risks", Part.RISK, _named(Risk, labels.RISK_LABELS), now.risks),
        }

    def _list(
        self, name: str, part: Part, words: "Mapping[str, StrPromise]", now: Iterable[str]
    ) -> dict[str, forms.Field]:
        kept = safeguards_of(self.activity, part)
        offered = [(code, label) for code, label in words.items() if code not in kept]
        if not offered:
            return {}
        field = forms.MultipleChoiceField(
            label=labels.PART_LABELS[part],
            help_text=_kept([label for code, label in words.items() if code in kept]),
            choices=offered,
            initial=[str(code) for code in now if code not in kept],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        return {name: field}


def _fit(label: "StrPromise | str", now: int, own: int) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=_FIT_CHOICES,
        initial=str(now),
        help_text=_report_says(labels.FIT_LABELS[own]),
    )


def _choice(
    name: str,
    label: "StrPromise",
    offered: "Mapping[str, StrPromise]",
    *,
    now: str,
    own: "StrPromise",
) -> dict[str, forms.Field]:
    """Return one question by its name; nothing where there is but one answer."""
    if len(offered) == 1:
        return {}
    field = forms.ChoiceField(
        label=label, choices=list(offered.items()), initial=str(now), help_text=_report_says(own)
    )
    return {name: field}


def _named(codes: Iterable[_Word], words: "Mapping[_Word, StrPromise]") -> "dict[str, StrPromise]":
    return {code.value: words[code] for code in codes}


def _report_says(words: "StrPromise") -> str:
    return _("In the report: %(words)s") % {"words": words}


def _kept(words: "Sequence[StrPromise]") -> SafeString | str:
    if not words:
        return ""
    items = format_html_join("", "<li>{}</li>", ((word,) for word in words))
    return format_html("{}<ul>{}</ul>", _("The report names these, and they stay:"), items)
