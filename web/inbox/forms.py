"""What people say on the pages of their inbox."""

from django import forms


class UpToForm(forms.Form):
    """The newest notice that the page showed."""

    up_to = forms.UUIDField()
