"""Signing in, the second factor, and the doors that stay closed."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from accounts import services
from accounts.models import User
from tests import factories as make
from tests.clock import NOON

pytestmark = pytest.mark.django_db
PHRASE = "seven quiet lanterns"
START = "/start/"


@pytest.fixture(autouse=True)
def _no_attempts_so_far(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def olena():
    user = make.an_officer()
    user.set_password(PHRASE)
    user.save()
    return user


def _sign_in(client, user, password=PHRASE):
    return client.post(
        reverse("account_login"), {"login": user.email.upper(), "password": password}
    )


def _show_again_who_one_is(client):
    return client.post(reverse("account_reauthenticate"), {"password": PHRASE})


def _is_signed_in(client):
    return "_auth_user_id" in client.session


def _code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _text(response):
    return response.content.decode()


def test_the_right_password_opens_the_account_whatever_the_case_of_the_address(client, olena):
    answer = _sign_in(client, olena)

    assert (answer.status_code, answer["Location"]) == (302, START)
    assert client.session["_auth_user_id"] == str(olena.pk)


@pytest.mark.parametrize("password", ["", "another phrase"])
def test_a_wrong_password_opens_nothing(client, olena, password):
    answer = _sign_in(client, olena, password)

    assert answer.status_code == 200
    assert not _is_signed_in(client)


def test_a_stranger_and_a_wrong_password_read_the_same(client, olena):
    wrong = _text(_sign_in(client, olena, "another phrase"))
    olena.email = "nobody@example.org"
    unknown = _text(_sign_in(client, olena, "another phrase"))

    sentence = "not correct"
    assert (wrong.count(sentence), unknown.count(sentence)) == (1, 1)


def test_the_eleventh_attempt_at_one_account_waits_even_with_the_right_password(client, olena):
    for _ in range(10):
        _sign_in(client, olena, "another phrase")

    answer = _sign_in(client, olena)

    assert "Too many" in _text(answer)
    assert not _is_signed_in(client)


def test_attempts_at_one_account_do_not_close_another(client, olena):
    for _ in range(10):
        _sign_in(client, make.a_user(), "another phrase")

    _sign_in(client, olena)

    assert _is_signed_in(client)


def test_a_closed_account_is_told_so_and_stays_closed(client, olena):
    User.objects.update(is_active=False)

    answer = client.get(_sign_in(client, olena)["Location"])

    assert "closed" in _text(answer)
    assert not _is_signed_in(client)


def test_signing_out_takes_a_post(client, olena):
    client.force_login(olena)

    client.get(reverse("account_logout"))
    still_in = _is_signed_in(client)
    client.post(reverse("account_logout"))

    assert (still_in, _is_signed_in(client)) == (True, False)


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    client.post(
        reverse("account_signup"),
        {"email": "petro@example.org", "password1": PHRASE, "password2": PHRASE},
    )

    assert "invitation" in _text(page)
    assert not User.objects.exists()


def test_a_lost_password_leads_to_the_secretariat_and_sends_nothing(client, olena, mailoutbox):
    address = reverse("account_reset_password")

    page = client.get(address)
    attempt = client.post(address, {"email": olena.email})

    assert "secretariat" in _text(page)
    assert attempt.status_code == 405
    assert mailoutbox == []


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/password/reset/key/1-abc/",
        "/accounts/password/reset/done/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/login/code/confirm/",
    ],
)
def test_what_would_open_an_account_by_mail_does_not_exist(client, olena, address):
    client.force_login(olena)

    assert client.get(address).status_code == 404


def test_a_second_factor_is_set_up_and_asked_for_from_then_on(client, olena):
    _sign_in(client, olena)
    _show_again_who_one_is(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    done = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    client.post(reverse("account_logout"))
    asked = _sign_in(client, olena)

    assert "<svg" in _text(page)
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert asked["Location"] == reverse("mfa_authenticate")
    assert not _is_signed_in(client)


@pytest.fixture
def olena_with_app(olena):
    TOTP.activate(olena, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(olena)
    return olena


def test_the_right_code_finishes_signing_in_and_a_wrong_one_does_not(client, olena_with_app):
    _sign_in(client, olena_with_app)

    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    was_in = _is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": _code("JBSWY3DPEHPK3PXP")})

    assert (wrong.status_code, was_in, _is_signed_in(client)) == (200, False, True)


def test_a_recovery_code_works_once(client, olena_with_app):
    recovery = olena_with_app.authenticator_set.get(type="recovery_codes").wrap()
    code = recovery.get_unused_codes()[0]

    _sign_in(client, olena_with_app)
    client.post(reverse("mfa_authenticate"), {"code": code})
    first = _is_signed_in(client)
    client.post(reverse("account_logout"))
    _sign_in(client, olena_with_app)
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert (first, _is_signed_in(client)) == (True, False)


@pytest.fixture
def invitation():
    return services.invite_user(
        email="petro@example.org",
        display_name="Petro",
        language="uk",
        by=make.a_supervisor(),
        at=NOON,
    )


def _accept(client, **typed):
    return client.post(reverse("account_accept_invitation"), typed)


def test_an_invited_person_opens_the_account_with_the_code_and_signs_in(client, invitation):
    email = invitation.user.email

    answer = _accept(client, email=email, code=invitation.code, password=PHRASE)
    _sign_in(client, invitation.user)

    assert answer["Location"] == reverse("account_login")
    assert _is_signed_in(client)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"code": "abc-123"}, "No account opens"),
        ({"email": "nobody@example.org"}, "No account opens"),
        ({"password": "short"}, "too short"),
        ({"password": ""}, "required"),
    ],
)
def test_an_invitation_that_cannot_be_accepted_says_why(client, invitation, changed, reason):
    typed = {"email": invitation.user.email, "code": invitation.code, "password": PHRASE}

    answer = _accept(client, **{**typed, **changed})

    assert reason in _text(answer)
    assert PHRASE not in _text(answer)
    assert not User.objects.get(pk=invitation.user.pk).has_usable_password()


PAGES = [
    "account_accept_invitation",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]
# A script block of data is not run, so the policy lets it pass; a style or a handler would not.
FORBIDDEN = re.compile(r"<script(?![^>]*(\ssrc=|application/json))|<style|\sstyle=|\son\w+=|data:")


def _read(client, page):
    answer = client.get(reverse(page), follow=True)
    return answer.status_code, FORBIDDEN.findall(_text(answer)), _text(answer).count("<h1>")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_under_the_policy_for_a_visitor(client, page):
    assert _read(client, page) == (200, [], 1)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_under_the_policy_for_someone_signed_in(client, olena, page):
    _sign_in(client, olena)
    _show_again_who_one_is(client)

    status, forbidden, titles = _read(client, page)

    assert (status in {200, 404}, forbidden, titles) == (True, [], 1)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_under_the_policy_with_a_second_factor(client, olena_with_app, page):
    _sign_in(client, olena_with_app)
    client.post(reverse("mfa_authenticate"), {"code": _code("JBSWY3DPEHPK3PXP")})
    _show_again_who_one_is(client)

    assert _read(client, page) == (200, [], 1)


@pytest.mark.parametrize(
    "page",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
    ],
)
def test_a_second_factor_is_changed_only_after_showing_again_who_one_is(client, olena, page):
    _sign_in(client, olena)

    before = client.get(reverse(page))
    _show_again_who_one_is(client)
    after = client.get(reverse(page))

    assert before["Location"].startswith(reverse("account_reauthenticate"))
    assert after.status_code == 200


def test_each_field_has_a_label_and_errors_stand_on_top(client, olena):
    page = _text(_sign_in(client, olena, ""))

    labelled = re.findall(r'<label for="([^"]+)"', page)
    visible = re.findall(r'<input type="(?:email|password|text)"[^>]*id="([^"]+)"', page)
    assert sorted(labelled) == sorted(visible)
    assert page.index("error-summary") < page.index("<label")
