"""A policy in plain words: what is looked at first, and what only where that is equal."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine.criteria import Criterion, Policy
from matching.labels import CRITERION_LABELS
from matching.models.policies import FIRST_VERSION
from web.vocabulary import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A policy as sentences; `changes` are those that another policy does not say."""

    order: Sequence[str]
    unused: str
    priorities: Sequence[str]
    changes: Sequence[str]


def wording_of(policy: Policy, *, beside: Policy) -> Wording:
    """Return a policy in sentences, held against another one."""
    order, unused, priorities = _order(policy), _unused(policy), _priorities(policy)
    others = {*_order(beside), _unused(beside), *_priorities(beside)}
    return Wording(
        order=order,
        unused=unused,
        priorities=priorities,
        changes=[
            sentence
            for sentence in (*order, unused, *priorities)
            if sentence and sentence not in others
        ],
    )


def name_of(policy: Policy) -> str:
    """Return what officers call a policy; the first one is called by the platform."""
    return (
        _("The order the platform began with") if policy.version == FIRST_VERSION else policy.name
    )


def _order(policy: Policy) -> list[str]:
    first, *later = (str(CRITERION_LABELS[criterion]) for criterion in policy.order)
    sentences = [_("First we look at this: %(criterion)s.") % {"criterion": first}]
    before = first
    for label in later:
        sentences.append(
            _("Only where that is equal (%(before)s), at this: %(criterion)s.")
            % {"before": before, "criterion": label}
        )
        before = label
    return sentences


def _unused(policy: Policy) -> str:
    """Return which criteria decide nothing; empty where each decides."""
    unused = [str(CRITERION_LABELS[each]) for each in Criterion if each not in policy.order]
    return _("These decide nothing: %(criteria)s.") % {"criteria": listed(unused)} if unused else ""


def _priorities(policy: Policy) -> list[str]:
    return [
        ngettext(
            "Among equally urgent appeals, who has waited longer comes first. "
            "Waiting begins to count after so many days: %(steps)s.",
            "Among equally urgent appeals, who has waited longer comes first. "
            "Waiting counts more after each of these numbers of days: %(steps)s.",
            len(policy.steps.waiting_days),
        )
        % {"steps": _numbers(policy.steps.waiting_days)},
        ngettext(
            "Then the appeal that fewer could help. "
            "It is easier to help from so many pledges on: %(steps)s.",
            "Then the appeal that fewer could help. "
            "It is easier to help from each of these numbers of pledges on: %(steps)s.",
            len(policy.steps.options),
        )
        % {"steps": _numbers(policy.steps.options)},
    ]


def _numbers(numbers: Sequence[int]) -> str:
    return listed(str(number) for number in numbers)
