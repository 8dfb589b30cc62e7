"""The words of scopes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from api.engine.scopes import Scope

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SCOPE_LABELS: Final[Mapping[Scope, "StrPromise"]] = {
    Scope.READ_PLEDGES: _("Read the pledges of our members"),
    Scope.WRITE_PLEDGES: _("Write pledges for our members"),
    Scope.READ_MUNICIPALITIES: _("Read the list of our members"),
    Scope.READ_PROPOSALS: _("Follow the proposals to our members that help"),
    Scope.READ_PARTNERSHIPS: _("Follow the partnerships in which our members help"),
}
