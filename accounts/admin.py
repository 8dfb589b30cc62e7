"""People and networks, to look at; who acts or belongs where goes through the services."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Membership, Network, NetworkMember, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """The administrator opens and closes accounts, and never sees or sets a password."""

    fields = ["reference", "is_active", "is_staff", "language", "joined_at", "last_login"]
    readonly_fields = ["reference", "language", "joined_at", "last_login"]
    list_display = ["reference", "is_active", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["=email", "=reference"]
    ordering = ["pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["reference", "user", "role", "since", "until"]
    list_filter = ["role"]
    list_select_related = ["user"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class _Members(admin.TabularInline):
    model = NetworkMember
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Network)
class NetworkAdmin(admin.ModelAdmin):
    list_display = ["name", "independence_group"]
    search_fields = ["name"]
    inlines = [_Members]
    ordering = ["name", "pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
