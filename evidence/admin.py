"""Evidence, to look at. Who said it and in which words is for the officer of the case alone."""

from django.contrib import admin
from django.http import HttpRequest

from evidence.models import ConflictEvent, EvidenceItem, PhaseSpell


class _ReadOnly:
    """Nothing is added, changed or deleted by form."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(EvidenceItem)
class EvidenceItemAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "zone", "subject", "says", "observed_on", "known_on"]
    list_filter = ["subject", "says"]
    fields = [
        "reference",
        "zone",
        "subject",
        "says",
        "observed_on",
        "known_on",
        "date_precision",
        "valid_until",
        "confidence",
        "confirmed_at",
        "superseded_on",
        "recorded_at",
    ]
    ordering = ["-pk"]
    list_select_related = ["zone"]
    show_full_result_count = False


@admin.register(PhaseSpell)
class PhaseSpellAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "zone", "phase", "starts", "ends", "known_on", "retracted_on"]
    list_filter = ["phase", "status_code"]
    fields = [
        "reference",
        "zone",
        "phase",
        "status_code",
        "starts",
        "ends",
        "known_on",
        "retracted_on",
    ]
    ordering = ["-pk"]
    list_select_related = ["zone"]
    show_full_result_count = False


@admin.register(ConflictEvent)
class ConflictEventAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["source_key", "country", "where_prec", "date_start", "best", "provisional"]
    list_filter = ["where_prec", "provisional", "type_of_violence"]
    search_fields = ["=source_key"]
    ordering = ["-date_start", "-pk"]
    show_full_result_count = False
