"""The table that somebody hands in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from api.engine.pledge_tables import TableFault, rows_of_table
from web.tables.words import fault_in_words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST_BYTES: Final = 8_000_000


class TableForm(forms.Form):
    """A file with a table of pledges. The name of the file is not read."""

    file = forms.FileField(
        label=_("The table"),
        help_text=_("CSV in UTF-8, up to 10,000 rows and 8 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={"empty": _("This file is empty. Nothing was read.")},
    )

    def clean_file(self) -> Sequence[tuple[str, Mapping[str, object]]]:
        """Return the rows of the table with their names."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than 8 MB. Nothing was read."))
        try:
            return rows_of_table(bytes(file.read()))
        except TableFault as fault:
            raise forms.ValidationError(fault_in_words(fault)) from None
