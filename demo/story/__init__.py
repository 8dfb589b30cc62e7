"""The whole story: its chapters in the order in which they are loaded, and the helpers."""

from typing import Final

from demo.story import colombia, eastern_slavonia, middle_east, south_caucasus, ukraine

CHAPTERS: Final = (
    eastern_slavonia.CHAPTER,
    ukraine.CHAPTER,
    south_caucasus.CHAPTER,
    middle_east.CHAPTER,
    colombia.CHAPTER,
)
NETWORK: Final = "Alliance of towns for city diplomacy (invented)"
NETWORK_MEMBERS: Final = ("strasbourg", "barcelona", "utrecht", "koeln", "tartu", "lublin")
