"""Reads of the thematic map. It is public: nobody is asked who they are."""

from activities.engine.map import MAP_2008
from activities.engine.values import ThematicMap


def current_map() -> ThematicMap:
    """Return the version of the thematic map that proposals are made with today."""
    return MAP_2008
