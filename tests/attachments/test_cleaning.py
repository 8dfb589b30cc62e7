"""What is kept of a file: what can be seen, and nothing that a camera or a program wrote."""

import tracemalloc
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from attachments.engine import refusals
from attachments.engine.kinds import Kind, kind_of
from attachments.engine.limits import LONGEST_SIDE_PX, MOST_BYTES, MOST_PAGES
from attachments.engine.marks import without_marks
from attachments.services.cleaning import cleaned
from attachments.services.images import drawn_anew
from tests.attachments import files

MARK = "Vodokhid-7731"
MARKED = {
    "JPEG": files.a_marked_jpeg(MARK),
    "PNG": files.a_marked_png(MARK),
    "WebP": files.a_marked_webp(MARK),
    "PDF": files.a_marked_pdf(MARK),
}
HTML = b"<html><script>alert(1)</script></html>"


def pixel(content, place):
    with Image.open(BytesIO(content)) as image:
        return image.convert("RGB").getpixel(place)


def size_of(content):
    with Image.open(BytesIO(content)) as image:
        return image.size


def refused(content):
    with pytest.raises(refusals.Refused) as told:
        cleaned(content)
    return told.type


@pytest.mark.parametrize("name", MARKED)
def test_no_mark_is_left_of_what_does_not_show(name):
    kept = cleaned(MARKED[name]).content

    found = [MARK.encode() in files.whole(each) for each in (MARKED[name], kept)]
    assert found == [True, False]


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP"])
def test_an_image_tells_nothing_but_its_pixels(name):
    told = files.everything_told(cleaned(MARKED[name]).content)

    assert set(told) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("JPEG", Kind.JPEG), ("PNG", Kind.PNG), ("WebP", Kind.JPEG), ("PDF", Kind.PDF)],
)
def test_each_kind_is_kept_as_one_of_three(name, kind):
    made = cleaned(MARKED[name])

    assert (made.kind, kind_of(made.content)) == (kind, kind)


def test_a_photograph_taken_sideways_is_kept_upright():
    kept = cleaned(files.a_marked_jpeg(MARK, orientation=files.SIDEWAYS)).content

    red, _green, blue = pixel(kept, (20, 50))
    assert size_of(kept) == (40, 60)
    assert blue > red


def test_a_large_photograph_is_kept_smaller_and_in_its_shape():
    large = files.saved(files.an_image(size=(4_800, 2_400)), "JPEG")

    assert size_of(cleaned(large).content) == (LONGEST_SIDE_PX, LONGEST_SIDE_PX // 2)


def test_what_was_transparent_is_white():
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))

    assert pixel(cleaned(files.saved(image, "PNG")).content, (5, 5)) == (255, 255, 255)


def test_what_a_page_shows_is_kept():
    with pikepdf.open(BytesIO(cleaned(MARKED["PDF"]).content)) as kept:
        page = kept.pages[0]
        drawing = page.obj.Contents.read_bytes()
        photograph = page.obj.Resources.XObject.F.read_raw_bytes()

        assert b"(Seen by all) Tj" in drawing
        assert b"/F Do" in drawing
        assert size_of(photograph) == (60, 40)


def test_a_rebuilt_pdf_has_pages_and_what_draws_them_and_nothing_else():
    with pikepdf.open(BytesIO(cleaned(MARKED["PDF"]).content)) as kept:
        assert set(kept.Root.keys()) == {"/Type", "/Pages"}
        assert set(kept.trailer.keys()) == {"/Root", "/Size", "/ID"}
        assert set(kept.pages[0].obj.keys()) == {
            *("/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"),
        }


def test_a_file_is_cleaned_alike_each_time():
    assert cleaned(MARKED["PDF"]).content == cleaned(MARKED["PDF"]).content


@pytest.mark.parametrize(
    "content",
    [
        files.a_drawing(MARK),
        HTML,
        HTML + files.a_pdf(),
        b"GIF89a" + bytes(20),
        b"\n" + files.a_jpeg(),
        b"BM" + bytes(60),
        b"PK\x03\x04" + bytes(60),
        b"%!PS-Adobe-3.0 EPSF",
    ],
    ids=["SVG", "HTML", "HTML then PDF", "GIF", "late JPEG", "BMP", "ZIP", "PostScript"],
)
def test_every_other_kind_is_refused(content):
    assert refused(content) is refusals.UnknownKind


def test_a_pdf_that_is_a_page_for_browsers_too_is_only_a_pdf_afterwards():
    both = files.a_pdf() + HTML

    assert b"<script" not in files.whole(cleaned(both).content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", refusals.Empty),
        (bytes(MOST_BYTES + 1), refusals.TooLarge),
        (files.a_jpeg()[:-40], refusals.BrokenImage),
        (files.a_jpeg()[:200], refusals.BrokenImage),
        (files.a_marked_png(MARK)[:150], refusals.BrokenImage),
        (files.a_marked_webp(MARK)[:60], refusals.BrokenImage),
        (files.a_pdf()[:300], refusals.BrokenPdf),
        (b"%PDF-1.7\n" + HTML, refusals.BrokenPdf),
        (files.a_pdf(pages=MOST_PAGES + 1), refusals.TooManyPages),
        (
            files.a_pdf(encryption=pikepdf.Encryption(owner="lock", user="key")),
            refusals.Encrypted,
        ),
        (files.a_pdf(encryption=pikepdf.Encryption(owner="lock", user="")), refusals.Encrypted),
        (files.a_pdf_that_unpacks_to(5_000_000), refusals.TooIntricate),
    ],
    ids=[
        *("empty", "too large", "JPEG without end", "JPEG cut", "PNG cut", "WebP cut"),
        *("PDF cut", "no PDF", "too many pages", "locked", "locked against changes", "drawn long"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_with_its_reason(content, reason):
    assert refused(content) is reason


@pytest.mark.parametrize(
    "content",
    [files.a_bomb(), files.saved(Image.new("1", (16_000, 4_000)), "WEBP", lossless=True)],
    ids=["PNG", "WebP"],
)
def test_an_image_of_too_many_pixels_is_refused_before_it_takes_memory(content):
    tracemalloc.start()

    reason = refused(content)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reason, most < 10_000_000) == (refusals.TooManyPixels, True)


def test_a_pdf_that_unpacks_to_more_than_we_take_is_refused():
    bomb = files.a_pdf_that_unpacks_to(150_000_000)

    assert len(bomb) < 200_000
    assert refused(bomb) in {refusals.BrokenPdf, refusals.TooIntricate}


def test_the_old_way_of_packing_is_refused_however_it_is_written():
    plain = files.a_pdf().replace(b"<< /Length", b"<< /Filter /#4cZWDecode /Length")

    assert refused(plain) is refusals.TooIntricate


@pytest.mark.parametrize("cut", range(3, 60))
@pytest.mark.parametrize("name", MARKED)
def test_no_cut_file_ends_in_a_fault(name, cut):
    content = MARKED[name][: len(MARKED[name]) * cut // 60]

    try:
        kept = cleaned(content).content
    except refusals.Refused:
        return
    assert MARK.encode() not in files.whole(kept)


def test_a_jpeg_within_a_pdf_keeps_its_pixels():
    plain, marked = files.a_jpeg(), files.a_marked_jpeg(MARK, orientation=1)

    same = [drawn_anew(each, Kind.JPEG)[0] for each in (plain, without_marks(marked))]

    assert same[0] == same[1]
