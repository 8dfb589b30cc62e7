"""The words of the intake in human languages."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from intake.engine.dossier import Basis, Filer, Gift

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

FILER_LABELS: "Final[Mapping[Filer, StrPromise]]" = {
    Filer.MAYOR: _("The municipality itself: its mayor, or somebody of its council or staff"),
    Filer.INTERMEDIARY: _("An organisation or a person on behalf of the municipality"),
    Filer.BY_PHONE: _("An officer, for somebody on the telephone"),
}

BASIS_LABELS: "Final[Mapping[Basis, StrPromise]]" = {
    Basis.CALL_BACK: _("I asked the municipality back, by a way that we knew before"),
    Basis.VOUCHED: _("An intermediary that knows the municipality vouches for it"),
}

GIFT_LABELS: "Final[Mapping[Gift, StrPromise]]" = {
    Gift.EXPERIENCE: _("What we have learned from living through the conflict"),
    Gift.CULTURE: _("Our culture, our history, our craft"),
    Gift.YOUTH: _("Meetings of schools and of young people"),
    Gift.ECONOMY: _("Trade and work together"),
}
