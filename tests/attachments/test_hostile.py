"""Files made to keep a mark where nobody looks, or to take the time of whoever reads them."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image

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
