"""What every page needs around its content."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from accounts.labels import LANGUAGE_LABELS
from notices.selectors.inbox import unread_count
from web import navigation, shortcuts

# Opened by "Leave now": known everywhere, and nobody asks why it is on the screen.
NEUTRAL_PAGE: Final = "https://www.wikipedia.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the platform, named in itself."""

    code: str
    name: str
    direction: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The frame of a page."""

    demo: bool
    languages: list[Language]
    here: str
    navigation: list[navigation.Item]
    leave_url: str
    unread: int
    leaps: list[shortcuts.Leap]


def platform(request: HttpRequest) -> dict[str, Platform]:
    """Return the frame of the page as `platform`."""
    return {
        "platform": Platform(
            demo=settings.DEMO,
            languages=_languages(),
            here=request.get_full_path(),
            navigation=navigation.items_for(request.user, here=request.path),
            leave_url=NEUTRAL_PAGE,
            unread=_unread(request),
            leaps=shortcuts.leaps_for(request) if shortcuts.are_on(request) else [],
        )
    }


def _unread(request: HttpRequest) -> int:
    return unread_count(request.user) if request.user.is_authenticated else 0


def _languages() -> list[Language]:
    current = get_language()
    return [
        Language(
            code=code,
            name=LANGUAGE_LABELS[code],
            direction="rtl" if get_language_info(code)["bidi"] else "ltr",
            is_current=code == current,
        )
        for code, _ in settings.LANGUAGES
    ]
