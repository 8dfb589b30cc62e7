"""The words of scopes, and of rows that come together."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from api.engine.bulk import Fate
from api.engine.pledge_tables import Fault
from api.engine.scopes import Scope

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SCOPE_LABELS: Final[Mapping[Scope, "StrPromise"]] = {
    Scope.READ_PLEDGES: _("Read the pledges of our members"),
    Scope.WRITE_PLEDGES: _("Write pledges for our members"),
    Scope.READ_MUNICIPALITIES: _("Read the list of our members"),
    Scope.READ_PROPOSALS: _("Follow the proposals to our members that help"),
    Scope.READ_PARTNERSHIPS: _("Follow the partnerships in which our members help"),
    Scope.READ_CALLS: _("Read where organisations ask cities for experts"),
    Scope.WRITE_CALLS: _("Ask cities for experts in our name"),
}

FATE_LABELS: Final[Mapping[Fate, "StrPromise"]] = {
    Fate.WAITING: pgettext_lazy("row", "Waits"),
    Fate.CREATED: pgettext_lazy("row", "New"),
    Fate.UPDATED: pgettext_lazy("row", "Changed"),
    Fate.UNCHANGED: pgettext_lazy("row", "Unchanged"),
    Fate.INCOMPLETE: pgettext_lazy("row", "Incomplete"),
    Fate.REFUSED: pgettext_lazy("row", "Refused"),
}

FAULT_LABELS: Final[Mapping[Fault, "StrPromise"]] = {
    Fault.NOT_A_TABLE: _("This file is no table that we can read. Save it as “CSV UTF-8”."),
    Fault.UNKNOWN_COLUMNS: _("The table has columns that we do not know."),
    Fault.MISSING_COLUMNS: _("The table lacks columns that it needs. Start from ours."),
    Fault.SAME_COLUMN_TWICE: _("The table has the same column twice."),
    Fault.LONGER_THAN_ITS_HEAD: _("A row has more cells than the first line has names."),
    Fault.NO_NAME: _(
        "Rows lack an external_id: letters, digits and . _ : / - up to 64 signs, the first a "
        "letter or a digit."
    ),
    Fault.SAME_NAME_TWICE: _("Rows have the same external_id as another one."),
    Fault.TOO_MANY_ROWS: _("The table has more rows than we take at once. Make two of it."),
    Fault.NO_ROWS: _("No row of the table is filled in."),
}

_MISSING: Final = _("This is missing.")
_UNREADABLE: Final = _("We cannot read what stands here.")
_TOO_SMALL: Final = _("This number is too small.")
_TOO_LARGE: Final = _("This number is too large.")
_TOO_LONG: Final = _("This is too long.")
_NONE_NAMED: Final = _("Name at least one.")

REASON_LABELS: Final[Mapping[str, "StrPromise"]] = {
    "required": _MISSING,
    "null": _MISSING,
    "blank": _MISSING,
    "invalid": _UNREADABLE,
    "not_a_list": _UNREADABLE,
    "invalid_choice": _("This code is not in the list."),
    "min_value": _TOO_SMALL,
    "max_value": _TOO_LARGE,
    "max_string_length": _TOO_LARGE,
    "max_length": _TOO_LONG,
    "min_length": _NONE_NAMED,
    "empty": _NONE_NAMED,
    "unknown_field": _("There is no such field."),
    "unknown_language": _("Use the codes of the list of languages."),
    "ends_too_early": _("The last day must come after the first."),
    "not_a_code": _("This is not the code of a country or of a zone."),
    "not_yours": _("This municipality is not a member of your network."),
    "cannot_help": _("This municipality is not registered as one that helps."),
    "below_engaged": _("It already helps more municipalities than this."),
    "illegal_transition": _("This pledge is withdrawn."),
    "outdated": _("The pledge was changed after you had read it."),
    "other_municipality": _("Under this external_id there is a pledge of another municipality."),
    "conflict": _("This row contradicts what is kept already."),
    "overtaken": _("Something later was said of this record."),
}
"""What is wrong with a row, by the codes that the API tells."""
