"""The screens on which every journey is made, in every language."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import pytest
from playwright.sync_api import ViewportSize


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What somebody holds or sits at."""

    name: str
    width: int
    height: int
    has_scripts: bool

    @property
    def viewport(self) -> ViewportSize:
        """Its size, as Playwright wants it."""
        return ViewportSize(width=self.width, height=self.height)


PHONE: Final = Screen(name="phone", width=360, height=740, has_scripts=False)
DESKTOP: Final = Screen(name="desktop", width=1280, height=800, has_scripts=True)
LANGUAGES: Final = ("en", "fr", "uk", "ar")

EVERYWHERE: Final = [
    pytest.param(language, screen, id=f"{language}-{screen.name}")
    for language, screen in product(LANGUAGES, (PHONE, DESKTOP))
]
"""The old phone without JavaScript and the desktop with it, in the four languages."""
