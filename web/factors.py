"""A fresh factor for what is delicate: whoever took over an open session stops here."""

from collections.abc import Callable
from typing import TypeAlias

from allauth.account.decorators import reauthentication_required
from django.http.response import HttpResponseBase

View: TypeAlias = Callable[..., HttpResponseBase]


def with_fresh_factor(view: View) -> View:
    """Open a view to those alone who showed a factor again within the last five minutes.

    Others are asked for it and come back; what they had posted is sent again by itself.
    """
    guarded: View = reauthentication_required(view)
    return guarded
