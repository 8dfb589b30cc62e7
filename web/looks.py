"""Forms whose effect is shown before anything is saved."""

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

from web.forms import GroupedForm
from web.types import SignedInRequest

if TYPE_CHECKING:
    from django.http import QueryDict

_NOT_AN_ANSWER: Final = frozenset({"csrfmiddlewaretoken", "seen", "step"})


class Step(StrEnum):
    """How far a form has come. Nothing is saved that was not looked at before."""

    ASK = "ask"
    LOOK = "look"
    LOOK_AGAIN = "look_again"  # it was changed after the look
    SAVE = "save"


class LookForm(GroupedForm):
    """A grouped form that is looked at before it is saved."""

    def mark(self) -> str:
        """Return a mark of all that was said: another answer, another mark."""
        posted = cast("QueryDict", self.data)  # cast: a form takes any mapping
        answers = sorted(
            (name, tuple(values)) for name, values in posted.lists() if name not in _NOT_AN_ANSWER
        )
        return hashlib.sha256(repr(answers).encode()).hexdigest()[:24]


def step_of(request: SignedInRequest, form: LookForm) -> Step:
    """Return what to do with a form: ask on, show what it would change, or save it."""
    if request.method != "POST" or not form.is_valid():
        return Step.ASK
    if request.POST.get("step") != Step.SAVE:
        return Step.LOOK
    return Step.SAVE if request.POST.get("seen") == form.mark() else Step.LOOK_AGAIN
