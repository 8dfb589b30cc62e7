"""How v1 describes itself, as OpenAPI 3.1."""

from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema

from api.errors import MEDIA_TYPE
from api.labels import SCOPE_LABELS
from api.v1 import sparse
from api.v1.serializers import ProblemSerializer

if TYPE_CHECKING:
    from django_filters import Filter, FilterSet
    from drf_spectacular.utils import Direction, OpenApiParameter
    from rest_framework.serializers import Serializer

    Parameter = OpenApiParameter | Serializer[Any] | type[Serializer[Any]]

Described = dict[str, Any]  # a piece of OpenAPI


class Description(AutoSchema):
    """Describe a view, and beside its answer the one form that every problem has."""

    def get_override_parameters(self) -> "list[Parameter]":
        """Return the parameter that each list and detail takes beside its own."""
        view = self.view
        if not isinstance(view, sparse.Sparse) or view.action not in sparse.READING:
            return []
        row = view.get_serializer_class()()
        return [sparse.parameter(list(getattr(row, "fields", ())))]

    def _get_response_bodies(self, direction: "Direction" = "response") -> Described:
        answers: Described = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(ProblemSerializer, direction)
        form = {MEDIA_TYPE: {"schema": problem.ref}}
        answers["default"] = {
            "description": "What went wrong; `code` says which of the listed problems.",
            "content": form,
        }
        for code, answer in answers.items():
            if code.startswith("4"):  # OAuth has a form of its own; what stands before it has not
                answer["content"] = {**answer.get("content", {}), **form}
        return answers


class SessionDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself
    """The session cookie, by the name it has where the platform is served over HTTPS."""

    target_class = "api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> Described:  # noqa: ARG002
        """Return the cookie as OpenAPI describes it."""
        return {"type": "apiKey", "in": "cookie", "name": "__Host-session"}


class BearerDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # as above
    """A token of a network's key, by OAuth's client credentials."""

    target_class = "api.authentication.Bearer"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> Described:  # noqa: ARG002
        """Return the one flow that we speak."""
        scopes = {scope.value: str(label) for scope, label in SCOPE_LABELS.items()}
        flow = {"tokenUrl": "/api/v1/oauth/token/", "scopes": scopes}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema: AutoSchema) -> Described:
        """Return the scope of the action that is described."""
        view = auto_schema.view
        scope = getattr(view, "scopes", {}).get(getattr(view, "action", ""))
        return {self.name: [scope.value] if scope else []}


class FilterDescription(OpenApiFilterExtension):  # type: ignore[no-untyped-call]  # as above
    """The declared filters of a list; each takes one of its codes."""

    target_class = "api.v1.filters.DeclaredFilters"
    priority = 1  # before the one for whatever filters from a model

    def get_schema_operation_parameters(
        self, auto_schema: AutoSchema, *_unused: object, **_none: object
    ) -> list[Described]:
        """Return one parameter for each filter."""
        filters: type[FilterSet] = vars(type(auto_schema.view))["filterset_class"]
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": _values_of(declared),
            }
            for name, declared in filters.base_filters.items()
        ]


def _values_of(declared: "Filter") -> Described:
    if hasattr(declared, "described"):
        return dict(declared.described)
    if "choices" not in declared.extra:
        return {"type": "string", "format": "date-time"}
    return {"type": "string", "enum": [code for code, _word in declared.extra["choices"]]}
