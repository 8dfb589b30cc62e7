"""The inbox as an Atom feed. Its addresses lead to the inbox alone and hold no token."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from notices.selectors.inbox import ToldNotice


def as_atom(told: Sequence["ToldNotice"], *, address: str, here: str) -> str:
    """Return the feed; `address` is that of the inbox, `here` that of the feed."""
    feed = Atom1Feed(
        title=_("Inbox"),
        link=address,
        description="",
        language=get_language(),
        feed_url=here,
        feed_guid=here,
    )
    for each in told:
        feed.add_item(
            title=each.sentence,
            link=address,
            description="",
            unique_id=f"urn:uuid:{each.reference}",
            pubdate=each.made_at,
            updateddate=each.made_at,
        )
    return feed.writeString("utf-8")
