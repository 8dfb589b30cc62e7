"""Places, to look at: zones and municipalities come from importers."""

from django.contrib import admin
from django.http import HttpRequest

from places.models import (
    ImportRun,
    Intermediary,
    Knowledge,
    Municipality,
    QuarantinedRow,
    Tie,
    Zone,
    ZoneCode,
)


class _ReadOnly:
    """Nothing is added, changed or deleted by form."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Zone)
class ZoneAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["code", "kind", "name", "name_latin", "country_code", "population"]
    list_filter = ["kind"]
    search_fields = ["=code", "name", "name_latin"]
    ordering = ["code"]
    show_full_result_count = False


@admin.register(ZoneCode)
class ZoneCodeAdmin(_ReadOnly, admin.ModelAdmin):
    list_select_related = ["zone"]
    list_display = ["scheme", "code", "zone"]
    list_filter = ["scheme"]
    search_fields = ["=code"]
    ordering = ["scheme", "code"]
    show_full_result_count = False


@admin.register(Municipality)
class MunicipalityAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = ["name", "name_latin", "country_code", "may_appeal", "may_help", "population"]
    list_filter = ["may_appeal", "may_help"]
    search_fields = ["=reference", "name", "name_latin"]
    ordering = ["country_code", "name_latin", "pk"]
    show_full_result_count = False


@admin.register(Tie)
class TieAdmin(_ReadOnly, admin.ModelAdmin):
    list_select_related = ["first", "second"]
    list_display = ["reference", "kind", "first", "second", "starts", "ends"]
    list_filter = ["kind"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Intermediary)
class IntermediaryAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "independence_group"]
    list_filter = ["kind"]
    search_fields = ["name"]
    ordering = ["name", "pk"]


@admin.register(Knowledge)
class KnowledgeAdmin(admin.ModelAdmin):
    list_select_related = ["intermediary", "zone"]
    list_display = ["intermediary", "zone", "depth", "since"]
    list_filter = ["depth"]
    raw_id_fields = ["intermediary", "zone"]
    ordering = ["pk"]


@admin.register(ImportRun)
class ImportRunAdmin(_ReadOnly, admin.ModelAdmin):
    list_display = [
        "source",
        "file_name",
        "started_at",
        "state",
        "read",
        "created",
        "updated",
        "unchanged",
        "quarantined",
        "ignored",
    ]
    list_filter = ["source", "state"]
    ordering = ["-pk"]


@admin.register(QuarantinedRow)
class QuarantinedRowAdmin(_ReadOnly, admin.ModelAdmin):
    list_select_related = ["run"]
    list_display = ["run", "line", "reason", "sentence"]
    list_filter = ["reason", "run__source"]
    ordering = ["-run", "line"]
