"""Make of a file what may be kept, before anything of it is kept."""

from dataclasses import dataclass
from threading import Lock
from typing import Final

from attachments.engine.kinds import Kind, kind_of
from attachments.engine.limits import MOST_BYTES
from attachments.engine.marks import need_few_scans
from attachments.engine.refusals import Empty, TooLarge, UnknownKind
from attachments.services.images import drawn_anew
from attachments.services.pdfs import rebuilt

_ONE_AT_A_TIME: Final = Lock()
"""In each process: the memory that one large file takes is then the most that all take."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cleaned:
    """A file that was made anew here."""

    content: bytes
    kind: Kind


def cleaned(content: bytes) -> Cleaned:
    """Return a file made anew from what can be seen in `content`.

    Raises:
        Refused: for the reason that its class names.

    Cost: up to some seconds, and the memory of the image or of the PDF.
    """
    if not content:
        raise Empty
    if len(content) > MOST_BYTES:
        raise TooLarge
    kind = kind_of(content)
    if kind is None:
        raise UnknownKind
    if kind is Kind.JPEG:
        need_few_scans(content)
    with _ONE_AT_A_TIME:
        made, kept_as = (rebuilt(content), kind) if kind is Kind.PDF else drawn_anew(content, kind)
    if len(made) > MOST_BYTES:
        raise TooLarge
    return Cleaned(content=made, kind=kept_as)
