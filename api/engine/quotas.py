"""How often a program may call. A limit slows down; it never locks anybody out [ours]."""

from datetime import timedelta
from typing import Final

from intake.engine.limits import Limit

EACH_CALLER: Final = Limit(burst=300, pause=timedelta(milliseconds=200))
"""Three hundred calls at once, then five in a second."""

EACH_KEY_S_TOKENS: Final = Limit(burst=30, pause=timedelta(seconds=10))
"""A token lives for a quarter of an hour: who asks more often keeps none."""

WRONG_SECRETS_TOGETHER: Final = Limit(burst=60, pause=timedelta(seconds=1))
"""For all wrong tries together, so that a flood of them cannot shut out a key that is right."""
