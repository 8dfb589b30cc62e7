"""The trail and the outbox, to look at."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit import services
from audit.models import Delivery, Event, Heartbeat


class _ReadOnly:
    """Nothing is added, changed or deleted by form."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "verb", "subject_kind", "at"]
    list_filter = ["subject_kind"]
    search_fields = ["=reference", "=subject"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["id", "handler", "state", "attempts", "due_at", "last_error"]
    list_filter = ["state", "handler"]
    ordering = ["-pk"]
    actions = ["send_again"]
    show_full_result_count = False

    @admin.action(description=_("Send what was given up again"), permissions=["revive"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        count = services.revive(
            delivery_ids=list(chosen.values_list("pk", flat=True)),
            actor_id=request.user.pk,
            at=timezone.now(),
        )
        sentence = ngettext(
            "%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count
        )
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    def has_revive_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("audit.change_delivery")


@admin.register(Heartbeat)
class HeartbeatAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["name", "at"]
