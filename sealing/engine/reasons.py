"""Why a sealed text is opened. Nobody opens one without a reason that is kept."""

from enum import StrEnum


class OpenReason(StrEnum):
    """The reasons. There is no "other"."""

    OWN_WORDS = "own_words"  # its author reads what it wrote
    ADDRESSED = "addressed"  # the one it was written to
    CASE_WORK = "case_work"  # the officer of the case
    CALL_BACK = "call_back"  # to find out whether an appeal is genuine
    WARNING = "warning"  # somebody must be told of a danger
    INTRODUCTION = "introduction"  # a party reads what consent lists
    PARTNERSHIP = "partnership"  # a member reads what members share
    PUBLICATION = "publication"  # its author has approved that everybody reads it
    SIGNING = "signing"  # the platform signs a message to a partner network
