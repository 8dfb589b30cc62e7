"""Why two appeals are the same call. Source: ours; safety against doubled help, L712."""

from enum import StrEnum


class MergeReason(StrEnum):
    """What an officer says of two appeals that are one call."""

    SENT_TWICE = "sent_twice"
    ANOTHER_HAND = "another_hand"  # a mayor and an intermediary wrote of the same
    PART_OF_IT = "part_of_it"  # the one asks for a part of what the other asks for
