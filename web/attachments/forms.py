"""What somebody says of a document that they add."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from attachments.engine.kinds import MEDIA_TYPES
from attachments.engine.limits import LONGEST_LABEL

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class AttachmentForm(forms.Form):
    """A file, and what it is. The name of the file is not read."""

    label = forms.CharField(
        label=_("What it is"),
        help_text=_("For example: letter of the council, photograph of the waterworks."),
        max_length=LONGEST_LABEL,
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("JPEG, PNG, WebP or PDF, up to 8 MB; a PDF up to 30 pages."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(MEDIA_TYPES.values()))}),
    )

    def content(self) -> bytes:
        """Return the bytes of a valid form's file."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return bytes(file.read())
