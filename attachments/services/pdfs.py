"""Rebuild a PDF page by page: what draws a page is copied, part by known part, and nothing else.

No metadata, scripts, forms, actions, links, annotations, embedded files, thumbnails or profiles:
not because they are taken out, but because nothing copies them. Photographs within it lose what
the camera wrote into them. What draws the pages is read and written again, so that remarks in it
are gone as well.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from attachments.engine.limits import (
    MOST_DRAWN_BYTES,
    MOST_NESTED,
    MOST_OBJECTS,
    MOST_PAGES,
    MOST_UNPACKED_BYTES,
)
from attachments.engine.marks import without_marks
from attachments.engine.refusals import (
    BrokenImage,
    BrokenPdf,
    Encrypted,
    Refused,
    TooIntricate,
    TooManyPages,
)

_BROKEN: Final = (
    *(pikepdf.PikepdfError, zlib.error),
    *(ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError),
    *(NotImplementedError, MemoryError, OSError),
)
"""What the library raises of files that are broken, each in its own way."""

_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_GENERAL: Final = frozenset(
    {
        *("/FlateDecode", "/Fl", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"),
        *("/RunLengthDecode", "/RL"),
    }
)
_PIXELS_ALONE: Final = frozenset({"/CCITTFaxDecode", "/CCF", "/JBIG2Decode"})
_JPEG: Final = frozenset({"/DCTDecode", "/DCT"})
_DRAWING: Final = frozenset(
    {
        *("b", "B", "b*", "B*", "BT", "c", "cm", "CS", "cs", "d", "d0", "d1", "Do", "ET"),
        *("f", "F", "f*", "G", "g", "gs", "h", "i", "j", "J", "k", "K", "l", "m", "M"),
        *("n", "q", "Q", "re", "RG", "rg", "ri", "s", "S", "SC", "sc", "SCN", "scn"),
        *("sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw"),
        *("Tz", "v", "w", "W", "W*", "y", "'", '"'),
    }
)
"""Every step but remarks and names of content. Source: ISO 32000-1, table 51."""

_REMARK: Final = re.compile(rb"%[^\r\n]*")
_IN_LINE: Final = frozenset(
    {
        *("/W", "/H", "/CS", "/BPC", "/F", "/DP", "/D", "/IM", "/I", "/Width", "/Height"),
        *("/ColorSpace", "/BitsPerComponent", "/Filter", "/DecodeParms", "/Decode"),
        *("/ImageMask", "/Interpolate", "/Intent"),
    }
)
"""All that an image in the line may say. Source: ISO 32000-1, table 93."""

_BY_PROFILE: Final = "/ICCBased"
_COLOURS: Final = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}

_COLOURS_OF: Final = {
    **dict.fromkeys(("/DeviceGray", "/CalGray", "/Indexed", "/Separation", "/G", "/I"), 1),
    **dict.fromkeys(("/DeviceRGB", "/CalRGB", "/Lab", "/RGB"), 3),
    **dict.fromkeys(("/DeviceCMYK", "/CMYK"), 4),
}
_NAME: Final = re.compile(rb"/[^\s()<>\[\]{}/%\x00]+")
_NARROWEST_PX: Final = 3
"""Of a packed image in the line, to be unpacked by the library."""

_ORDERS: Final = frozenset(
    {"Adobe", "Identity", "UCS", "Japan1", "GB1", "CNS1", "Korea1", "KR", "Manga1"}
)
"""What a font may say of the order of its signs. Source: Adobe's character collections."""

_OF_A_PAGE: Final = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_RESOURCES: Final = ("/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Shading", "/XObject")
_BY_DRAWING: Final = frozenset(f"named {key}" for key in _RESOURCES)
_BY_FONT: Final = frozenset({"named /CharProcs"})
_NAMED: Final = frozenset({"/CharProcs"})
"""Below these the keys are names that the file chose."""

_COPIED: Final = frozenset(
    {
        *("/Type", "/Subtype", "/Resources", "/Matrix", "/BBox", "/FormType", "/Group", "/S"),
        *("/CS", "/I", "/K", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent"),
        *("/ImageMask", "/Mask", "/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte"),
        *("/DecodeParms", "/Columns", "/Rows", "/BlackIs1", "/EncodedByteAlign", "/EndOfLine"),
        *("/EndOfBlock", "/DamagedRowsBeforeError", "/ColorTransform", "/JBIG2Globals"),
        *("/BaseFont", "/FirstChar", "/LastChar", "/Widths", "/FontDescriptor", "/Encoding"),
        *("/ToUnicode", "/DescendantFonts", "/CIDSystemInfo", "/Registry", "/Ordering"),
        *("/Supplement", "/DW", "/W", "/DW2", "/W2", "/CIDToGIDMap", "/FontBBox", "/FontMatrix"),
        *("/CharProcs", "/BaseEncoding", "/Differences", "/FontName", "/Flags", "/ItalicAngle"),
        *("/Ascent", "/Descent", "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH"),
        *("/AvgWidth", "/MaxWidth", "/MissingWidth", "/FontFile", "/FontFile2", "/FontFile3"),
        *("/Length1", "/Length2", "/Length3", "/CMapName", "/WMode", "/UseCMap", "/LW", "/LC"),
        *("/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/Font", "/FL", "/SM", "/SA", "/BM"),
        *("/CA", "/ca", "/AIS", "/TK", "/G", "/BC", "/TR", "/PatternType", "/PaintType"),
        *("/TilingType", "/XStep", "/YStep", "/Shading", "/ExtGState", "/ShadingType"),
        *("/Background", "/AntiAlias", "/Coords", "/Domain", "/Function", "/Extend"),
        *("/BitsPerCoordinate", "/BitsPerFlag", "/VerticesPerRow", "/FunctionType", "/Range"),
        *("/Size", "/BitsPerSample", "/Order", "/Encode", "/C0", "/C1", "/N", "/Functions"),
        *("/Bounds"),
    }
)
"""All that pages, images, fonts, patterns and shades need. Source: ISO 32000-1, 7.8 to 11.6."""


def limit_the_reader() -> None:
    """Let the library unpack no more than we take; once, before anything is read."""
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=MOST_NESTED,
        parser_max_container_size=MOST_UNPACKED_BYTES // 100,
        max_stream_filters=3,
        doc_max_warnings=100,
        flate_max_memory=MOST_UNPACKED_BYTES,
        png_max_memory=MOST_UNPACKED_BYTES,
        run_length_max_memory=MOST_UNPACKED_BYTES,
        tiff_max_memory=MOST_UNPACKED_BYTES,
    )


def rebuilt(content: bytes) -> bytes:
    """Return a PDF as it may be kept.

    Raises:
        Encrypted: it is locked.
        BrokenPdf: it cannot be read to its end.
        TooManyPages: it has more pages than are taken, or none.
        TooIntricate: it is made of too much, or in a way that cannot be cleaned.
    """
    # The library sets no limit to this old way of packing, and a name may be written in numbers.
    if b"/LZW" in _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content):
        raise TooIntricate
    try:
        with _opened(content) as source, Pdf.new() as target:
            return _rebuilt(source, target)
    except pikepdf.PasswordError:
        raise Encrypted from None
    except BrokenImage:
        raise BrokenPdf from None
    except Refused:
        raise
    except _BROKEN:
        raise BrokenPdf from None


def _opened(content: bytes) -> Pdf:
    """Return a PDF as it is written: one that must be guessed at would lose pages unseen."""
    return pikepdf.open(BytesIO(content), attempt_recovery=False)


def _rebuilt(source: Pdf, target: Pdf) -> bytes:
    if source.is_encrypted:
        raise Encrypted
    if not 0 < len(source.pages) <= MOST_PAGES:
        raise TooManyPages
    if _hides_layers(source):
        raise TooIntricate
    copy = _Copy(target, named=_named(source))
    for page in source.pages:
        target.pages.append(pikepdf.Page(copy.page(page)))
    written = BytesIO()
    target.save(
        written,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return written.getvalue()


class _Copy:
    """Copies of the parts of one PDF in another; a part that is met twice is copied once."""

    def __init__(self, target: Pdf, *, named: frozenset[str]) -> None:
        self.target = target
        self.named = named
        self.copies: dict[tuple[tuple[int, int], str], Object] = {}
        self.objects = 0
        self.unpacked_bytes = 0
        self.drawn_bytes = 0

    def page(self, page: pikepdf.Page) -> Dictionary:
        """Return a page that has what draws it and nothing else."""
        made = Dictionary(Type=Name.Page)
        for key in _OF_A_PAGE:
            value = _inherited(page.obj, key)
            if value is not None:
                made[key] = self.value(value, role=key, depth=0)
        parts = page.obj.get("/Contents", None)
        for part in parts if isinstance(parts, Array) else [parts]:
            if isinstance(part, Stream):
                self._count_drawn(part)
        if parts is not None:
            made.Contents = self._packed(_drawn(page.obj))
        return self.target.make_indirect(made)

    def value(self, value: Any, *, role: str, depth: int) -> Any:  # Any: the library's values
        """Return a copy of `value`; None for what is not copied.

        Args:
            value: a part of the source.
            role: the key under which it lies, which tells how to read a dictionary.
            depth: how deep it lies.
        """
        if not isinstance(value, Object):
            return value
        if isinstance(value, Name):
            return Name(str(value))
        if isinstance(value, String):
            return _string(value, role=role)
        self.objects += 1
        if depth > MOST_NESTED or self.objects > MOST_OBJECTS:
            raise TooIntricate
        if isinstance(value, Array):
            return self._array(value, role=role, depth=depth)
        if isinstance(value, Stream | Dictionary):
            return self._once(value, role=role, depth=depth)
        raise TooIntricate

    def _array(self, value: Array, *, role: str, depth: int) -> Object:
        items = list(value)
        if len(items) == 2 and items[0] == _BY_PROFILE:
            return _COLOURS[int(items[1].N)]
        self.objects += len(items) // 10
        return Array([self.value(item, role=role, depth=depth + 1) for item in items])

    def _once(self, value: "Stream | Dictionary", *, role: str, depth: int) -> Any:
        known = (value.objgen, role)
        if value.is_indirect and known in self.copies:
            return self.copies[known]
        made: Any = Stream(self.target, b"") if isinstance(value, Stream) else Dictionary()
        if value.is_indirect:
            made = self.target.make_indirect(made)
            self.copies[known] = made
        for key, item in self._entries(value, role=role):
            copied = self.value(item, role=_role(key, role), depth=depth + 1)
            if copied is not None:
                made[key] = copied
        if isinstance(value, Stream):
            self._fill(made, value, role=role)
        return made

    def _entries(self, value: "Stream | Dictionary", *, role: str) -> Iterator[tuple[str, Any]]:
        for key, item in value.items():
            if role == "/Resources":
                is_copied = key in _RESOURCES
            else:
                is_copied = key in (self.named if role in _BY_DRAWING else _COPIED)
                is_copied |= role in _BY_FONT
            if is_copied:
                yield key, item

    def _fill(self, made: Stream, value: Stream, *, role: str) -> None:
        filters = _filters(value)
        if str(value.get("/Subtype", "")) == "/PS":
            raise TooIntricate
        if _draws(value, role):
            self._count_drawn(value)
            self._pack_into(made, _drawn(value))
        elif set(filters) <= _GENERAL:
            self._pack_into(made, _without_tail(value, self._unpacked(value), role=role))
        elif len(filters) == 1 and filters[0] in _JPEG:
            made.write(without_marks(value.read_raw_bytes()), filter=Name.DCTDecode)
        elif len(filters) == 1 and filters[0] in _PIXELS_ALONE:
            parms: Any = made.get("/DecodeParms", None)  # Any: the library's values
            made.write(value.read_raw_bytes(), filter=Name(filters[0]), decode_parms=parms)
        else:
            raise TooIntricate

    def _unpacked(self, value: Stream) -> bytes:
        content = value.read_bytes()
        self.unpacked_bytes += len(content)
        if self.unpacked_bytes > MOST_UNPACKED_BYTES:
            raise TooIntricate
        return content

    def _count_drawn(self, value: Stream) -> None:
        if not set(_filters(value)) <= _GENERAL:
            raise TooIntricate
        self.drawn_bytes += len(self._unpacked(value))
        if self.drawn_bytes > MOST_DRAWN_BYTES:
            raise TooIntricate

    def _packed(self, content: bytes) -> Stream:
        made = Stream(self.target, b"")
        self._pack_into(made, content)
        return made

    def _pack_into(self, made: Stream, content: bytes) -> None:
        if "/DecodeParms" in made:
            del made["/DecodeParms"]
        made.write(zlib.compress(content), filter=Name.FlateDecode)


def _role(key: str, above: str) -> str:
    """Return how to read what lies under `key`."""
    if above == "/Resources":
        return f"named {key}"
    if above.startswith("named"):
        return above.removeprefix("named ")
    return f"named {key}" if key in _NAMED else key


def _inherited(page: Object, key: str) -> Any:  # Any: the library's values
    """Return what a page, or a knot of the tree above it, says."""
    for _level in range(MOST_NESTED):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page.Parent
    raise TooIntricate


def _draws(value: Stream, role: str) -> bool:
    return (
        str(value.get("/Subtype", "")) == "/Form"
        or value.get("/PatternType", 0) == 1
        or role == "/CharProcs"
    )


def _filters(value: Stream) -> list[str]:
    told = value.get("/Filter", None)
    if told is None:
        return []
    return [str(each) for each in told] if isinstance(told, Array) else [str(told)]


def _drawn(value: Object) -> bytes:
    """Return what draws a page or a part of it, without remarks and without marks of its content.

    An image in the line that is packed as a photograph, or says more than images do, is left out:
    hardly anything writes one.
    """
    steps = [step for step in pikepdf.parse_content_stream(value) if _is_drawing(step)]
    return pikepdf.unparse_content_stream(steps)


def _is_drawing(step: Any) -> bool:  # Any: the library's two kinds of steps
    if not isinstance(step, pikepdf.ContentStreamInlineImage):
        return str(step.operator) in _DRAWING
    image = step.iimage
    size = _size_of_pixels(image.obj)
    content = _content_in_line(image)
    told = {str(key) for key, item in image.obj.items() if not isinstance(item, String)}
    if told != set(image.obj.keys()) or not told <= _IN_LINE:
        return False
    # One blank may follow, before the word that ends it.
    return size is not None and content is not None and len(content) <= size + 1


def _content_in_line(image: pikepdf.PdfInlineImage) -> bytes | None:
    """Return the pixels of an image in the line; None where they cannot be unpacked here."""
    if not image.filters:
        return image.unparse().partition(b"\nID\n")[2].removesuffix(b"EI")
    packed = {f"/{name.lstrip('/')}" for name in image.filters}
    if not packed <= _GENERAL or min(image.width, image.height) < _NARROWEST_PX:
        return None
    return image.read_bytes()


def _hides_layers(source: Pdf) -> bool:
    """Test whether a reader sees less than is drawn: a copy would show it."""
    layers = source.Root.get("/OCProperties", None)
    if layers is None:
        return False
    told = layers.get("/D", Dictionary())
    return ("/OFF" in told and len(told.OFF) > 0) or told.get("/BaseState", "/ON") != "/ON"


def _named(source: Pdf) -> frozenset[str]:
    """Return every name that something which is drawn may use; what has another name is left out.

    Cost: unpacks all that draws once more, and stops at what we take.
    """
    if len(source.objects) > 10 * MOST_OBJECTS:
        raise TooIntricate
    named: set[str] = set()
    unpacked_bytes = 0
    for each in _drawings(source):
        if not set(_filters(each)) <= _GENERAL:
            raise TooIntricate
        content = each.read_bytes()
        unpacked_bytes += len(content)
        if unpacked_bytes > MOST_UNPACKED_BYTES:
            raise TooIntricate
        named.update(_unescaped(found) for found in _NAME.findall(content))
    return frozenset(named)


def _drawings(source: Pdf) -> Iterator[Stream]:
    for page in source.pages:
        parts = page.obj.get("/Contents", None)
        for part in parts if isinstance(parts, Array) else [parts]:
            if isinstance(part, Stream):
                yield part
    for each in source.objects:
        if isinstance(each, Stream) and (_draws(each, "")):
            yield each
        elif isinstance(each, Dictionary) and str(each.get("/Subtype", "")) == "/Type3":
            yield from (made for _key, made in each.CharProcs.items() if isinstance(made, Stream))


def _unescaped(name: bytes) -> str:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name).decode("utf-8", "replace")


def _string(value: String, *, role: str) -> String | None:
    """Return a string that draws: the colours of a palette, or the order of a font's signs."""
    if role in {"/ColorSpace", "/CS"}:
        return String(bytes(value))
    if role in {"/Registry", "/Ordering"}:
        return value if str(value) in _ORDERS else String("Identity")
    return None


def _without_tail(value: Stream, content: bytes, *, role: str) -> bytes:
    """Return what a stream says, without remarks or bytes behind the last pixel."""
    if value.get("/FunctionType", 0) == 4 or role == "/ToUnicode":
        return _REMARK.sub(b"", content)
    if str(value.get("/Subtype", "")) != "/Image":
        return content
    size = _size_of_pixels(value)
    if size is None:
        raise TooIntricate
    return content[:size]


def _size_of_pixels(image: Object) -> int | None:
    """Return how many bytes the pixels of an image take, unpacked; None where it does not tell."""
    if image.get("/ImageMask", False):
        bits = 1
    else:
        colours = _colours_of(image.get("/ColorSpace", None))
        if colours is None:
            return None
        bits = colours * int(image.get("/BitsPerComponent", 8))
    return (int(image.Width) * bits + 7) // 8 * int(image.Height)


def _colours_of(space: Any) -> int | None:  # Any: the library's values
    family = str(space[0]) if isinstance(space, Array) else str(space)
    if family == _BY_PROFILE:
        return int(space[1].N)
    if family == "/DeviceN":
        return len(space[1])
    return _COLOURS_OF.get(family)
