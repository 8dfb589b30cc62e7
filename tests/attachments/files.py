"""Files made for the tests, with marks planted wherever a file can tell more than it shows."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SIDEWAYS = 6
"""How EXIF says that the camera was held on its right side."""


def an_image(*, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """An image whose left half differs from its right one."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of an image file."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def a_jpeg() -> bytes:
    return saved(an_image(), "JPEG")


def a_marked_jpeg(mark: str, *, orientation: int = SIDEWAYS) -> bytes:
    """A photograph that tells where it was taken, by whom, and more behind its end."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = exif[0x010E] = mark
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 28.0, 3.0), 18: mark})
    file = saved(
        an_image(),
        "JPEG",
        exif=exif,
        comment=mark.encode(),
        xmp=f"<x:xmpmeta>{mark}</x:xmpmeta>".encode(),
        icc_profile=mark.encode(),
    )
    return file + mark.encode()


def a_marked_png(mark: str) -> bytes:
    """A PNG with texts of each kind."""
    info = PngInfo()
    info.add_text("Author", mark, zip=False)
    info.add_text("Comment", mark, zip=True)
    info.add_itxt("XML:com.adobe.xmp", mark)
    return saved(an_image(), "PNG", pnginfo=info) + mark.encode()


def a_marked_webp(mark: str) -> bytes:
    """A WebP with EXIF and XMP."""
    exif = Image.Exif()
    exif[0x010E] = mark
    return saved(an_image(), "WEBP", exif=exif, xmp=mark.encode())


def a_drawing(mark: str) -> bytes:
    """An SVG, which can hold scripts."""
    return f'<svg xmlns="http://www.w3.org/2000/svg"><script>{mark}</script></svg>'.encode()


def a_bomb(*, side: int = 20_000) -> bytes:
    """A PNG of few bytes and hundreds of millions of pixels."""
    return saved(Image.new("1", (side, side)), "PNG")


def a_pdf(*, pages: int = 1, **options: Any) -> bytes:
    """A PDF with words on each page."""
    pdf = Pdf.new()
    for _page in range(pages):
        page = pdf.add_blank_page(page_size=(200, 200))
        page.obj.Resources = Dictionary(Font=Dictionary(A=_font()))
        page.obj.Contents = Stream(pdf, b"BT /A 12 Tf 10 150 Td (Seen by all) Tj ET")
    return _saved(pdf, **options)


def a_marked_pdf(mark: str) -> bytes:
    """A PDF with a photograph, and a mark in each place that does not show."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Resources = Dictionary(
        Font=Dictionary(A=_font()), XObject=Dictionary(F=_photograph(pdf, mark))
    )
    page.obj.Contents = Stream(
        pdf,
        f"% {mark}\n/Span <</ActualText ({mark})>> BDC q 90 0 0 60 9 9 cm /F Do Q EMC "
        "BT /A 12 Tf 10 150 Td (Seen by all) Tj ET".encode(),
    )
    note: dict[str, Any] = {
        "Type": Name.Annot,
        "Rect": Array([0, 0, 9, 9]),
        "Contents": String(mark),
    }
    field: dict[str, Any] = {
        "FT": Name.Tx,
        "T": String(mark),
        "V": String(mark),
        "Subtype": Name.Widget,
    }
    page.obj.Annots = Array(
        [
            pdf.make_indirect(Dictionary(Subtype=Name.Text, **note)),
            pdf.make_indirect(Dictionary(**note, **field, AA=_script(mark))),
        ]
    )
    page.obj.AA = Dictionary(O=_script(mark))
    page.obj.Thumb = Stream(pdf, mark.encode())
    page.obj.PieceInfo = Dictionary(Word=String(mark))
    page.obj.Metadata = Stream(pdf, mark.encode())
    pdf.Root.OpenAction = _script(mark)
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.obj.Annots[1]]), XFA=String(mark))
    pdf.Root.Lang = String(mark)
    pdf.attachments[f"{mark}.txt"] = mark.encode()
    pdf.docinfo["/Author"] = mark
    with pdf.open_metadata() as told:
        told["dc:creator"] = [mark]
    return _saved(pdf) + f"\n<html><script>{mark}</script></html>".encode()


def a_pdf_that_unpacks_to(size: int) -> bytes:
    """A PDF of few bytes whose page is drawn by many."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    drawing = Stream(pdf, b"")
    drawing.write(zlib.compress(b" " * size), filter=Name.FlateDecode)
    page.obj.Contents = drawing
    return _saved(pdf)


def whole(content: bytes) -> bytes:
    """The bytes of a file and, of a PDF, all of its parts unpacked."""
    if not content.startswith(b"%PDF"):
        return content
    with pikepdf.open(BytesIO(content)) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, Stream)]
        return b"\n".join([content, *map(_unpacked, streams)])


def _unpacked(stream: Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def everything_told(content: bytes) -> Mapping[str, Any]:
    """What an image tells beside its pixels."""
    with Image.open(BytesIO(content)) as image:
        image.load()
        told = [*image.info.items(), *image.getexif().items()]
        return {str(name): value for name, value in told}


def _font() -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def _script(mark: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{mark}')"))


def _photograph(pdf: Pdf, mark: str) -> Stream:
    return Stream(
        pdf,
        a_marked_jpeg(mark),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=60,
        Height=40,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
        Metadata=Stream(pdf, mark.encode()),
    )


def _saved(pdf: Pdf, **options: Any) -> bytes:
    file = BytesIO()
    pdf.save(file, compress_streams=False, **options)
    return file.getvalue()
