"""What goes wrong, in the words of RFC 9457: one stable code for each reason, nowhere else.

A code never changes its meaning within v1; titles and sentences are in the caller's language.
What is hidden and what is missing answer alike. What is no reason of the caller's (a fault, a
database that is away) travels on to the platform's own handlers, which answer in the same form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.core.exceptions import PermissionDenied as NotTheirs
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from api.parsers import BodyTooLarge
from api.services.answers import InFlight, OtherCall
from api.services.records import NotYourRecord, Outdated
from matching.engine.lifecycle import IllegalTransition
from matching.services.appeals import AlreadyTaken, CannotAppeal, NotWaiting
from matching.services.pledges import BelowEngaged, CannotHelp
from matching.services.runs import RunGoesOn
from matching.services.steps import AlreadyAsked
from partnercalls.engine.lifecycle import IllegalTransition as CallMovedOn
from partnercalls.services.calls import EndsTooSoon, TooManyOpen

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "/api/v1/reference/problems/#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason, with its status and its words."""

    code: str
    status: HTTPStatus
    title: "StrPromise"
    detail: "StrPromise"


INVALID: Final = Problem(
    code="invalid",
    status=HTTPStatus.BAD_REQUEST,
    title=_("Something is not filled in right"),
    detail=_("Look at the errors of each field. Nothing was changed."),
)
UNREADABLE: Final = Problem(
    code="unreadable",
    status=HTTPStatus.BAD_REQUEST,
    title=_("The body cannot be read"),
    detail=_("It is not JSON within our bounds. Nothing was changed."),
)
BAD_REQUEST: Final = Problem(
    code="bad_request",
    status=HTTPStatus.BAD_REQUEST,
    title=_("This request cannot be read"),
    detail=_("Something in it is not as it should be. Nothing was changed."),
)
BROKEN_TEXT: Final = Problem(
    code="broken_text",
    status=HTTPStatus.BAD_REQUEST,
    title=_("This text cannot be read"),
    detail=_("It holds characters that are no text. Nothing was changed."),
)
TOO_LONG: Final = Problem(
    code="too_long",
    status=HTTPStatus.BAD_REQUEST,
    title=_("This text is too long"),
    detail=_("One of the texts is longer than we accept. Nothing was changed."),
)
NOT_SIGNED_IN: Final = Problem(
    code="not_signed_in",
    status=HTTPStatus.UNAUTHORIZED,
    title=_("Not signed in"),
    detail=_("Sign in first. Nothing was changed."),
)
FORGED: Final = Problem(
    code="csrf_failed",
    status=HTTPStatus.FORBIDDEN,
    title=_("The request may be forged"),
    detail=_("Send the CSRF token of your session with it. Nothing was changed."),
)
NOT_ALLOWED: Final = Problem(
    code="not_allowed",
    status=HTTPStatus.FORBIDDEN,
    title=_("Not allowed"),
    detail=_("This step is not yours to take. Nothing was changed."),
)
WRONG_TOKEN: Final = Problem(
    code="invalid_token",
    status=HTTPStatus.UNAUTHORIZED,
    title=_("This token opens nothing"),
    detail=_("It has ended, or its key was revoked. Ask for a new one. Nothing was changed."),
)
BEYOND_SCOPE: Final = Problem(
    code="insufficient_scope",
    status=HTTPStatus.FORBIDDEN,
    title=_("Not what this token is for"),
    detail=_("Ask for a token with another scope. Nothing was changed."),
)
NOT_YOUR_RECORD: Final = Problem(
    code="not_your_record",
    status=HTTPStatus.FORBIDDEN,
    title=_("This does not come from your records"),
    detail=_("This pledge came from elsewhere than your network. Nothing was changed."),
)
NOT_FOUND: Final = Problem(
    code="not_found",
    status=HTTPStatus.NOT_FOUND,
    title=_("Not found"),
    detail=_("There is nothing here, or nothing for you."),
)
NOT_CONFIGURED: Final = Problem(
    code="not_configured",
    status=HTTPStatus.NOT_FOUND,
    title=_("Not published here"),
    detail=_("Those who run this platform have not said who publishes this file."),
)
NO_SUCH_METHOD: Final = Problem(
    code="method_not_allowed",
    status=HTTPStatus.METHOD_NOT_ALLOWED,
    title=_("No such method here"),
    detail=_("This address does not take this method. Nothing was changed."),
)
NOT_ACCEPTABLE: Final = Problem(
    code="not_acceptable",
    status=HTTPStatus.NOT_ACCEPTABLE,
    title=_("Only JSON is spoken here"),
    detail=_("Ask for application/json. Nothing was changed."),
)
OTHER_FORM: Final = Problem(
    code="not_acceptable",
    status=HTTPStatus.NOT_ACCEPTABLE,
    title=_("This address has one form"),
    detail=_("Leave the header Accept away, or name the form that the address ends in."),
)
TOO_LARGE: Final = Problem(
    code="too_large",
    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    title=_("This is too large"),
    detail=_("The body is larger than we accept. Nothing was changed."),
)
NOT_JSON: Final = Problem(
    code="not_json",
    status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    title=_("Only JSON is read here"),
    detail=_("Send application/json. Nothing was changed."),
)
TOO_MANY: Final = Problem(
    code="too_many_requests",
    status=HTTPStatus.TOO_MANY_REQUESTS,
    title=_("Too many requests"),
    detail=_("Wait a moment before you ask again. Nothing was changed."),
)
ILLEGAL_TRANSITION: Final = Problem(
    code="illegal_transition",
    status=HTTPStatus.CONFLICT,
    title=_("It has moved on"),
    detail=_("This step no longer exists from where it stands. Nothing was changed."),
)
ALREADY_ASKED: Final = Problem(
    code="already_asked",
    status=HTTPStatus.CONFLICT,
    title=_("Already asked"),
    detail=_("This municipality already has a live appeal for the same thing."),
)
ALREADY_TAKEN: Final = Problem(
    code="already_taken",
    status=HTTPStatus.CONFLICT,
    title=_("Already taken"),
    detail=_("Another officer took this case first. Nothing was changed."),
)
CANNOT_APPEAL: Final = Problem(
    code="cannot_appeal",
    status=HTTPStatus.CONFLICT,
    title=_("Registered as a helper only"),
    detail=_("This municipality cannot appeal. Nothing was changed."),
)
CANNOT_HELP: Final = Problem(
    code="cannot_help",
    status=HTTPStatus.CONFLICT,
    title=_("Registered as an appellant only"),
    detail=_("This municipality cannot pledge help. Nothing was changed."),
)
BELOW_ENGAGED: Final = Problem(
    code="below_engaged",
    status=HTTPStatus.CONFLICT,
    title=_("The capacity is below what is engaged"),
    detail=_("The pledge already helps more appeals than that. Nothing was changed."),
)
RUN_GOES_ON: Final = Problem(
    code="run_goes_on",
    status=HTTPStatus.CONFLICT,
    title=_("A run is going on"),
    detail=_("Wait for its end or cancel it. Nothing was started."),
)
TOO_MANY_OPEN: Final = Problem(
    code="too_many_open",
    status=HTTPStatus.CONFLICT,
    title=_("Too many open calls"),
    detail=_("End a call of this organisation before you write another. Nothing was changed."),
)
ENDS_TOO_SOON: Final = Problem(
    code="ends_too_soon",
    status=HTTPStatus.CONFLICT,
    title=_("The last day has passed"),
    detail=_("Name an end in the future. Nothing was changed."),
)
IN_FLIGHT: Final = Problem(
    code="in_flight",
    status=HTTPStatus.CONFLICT,
    title=_("The same call goes on"),
    detail=_("Wait for its answer, or send it again in a moment. This one changed nothing."),
)
OTHER_CALL: Final = Problem(
    code="idempotency_key_reused",
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    title=_("This key was used for another call"),
    detail=_("Send another Idempotency-Key. Nothing was changed."),
)
OUTDATED: Final = Problem(
    code="outdated",
    status=HTTPStatus.PRECONDITION_FAILED,
    title=_("Someone has changed it since"),
    detail=_("Read it again and send If-Match with its new ETag. Nothing was changed."),
)
UNCONDITIONAL: Final = Problem(
    code="precondition_required",
    status=HTTPStatus.PRECONDITION_REQUIRED,
    title=_("Say which version you change"),
    detail=_("Send If-Match with the ETag that you have read. Nothing was changed."),
)
CONFLICT: Final = Problem(
    code="conflict",
    status=HTTPStatus.CONFLICT,
    title=_("Someone was faster"),
    detail=_("The same thing was written at the same moment. Nothing was changed."),
)

FAULT: Final = Problem(
    code="fault",
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    title=_("A fault of ours"),
    detail=_("Look whether your last step was kept before you send it again."),
)
AWAY: Final = Problem(
    code="away",
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    title=_("Please try again in a moment"),
    detail=_(
        "The platform cannot reach its data at this moment. What was kept is safe. "
        "What you sent just now may not have been kept: look again before you repeat it."
    ),
)

PROBLEMS: Final[tuple[Problem, ...]] = (
    INVALID,
    UNREADABLE,
    BAD_REQUEST,
    BROKEN_TEXT,
    TOO_LONG,
    NOT_SIGNED_IN,
    FORGED,
    NOT_ALLOWED,
    WRONG_TOKEN,
    BEYOND_SCOPE,
    NOT_YOUR_RECORD,
    NOT_FOUND,
    NOT_CONFIGURED,
    NO_SUCH_METHOD,
    NOT_ACCEPTABLE,
    TOO_LARGE,
    NOT_JSON,
    TOO_MANY,
    ILLEGAL_TRANSITION,
    ALREADY_ASKED,
    ALREADY_TAKEN,
    CANNOT_APPEAL,
    CANNOT_HELP,
    BELOW_ENGAGED,
    RUN_GOES_ON,
    TOO_MANY_OPEN,
    ENDS_TOO_SOON,
    IN_FLIGHT,
    OTHER_CALL,
    OUTDATED,
    UNCONDITIONAL,
    CONFLICT,
    FAULT,
    AWAY,
)
"""Every reason that v1 may give; the last two are the platform's own."""

_BY_EXCEPTION: Final[Mapping[type[Exception], Problem]] = {
    exceptions.ValidationError: INVALID,
    exceptions.ParseError: UNREADABLE,
    exceptions.NotAuthenticated: NOT_SIGNED_IN,
    exceptions.AuthenticationFailed: NOT_SIGNED_IN,
    exceptions.PermissionDenied: NOT_ALLOWED,
    exceptions.NotFound: NOT_FOUND,
    exceptions.MethodNotAllowed: NO_SUCH_METHOD,
    exceptions.NotAcceptable: NOT_ACCEPTABLE,
    exceptions.UnsupportedMediaType: NOT_JSON,
    exceptions.Throttled: TOO_MANY,
    BodyTooLarge: TOO_LARGE,
    RequestDataTooBig: TOO_LARGE,
    Http404: NOT_FOUND,
    ObjectDoesNotExist: NOT_FOUND,
    NotWaiting: NOT_FOUND,
    NotTheirs: NOT_ALLOWED,
    IllegalTransition: ILLEGAL_TRANSITION,
    CallMovedOn: ILLEGAL_TRANSITION,
    AlreadyAsked: ALREADY_ASKED,
    AlreadyTaken: ALREADY_TAKEN,
    CannotAppeal: CANNOT_APPEAL,
    CannotHelp: CANNOT_HELP,
    BelowEngaged: BELOW_ENGAGED,
    RunGoesOn: RUN_GOES_ON,
    TooManyOpen: TOO_MANY_OPEN,
    EndsTooSoon: ENDS_TOO_SOON,
    NotYourRecord: NOT_YOUR_RECORD,
    Outdated: OUTDATED,
    InFlight: IN_FLIGHT,
    OtherCall: OTHER_CALL,
}

_CONSTRAINTS: Final[Mapping[str, Problem]] = {
    "matching_matchrun_one_at_a_time": RUN_GOES_ON,
    "matching_appeal_one_live_per_activity": ALREADY_ASKED,
    "matching_pledge_engaged_within_capacity": BELOW_ENGAGED,
}
_UNIQUE_VIOLATION: Final = "23505"


class Refused(exceptions.APIException):
    """The API itself refuses, before any service is asked."""

    problem: Problem


class CsrfFailed(Refused):
    """The request came with a session and without its token."""

    problem = FORGED


class WrongToken(Refused, exceptions.AuthenticationFailed):
    """The bearer token opens nothing."""

    problem = WRONG_TOKEN


class BeyondScope(Refused):
    """The token is not for this."""

    problem = BEYOND_SCOPE
    auth_header = 'Bearer error="insufficient_scope"'


class NotConfigured(Refused):
    """Those who run the platform have left this out."""

    problem = NOT_CONFIGURED


class OtherForm(Refused):
    """The address speaks another form than the caller takes."""

    problem = OTHER_FORM


class Unconditional(Refused):
    """A change that names no version."""

    problem = UNCONDITIONAL


def answer(exc: Exception, context: Mapping[str, object]) -> Response | None:  # noqa: ARG001
    """Return the problem that an exception stands for; None where it is a fault of ours.

    DRF calls this with whatever a view raises. None lets the exception travel on to the
    platform's handlers, which answer and log without its text.
    """
    problem = _problem_of(exc)
    if problem is None:
        return None
    errors = _errors_of(exc.detail) if isinstance(exc, exceptions.ValidationError) else {}
    return Response(
        body_of(problem, errors),
        status=problem.status,
        headers=_headers_of(exc),
        content_type=MEDIA_TYPE,
    )


def body_of(
    problem: Problem, errors: Mapping[str, Sequence[Mapping[str, str]]]
) -> dict[str, object]:
    """Return a problem as RFC 9457 writes it down, in the active language."""
    body: dict[str, object] = {
        "type": f"{TYPE_PREFIX}{problem.code}",
        "title": str(problem.title),
        "status": problem.status.value,
        "detail": str(problem.detail),
        "code": problem.code,
    }
    return {**body, "errors": errors} if errors else body


def _problem_of(exc: Exception) -> Problem | None:
    if isinstance(exc, Refused):
        return exc.problem
    if isinstance(exc, IntegrityError):
        return _lost_race(exc)
    for ancestor in type(exc).__mro__:
        if ancestor in _BY_EXCEPTION:
            return _BY_EXCEPTION[ancestor]
    return None


def _lost_race(exc: IntegrityError) -> Problem | None:
    """Return the reason behind a constraint; a missing value is a fault of ours, not a race."""
    diagnosis = getattr(exc.__cause__, "diag", None)
    name = str(getattr(diagnosis, "constraint_name", ""))
    if name in _CONSTRAINTS:
        return _CONSTRAINTS[name]
    return CONFLICT if getattr(diagnosis, "sqlstate", None) == _UNIQUE_VIOLATION else None


def _headers_of(exc: Exception) -> dict[str, str]:
    headers = {
        "WWW-Authenticate": getattr(exc, "auth_header", None),
        "Retry-After": getattr(exc, "wait", None),
    }
    return {name: str(value) for name, value in headers.items() if value}


def _errors_of(detail: object, path: str = "") -> dict[str, list[dict[str, str]]]:
    """Return the errors by field; a field inside another is `outer.inner`, an item `list.0`."""
    match detail:
        case exceptions.ErrorDetail():
            return {path or "body": [_error(detail)]}
        case list() if all(isinstance(item, exceptions.ErrorDetail) for item in detail):
            return {path or "body": [_error(item) for item in detail]}
        case list():
            inner = {str(index): item for index, item in enumerate(detail) if item}
            return _errors_of(inner, path)
        case dict():
            found: dict[str, list[dict[str, str]]] = {}
            for key, item in detail.items():
                name = "body" if key == "non_field_errors" else str(key)
                found |= _errors_of(item, f"{path}.{name}" if path else name)
            return found
    return {}


def _error(item: exceptions.ErrorDetail) -> dict[str, str]:
    return {"code": str(item.code), "detail": str(item)}
