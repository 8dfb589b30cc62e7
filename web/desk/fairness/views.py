"""Who waits how long, and who has how many cases."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.selectors import fairness
from web.desk.fairness.words import loads_table, tables_of
from web.types import SignedInRequest


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    found = fairness.fairness_for(request.user, today=today)
    context = {
        "appeals": found.appeals,
        "tables": tables_of(found),
        "loads": loads_table(fairness.loads_for(request.user, today=today)),
    }
    return render(request, "web/desk/fairness/index.html", context)
