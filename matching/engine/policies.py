"""Write a policy down as plain values, read it again, and find what must not be adopted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from matching.engine.criteria import Criterion, Policy
from matching.engine.priority import Steps

_PARTS: Final = frozenset({"order", "waiting_days", "options"})

MOST_STEPS: Final = 4
"""More steps of waiting, or of options, would make more priorities than the flow is fast with."""

LARGEST_STEP: Final = 1_000

LONGEST_NAME: Final = 80


class UnreadablePolicy(ValueError):
    """The document is no policy: a part is missing, unknown, or of the wrong kind."""


class PolicyFault(StrEnum):
    """Why a policy must not be adopted."""

    NAMELESS = "nameless"
    NAME_TOO_LONG = "name_too_long"
    FIT_NOT_FIRST = "fit_not_first"
    NAMED_TWICE = "named_twice"
    WAITING_STEPS = "waiting_steps"
    OPTION_STEPS = "option_steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, and the criterion it is about; empty where it is about the whole."""

    code: PolicyFault
    about: str = ""


def as_document(policy: Policy) -> dict[str, list[str] | list[int]]:
    """Return a policy as data for JSON; its version and its name stand beside it."""
    return {
        "order": [criterion.value for criterion in policy.order],
        "waiting_days": list(policy.steps.waiting_days),
        "options": list(policy.steps.options),
    }


def from_document(version: int, name: str, document: Mapping[str, object]) -> Policy:
    """Return the policy that a document holds.

    Raises:
        UnreadablePolicy: a part is missing, unknown, or of the wrong kind.
    """
    if set(document) != _PARTS:
        raise UnreadablePolicy("The parts of the policy are not the known ones.")
    return Policy(
        version=version,
        name=name,
        order=tuple(_criterion(word) for word in _list(document["order"])),
        steps=Steps(
            waiting_days=tuple(_whole(days) for days in _list(document["waiting_days"])),
            options=tuple(_whole(number) for number in _list(document["options"])),
        ),
    )


def faults_of(policy: Policy) -> tuple[Fault, ...]:
    """Return why a policy must not be adopted; nothing where it may.

    The fit of the need stays first: help in place of what was asked is never listed above it
    because of a language or a link. Gates are no part of a policy, so none can be outweighed.
    """
    return (*_faults_of_name(policy.name), *_faults_of_order(policy), *_faults_of_steps(policy))


def _faults_of_name(name: str) -> Iterator[Fault]:
    if not name.strip():
        yield Fault(code=PolicyFault.NAMELESS)
    if len(name) > LONGEST_NAME:
        yield Fault(code=PolicyFault.NAME_TOO_LONG)


def _faults_of_order(policy: Policy) -> Iterator[Fault]:
    if policy.order[:1] != (Criterion.FIT_OF_NEED,):
        yield Fault(code=PolicyFault.FIT_NOT_FIRST, about=Criterion.FIT_OF_NEED.value)
    for criterion in Criterion:
        if policy.order.count(criterion) > 1:
            yield Fault(code=PolicyFault.NAMED_TWICE, about=criterion.value)


def _faults_of_steps(policy: Policy) -> Iterator[Fault]:
    if not _rises(policy.steps.waiting_days):
        yield Fault(code=PolicyFault.WAITING_STEPS)
    if not _rises(policy.steps.options):
        yield Fault(code=PolicyFault.OPTION_STEPS)


def _rises(steps: tuple[int, ...]) -> bool:
    in_range = all(1 <= step <= LARGEST_STEP for step in steps)
    rising = all(low < high for low, high in pairwise(steps))
    return in_range and rising and 1 <= len(steps) <= MOST_STEPS


def _criterion(word: object) -> Criterion:
    if not isinstance(word, str) or word not in set(Criterion):
        raise UnreadablePolicy("The policy holds an unknown criterion.")
    return Criterion(word)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise UnreadablePolicy("A part of the policy is no list.")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnreadablePolicy("A number of the policy is not whole.")
    return value
