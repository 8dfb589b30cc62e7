"""What somebody without an account says: about the need, about themselves, and by whose hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activities.engine.values import Activity
from matching.engine.values import NeedTopic


class Filer(StrEnum):
    """By whose hand an appeal comes. Its author is always the municipality. Source: L102-108."""

    MAYOR = "mayor"  # the municipality writes itself
    INTERMEDIARY = "intermediary"  # somebody writes on its behalf
    BY_PHONE = "by_phone"  # an officer writes what is said on the telephone


class Basis(StrEnum):
    """How an officer made sure that an appeal is genuine [ours]."""

    CALL_BACK = "call_back"  # through a channel that was known before, never one the appeal names
    VOUCHED = "vouched"  # by an intermediary that knows the municipality


class Gift(StrEnum):
    """What those who ask can give back [ours]: nobody only receives."""

    EXPERIENCE = "experience"
    CULTURE = "culture"
    YOUTH = "youth"
    ECONOMY = "economy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything that was said. All of it is sealed; `contact` is opened apart.

    `languages`, `kinds` and `excluded` hold codes; `months` is for how long help is asked.
    """

    kinds: tuple[str, ...] = ()
    topic: str = ""
    summary: str = ""
    sought: str = ""
    town: str = ""
    months: int = 0
    urgency: str = ""
    languages: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filer: str = ""
    author: str = ""
    mandate: str = ""
    contact: str = ""
    untold: str = ""
    gifts: tuple[str, ...] = ()
    gift_words: str = ""

    def is_complete(self) -> bool:
        """Test whether an appeal can be made of it."""
        needed = (self.kinds, self.topic, self.town, self.months, self.urgency)
        return all((*needed, self.languages, self.filer))


_FITTING: Final[Mapping[NeedTopic, Activity]] = {
    NeedTopic.DIALOGUE: Activity.FORUMS,
    NeedTopic.LOCAL_DEMOCRACY: Activity.ATTENTION,
    NeedTopic.HUMAN_RIGHTS: Activity.VISITS,
    NeedTopic.YOUTH: Activity.EVENTS,
    NeedTopic.CULTURE: Activity.EVENTS,
}


def activity_for(topic: NeedTopic) -> Activity:
    """Return the activity to begin with for what is asked; other help stays welcome [ours].

    Whoever asks without an account names a dialogue or a service, not a kind of activity.
    """
    return _FITTING.get(topic, Activity.SERVICE_DEPARTMENTS)
