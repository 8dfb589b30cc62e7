"""The description of v1 as a value: what its pages and its tests are made from."""

from functools import cache
from typing import Any

from django.utils.translation import override
from drf_spectacular.settings import spectacular_settings


@cache
def described() -> dict[str, Any]:
    """Return the description as OpenAPI 3.1, in English; made once for each process."""
    with override("en"):
        whole: dict[str, Any] = spectacular_settings.DEFAULT_GENERATOR_CLASS().get_schema(
            request=None, public=True
        )
    return whole
