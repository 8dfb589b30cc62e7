"""Files made to keep a mark where nobody looks, or to take the time of whoever reads them."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, Stream

from attachments.engine.limits import MOST_SCANS
from attachments.engine.marks import without_marks
from attachments.engine.refusals import TooIntricate
from attachments.services.cleaning import cleaned
from tests.attachments import files

MARK = "Vodokhid-7731"


def with_segment(code):
    segment = bytes([0xFF, code]) + (len(MARK) + 2).to_bytes(2, "big") + MARK.encode()
    jpeg = files.a_jpeg()
    return jpeg[:2] + segment + jpeg[2:]


def with_scans(more):
    jpeg = files.saved(files.an_image(mode="L"), "JPEG", progressive=True)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * more + b"\xff\xd9"


def test_a_mark_that_is_packed_is_seen_by_these_tests():
    pdf = Pdf.new()
    pdf.add_blank_page().obj.Contents = Stream(pdf, b"")
    pdf.pages[0].obj.Contents.write(zlib.compress(MARK.encode()), filter=Name.FlateDecode)
    file = BytesIO()
    pdf.save(file)

    assert MARK.encode() not in file.getvalue()
    assert MARK.encode() in files.whole(file.getvalue())


@pytest.mark.parametrize("code", [0x05, 0xBF, 0xE1, 0xEC, 0xF0, 0xF7, 0xFD, 0xFE])
def test_a_jpeg_keeps_no_part_that_draws_nothing(code):
    assert MARK.encode() not in without_marks(with_segment(code))


def test_a_jpeg_that_goes_over_its_pixels_again_and_again_is_refused():
    assert cleaned(with_scans(5)).content
    with pytest.raises(TooIntricate):
        cleaned(with_scans(MOST_SCANS))
    with pytest.raises(TooIntricate):
        without_marks(with_scans(MOST_SCANS))


def made(draw, **resources):
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(200, 200)).obj
    page.Resources = Dictionary(**{key: value(pdf) for key, value in resources.items()})
    page.Contents = Stream(pdf, draw)
    return written(pdf)


def written(pdf):
    file = BytesIO()
    pdf.save(file, compress_streams=False)
    return file.getvalue()


def an_image(content, *, side=2):
    return lambda pdf: Dictionary(
        I=Stream(
            pdf,
            content,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=side,
            Height=side,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
    )


def a_form(pdf):
    return Dictionary(F=Stream(pdf, b"(" + PLANTED + b") Tj", Subtype=Name.Form))


def a_font(pdf):
    return Dictionary(
        A=Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            ToUnicode=Stream(pdf, b"% " + PLANTED),
            W=pikepdf.String(MARK),
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String(MARK), Ordering=pikepdf.String(MARK), Supplement=0
            ),
        )
    )


def a_tint(pdf):
    program = Stream(pdf, b"{ % " + PLANTED + b"\n }", FunctionType=4, Domain=[0, 1], Range=[0, 1])
    return Dictionary(C=pikepdf.Array([Name.Separation, Name.Red, Name.DeviceGray, program]))


PLANTED = MARK.encode()
IN_LINE = b"BI /W 1 /H 1 /CS /G /BPC 8 "
HIDDEN = {
    "an unknown step": made(b"(" + PLANTED + b") Zz"),
    "an unknown step that readers shall pass over": made(b"BX (" + PLANTED + b") Zz EX"),
    "a key of an image in the line": made(IN_LINE + b"/Mark (" + PLANTED + b") ID a EI"),
    "a known key of an image in the line": made(IN_LINE + b"/I (" + PLANTED + b") ID a EI"),
    "behind an image in the line": made(IN_LINE + b"ID a" + PLANTED + b" EI"),
    "behind the pixels of an image": made(b"/I Do", XObject=an_image(b"abcd" + PLANTED)),
    "an image that is not drawn": made(b"q Q", XObject=an_image(PLANTED * 4, side=7)),
    "a form that is not drawn": made(b"q Q", XObject=a_form),
    "a font": made(b"BT /A 9 Tf (x) Tj ET", Font=a_font),
    "a remark in a function": made(b"/C cs 1 scn", ColorSpace=a_tint),
}


@pytest.mark.parametrize("place", HIDDEN)
def test_a_pdf_keeps_no_mark_where_nothing_is_drawn(place):
    kept = cleaned(HIDDEN[place]).content

    assert [PLANTED in files.whole(each) for each in (HIDDEN[place], kept)] == [True, False]


@pytest.mark.parametrize(
    ("draw", "step"),
    [
        (IN_LINE + b"ID a EI", b"BI"),
        (b"BI /W 8 /H 2 /IM true ID ab EI", b"BI"),
        (b"/I Do", b"/I Do"),
        (b"0.5 g 1 1 5 5 re f*", b"f*"),
    ],
)
def test_what_draws_is_kept(draw, step):
    content = made(draw, XObject=an_image(b"abcd"))

    assert step in files.whole(cleaned(content).content)


def test_the_signs_of_a_font_that_draws_them_are_kept():
    def drawn(pdf):
        signs = Dictionary(house=Stream(pdf, b"9 0 d0 0 0 7 7 re f"))
        return Dictionary(T=Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=signs))

    content = made(b"BT /T 9 Tf (a) Tj ET", Font=drawn)

    assert b"0 0 7 7 re" in files.whole(cleaned(content).content)


def test_a_layer_that_its_author_hid_is_not_brought_to_light():
    pdf = Pdf.new()
    pdf.add_blank_page()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("names")))
    layers = pikepdf.Array([layer])
    pdf.Root.OCProperties = Dictionary(OCGs=layers, D=Dictionary(OFF=pikepdf.Array([])))
    assert cleaned(written(pdf)).content

    pdf.Root.OCProperties.D.OFF = layers
    with pytest.raises(TooIntricate):
        cleaned(written(pdf))
