"""Sign in without a password, in the demonstration only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import User
from demo.cast import PARTS, Kind


@never_cache
@require_POST
@csrf_protect
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let the visitor act as one of the invented people; the old session ends."""
    user = _user_of(request.POST.get("kind", "")) if settings.DEMO else None
    if user is None:
        raise Http404
    request.session.flush()
    login(request, user)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _user_of(kind: str) -> User | None:
    if kind not in list(Kind):
        return None
    return User.objects.filter(email=PARTS[Kind(kind)].email, is_active=True).first()
