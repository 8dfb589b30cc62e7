"""Draw an image anew: nothing of the file that came is kept but the colours of its pixels."""

import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from attachments.engine.kinds import Kind, webp_size
from attachments.engine.limits import LONGEST_SIDE_PX, MOST_BYTES, MOST_PIXELS
from attachments.engine.refusals import BrokenImage, TooManyPixels

_READERS: Final[Mapping[Kind, Callable[[BytesIO], ImageFile]]] = MappingProxyType(
    {Kind.JPEG: JpegImageFile, Kind.PNG: PngImageFile, Kind.WEBP: WebPImageFile}
)
"""Asked by name, so that no other reader of the library ever sees a file from outside."""

_BROKEN: Final = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, RuntimeError),
    *(struct.error, zlib.error, OverflowError, MemoryError),
)
"""What the readers raise of files that are broken, each in its own way."""

_KEPT_PX: Final = (LONGEST_SIDE_PX, LONGEST_SIDE_PX)
_ORIENTATION: Final = 0x0112
_TURNS: Final = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)
"""By what EXIF says of how the camera was held. Source: EXIF 2.32, tag 0x0112."""


def drawn_anew(content: bytes, kind: Kind) -> tuple[bytes, Kind]:
    """Return an image as it may be kept, and as which kind: PNG stays PNG where it is small.

    Raises:
        TooManyPixels: it is larger than is drawn anew; told before memory is taken for it.
        BrokenImage: it cannot be read to its end.
    """
    if kind is Kind.WEBP:
        _need_few_pixels(webp_size(content))
    try:
        with _READERS[kind](BytesIO(content)) as read:
            _need_few_pixels(read.size)
            drawn = _drawn(read)
    except _BROKEN:
        raise BrokenImage from None
    if kind is Kind.PNG and len(written := _written(drawn, "PNG")) <= MOST_BYTES:
        return written, Kind.PNG
    return _written(drawn, "JPEG"), Kind.JPEG


def _need_few_pixels(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise BrokenImage
    if width * height > MOST_PIXELS:
        raise TooManyPixels


def _drawn(read: ImageFile) -> Image.Image:
    """Return a new image from the pixels alone, upright, on white where it was transparent."""
    read.draft("RGB", _KEPT_PX)
    read.load()
    turn = _TURNS.get(_held(read))
    # Made small before anything else: each step beforehand takes the memory of the whole.
    is_clear = "A" in read.getbands() or "transparency" in read.info
    seen = read if read.mode in {"RGB", "RGBA"} else read.convert("RGBA" if is_clear else "RGB")
    seen.thumbnail(_KEPT_PX)
    if is_clear:
        seen = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen.convert("RGBA"))
    small = seen.convert("RGB")
    upright = small.transpose(turn) if turn is not None else small
    return Image.frombytes("RGB", upright.size, upright.tobytes())


def _held(read: ImageFile) -> int:
    """Return what EXIF says of the camera; an EXIF that cannot be read says nothing."""
    try:
        return int(read.getexif().get(_ORIENTATION, 0))
    except _BROKEN:
        return 0


def _written(drawn: Image.Image, form: str) -> bytes:
    written = BytesIO()
    drawn.save(written, form, quality=85)
    return written.getvalue()
