"""What every request meets before a page, and what every answer carries."""

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from citydiplomacy import errors, middleware
from citydiplomacy.middleware import ProtectEveryAnswer, RefuseBrokenText

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=edge"


def _public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", headers={"Cache-Control": "public, max-age=60"})


def _private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [
    path("public", _public),
    path("private", _private),
    path("broken", _broken),
    path("api/v1/broken", _broken),
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error


def guarded(request: HttpRequest) -> int:
    return RefuseBrokenText(lambda _request: HttpResponse("ok"))(request).status_code


def multipart(text: bytes, *, name: bytes = b"summary", file: bytes = b"") -> bytes:
    named_file = b'; filename="' + file + b'"' if file else b""
    return (
        b'--edge\r\nContent-Disposition: form-data; name="' + name + b'"' + named_file
        + b"\r\n\r\n" + text + b"\r\n--edge--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize("raw", ["/\0", "/appeals/\xff", "/\xed\xa0\x80", "/" + "x" * 1_001])
def test_a_broken_path_is_refused(raw):
    assert guarded(RequestFactory().get("/", PATH_INFO=raw)) == 400


@pytest.mark.parametrize("address", ["/Харків", "/%D0%A5", "/خاركيف", "/100%25"])
def test_a_whole_path_passes_in_every_alphabet(address):
    assert guarded(RequestFactory().get(address)) == 200


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "q=%ff", "q=%ed%a0%80", "q=" + "x" * 4_000])
def test_a_broken_query_is_refused(query):
    assert guarded(RequestFactory().get("/", query_params=None, QUERY_STRING=query)) == 400


@pytest.mark.parametrize("query", ["q=Харків", "q=%D0%A5", "q=a+b&q=", "q=خاركيف"])
def test_a_whole_query_passes(query):
    raw = query.encode().decode("latin-1")

    assert guarded(RequestFactory().get("/", QUERY_STRING=raw)) == 200


@pytest.mark.parametrize("body", [b"a=%00", b"a=\0", b"a=%ff", b"a=\xff", b"a=%ed%a0%80", b"%00=1"])
def test_a_broken_form_is_refused(body):
    assert guarded(RequestFactory().post("/", body, content_type=FORM)) == 400


@pytest.mark.parametrize(
    "body",
    [
        multipart(b"\0"),
        multipart(b"\xff"),
        multipart(b"x" * 50_001),
        multipart(b"x", name=b"a\0"),
        multipart(b"x", name=b"a" * 201),
        multipart(b"x", file=b"a" * 201),
    ],
    ids=["NUL", "bytes", "long", "name", "long name", "long file name"],
)
def test_a_broken_multipart_form_is_refused(body):
    assert guarded(RequestFactory().post("/", body, content_type=BOUNDARY)) == 400


def test_a_multipart_form_without_an_edge_is_refused():
    request = RequestFactory().post("/", b"x", content_type="multipart/form-data")

    assert guarded(request) == 400


def test_a_whole_multipart_form_passes_and_can_still_be_read():
    request = RequestFactory().post("/", multipart("Їжак".encode()), content_type=BOUNDARY)

    assert guarded(request) == 200
    assert request.POST["summary"] == "Їжак"


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1"])
def test_a_form_in_another_alphabet_code_is_refused(charset):
    request = RequestFactory().post("/", multipart(b"x"), f"{BOUNDARY}; charset={charset}")

    assert guarded(request) == 400


@pytest.mark.parametrize(
    "body",
    [
        rb'{"a": "\u0000"}',
        rb'{"\u0000": 1}',
        rb'{"a": "\ud800"}',
        rb'{"a": "\udc00"}',
        rb'{"a": "\udc00\ud800"}',
        rb'{"a": "\ud800\ud800\udc00"}',
        rb'{"a": "\ud800x\udc00"}',
        rb'{"a": "\ud800\n\udc00"}',
        rb'{"a": "\\\u0000"}',
        b'{"a": "\xff"}',
        b'{"a": "\0"}',
        rb'{"a": "\ud83d',
    ],
)
def test_broken_text_in_json_is_refused(body):
    request = RequestFactory().post("/api/v1/appeals", body, content_type="application/json")

    assert guarded(request) == 400


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"a": "Їжак 🦔 قنفذ"}).encode(),
        json.dumps({"a": "Їжак 🦔"}, ensure_ascii=False).encode(),
        rb'{"a": "\\u0000 written out"}',
        b"[" * 100_000,
        b"",
    ],
    ids=["escaped", "raw", "backslash", "deep", "empty"],
)
def test_whole_text_in_json_passes_however_deep(body):
    request = RequestFactory().post("/api/v1/appeals", body, content_type="application/json")

    assert guarded(request) == 200


@pytest.mark.parametrize("cookie", [r'session="\000"', r'language="a\000b"'])
def test_a_broken_cookie_is_refused(cookie):
    assert guarded(RequestFactory().get("/", HTTP_COOKIE=cookie)) == 400


def test_a_body_beyond_the_limit_is_told_apart():
    request = RequestFactory().post("/", b"a=" + b"x" * 1_100_000, content_type=FORM)

    assert guarded(request) == 413


def test_more_fields_than_any_form_has_are_refused():
    request = RequestFactory().post("/", b"&".join([b"a=1"] * 500), content_type=FORM)

    assert guarded(request) == 400


def test_a_refusal_tells_a_person_in_a_sentence_of_their_language():
    request = RequestFactory().get("/%00", HTTP_ACCEPT_LANGUAGE="ar")

    answer = RefuseBrokenText(lambda _request: HttpResponse())(request)

    assert 'lang="ar" dir="rtl"' in answer.text
    assert "<h1>" in answer.text


def test_a_refusal_tells_a_machine_in_problem_json():
    answer = RefuseBrokenText(lambda _request: HttpResponse())(RequestFactory().get("/api/%00"))

    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 400


EXPECTED = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": middleware.PERMISSIONS_POLICY,
    "Cache-Control": "no-store",
}


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status"),
    [("/private", 200), ("/%00", 400), ("/api/nowhere", 404), ("/api/v1/broken", 500)],
)
def test_every_answer_is_protected_errors_too(address, status):
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"].split("; ")


@override_settings(ROOT_URLCONF=__name__)
def test_a_public_page_may_say_that_it_can_be_kept(client):
    assert client.get("/public")["Cache-Control"] == "public, max-age=60"


@override_settings(ROOT_URLCONF=__name__)
def test_nothing_is_kept_for_someone_who_carries_a_session(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "something"

    assert client.get("/public")["Cache-Control"] == "no-store"


def test_a_static_file_is_kept_for_everyone(settings):
    request = RequestFactory().get("/static/site.css")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "something"

    answer = ProtectEveryAnswer(_public)(request)

    assert answer["Cache-Control"] == "public, max-age=60"


@override_settings(ROOT_URLCONF=__name__)
def test_each_answer_has_a_number_of_its_own(client):
    assert client.get("/private")["X-Request-Id"] != client.get("/private")["X-Request-Id"]


@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_broken_path_over_plain_http_does_no_harm(client):
    assert client.get("/%00").status_code == 301
