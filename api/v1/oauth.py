"""The endpoints of OAuth: client credentials (RFC 6749, section 4.4), and revoking (RFC 7009)."""

import base64
import binascii
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import FormParser
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from api.engine.scopes import Scope, read_scopes, written
from api.services import tokens
from intake.services.limits import TooFast

if TYPE_CHECKING:
    from rest_framework.request import Request

_LONGEST: Final = 256


class TokenBody(serializers.Serializer[object]):
    """What asks for a token. Id and secret come in the header (Basic) or here, not in both."""

    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    scope = serializers.CharField(required=False, max_length=_LONGEST)
    client_id = serializers.CharField(required=False, max_length=_LONGEST)
    client_secret = serializers.CharField(required=False, max_length=_LONGEST)


class RevokeBody(serializers.Serializer[object]):
    """The token that shall open nothing any more. Id and secret come as for a token."""

    token = serializers.CharField(max_length=_LONGEST)
    token_type_hint = serializers.CharField(
        required=False, max_length=_LONGEST, help_text="Read past: there is one type."
    )
    client_id = serializers.CharField(required=False, max_length=_LONGEST)
    client_secret = serializers.CharField(required=False, max_length=_LONGEST)


class TokenSerializer(serializers.Serializer[object]):
    """A token, shown once."""

    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="In seconds.")
    scope = serializers.CharField()


class OAuthErrorSerializer(serializers.Serializer[object]):
    """A refusal in the form of RFC 6749, section 5.2, which OAuth's libraries read."""

    error = serializers.ChoiceField(
        choices=[
            *("invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"),
            "too_many_requests",
        ]
    )


class FormOfOAuth(APIView):
    """A form, with the id and the secret of a key as its only sign of who sends it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    parser_classes = [FormParser]


class TokenView(FormOfOAuth):
    """Give a token for the id and the secret of a key. It lives for a quarter of an hour."""

    @extend_schema(
        request={"application/x-www-form-urlencoded": TokenBody},
        responses={
            200: TokenSerializer,
            **dict.fromkeys((400, 401, 429), OAuthErrorSerializer),
        },
    )
    def post(self, request: "Request") -> Response:
        said = _said(request)
        if said is None or "grant_type" not in said:
            return _refused("invalid_request")
        if said["grant_type"] != "client_credentials":
            return _refused("unsupported_grant_type")
        try:
            pair = _pair(request.headers.get("Authorization", ""), said)
            scopes = read_scopes(said["scope"]) if "scope" in said else None
        except _Unclear:
            return _refused("invalid_request")
        except ValueError:
            return _refused("invalid_scope")
        return _given(pair, scopes)


class RevokeView(FormOfOAuth):
    """Shut a token of a key from the next call on. One that is not there is no error."""

    @extend_schema(
        request={"application/x-www-form-urlencoded": RevokeBody},
        responses={200: None, 400: OAuthErrorSerializer, 401: OAuthErrorSerializer},
    )
    def post(self, request: "Request") -> Response:
        said = _said(request)
        if said is None or "token" not in said:
            return _refused("invalid_request")
        try:
            client_id, secret = _pair(request.headers.get("Authorization", ""), said)
            tokens.revoke_token(
                client_id=client_id, secret=secret, token=said["token"], at=timezone.now()
            )
        except _Unclear:
            return _refused("invalid_request")
        except tokens.WrongSecret:
            return _unknown_client()
        except TooFast as refusal:
            return _too_fast(refusal)
        return Response(headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


class _Unclear(Exception):
    """Id and secret cannot be told from what was sent."""


def _given(pair: tuple[str, str], scopes: frozenset[Scope] | None) -> Response:
    client_id, secret = pair
    try:
        given = tokens.give_token(
            client_id=client_id, secret=secret, scopes=scopes, at=timezone.now()
        )
    except tokens.WrongSecret:
        return _unknown_client()
    except tokens.BeyondTheKey:
        return _refused("invalid_scope")
    except TooFast as refusal:
        return _too_fast(refusal)
    return Response(
        {
            "access_token": given.token,
            "token_type": "Bearer",
            "expires_in": given.lives_s,
            "scope": written(given.scopes),
        },
        headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
    )


def _said(request: "Request") -> dict[str, str] | None:
    """Return the fields of the form; None when there is none, or one comes twice or is too long."""
    try:
        form = request.data
    except (UnsupportedMediaType, ParseError):
        return None
    pairs = list(form.lists()) if isinstance(form, QueryDict) else []
    if any(len(values) != 1 or len(values[0]) > _LONGEST for _name, values in pairs):
        return None
    return {str(name): str(values[0]) for name, values in pairs if values[0]}


def _pair(header: str, said: Mapping[str, str]) -> tuple[str, str]:
    """Return id and secret, from the header or from the body (section 2.3.1).

    Raises:
        _Unclear: from neither, from both, or in no form of ours.
    """
    in_body = said.get("client_secret")
    if header and in_body:
        raise _Unclear
    if in_body:
        return said.get("client_id", ""), in_body
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise _Unclear from error
    client_id, colon, secret = map(unquote_plus, text.partition(":"))
    # Only now: what cannot be text for a database may come quoted.
    if scheme.lower() != "basic" or not colon or "\0" in client_id or len(text) > _LONGEST:
        raise _Unclear
    return client_id, secret


def _unknown_client() -> Response:
    return _refused("invalid_client", status.HTTP_401_UNAUTHORIZED, {"WWW-Authenticate": "Basic"})


def _too_fast(refusal: TooFast) -> Response:
    wait = {"Retry-After": str(math.ceil(refusal.wait.total_seconds()))}
    return _refused("too_many_requests", status.HTTP_429_TOO_MANY_REQUESTS, wait)


def _refused(
    error: str,
    code: int = status.HTTP_400_BAD_REQUEST,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response({"error": error}, status=code, headers=dict(headers or {}))
