"""Roles, permissions, and the one table that joins them. What is absent is denied."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """In what capacity someone acts."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    MUNICIPALITY = "municipality"
    INTERMEDIARY = "intermediary"
    NETWORK = "network"


class Permission(StrEnum):
    """What someone may do."""

    READ_DESK = "read_desk"
    TAKE_APPEAL = "take_appeal"
    READ_CASE = "read_case"
    JUDGE = "judge"
    EDIT_MAP = "edit_map"
    RUN_MATCHER = "run_matcher"
    MANAGE_IMPORTS = "manage_imports"
    MANAGE_ACCOUNTS = "manage_accounts"
    WRITE_APPEAL = "write_appeal"
    WRITE_PLEDGE = "write_pledge"
    READ_EVIDENCE = "read_evidence"
    WRITE_EVIDENCE = "write_evidence"
    READ_OWN_NETWORK = "read_own_network"
    SET_ASIDE = "set_aside"
    WRITE_PARTNERSHIP = "write_partnership"
    WRITE_FOR_MEMBERS = "write_for_members"  # pledges of the members of the own network
    MANAGE_KEYS = "manage_keys"  # of the own network; a supervisor those of each
    WRITE_CALL = "write_call"  # ask cities for experts, as a host organisation
    DECIDE_CALL = "decide_call"  # list such a call, or refuse it
    SUPERVISE = "supervise"  # see what is late in every case, pause it, hand it over


SECRETARIAT: Final = frozenset({Role.OFFICER, Role.SUPERVISOR})  # they act for no body of their own

_OFFICER: Final = frozenset(
    {
        Permission.READ_DESK,
        Permission.TAKE_APPEAL,
        Permission.READ_CASE,
        Permission.JUDGE,
        Permission.EDIT_MAP,
        Permission.RUN_MATCHER,
        Permission.MANAGE_IMPORTS,
        Permission.READ_EVIDENCE,
        Permission.WRITE_EVIDENCE,
        Permission.SET_ASIDE,
        Permission.WRITE_PARTNERSHIP,
        Permission.DECIDE_CALL,
    }
)

GRANTS: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.OFFICER: _OFFICER,
        Role.SUPERVISOR: _OFFICER
        | {Permission.MANAGE_ACCOUNTS, Permission.MANAGE_KEYS, Permission.SUPERVISE},
        Role.MUNICIPALITY: frozenset(
            {
                Permission.WRITE_APPEAL,
                Permission.WRITE_PLEDGE,
                Permission.SET_ASIDE,
                Permission.WRITE_PARTNERSHIP,
            }
        ),
        Role.INTERMEDIARY: frozenset(
            {Permission.WRITE_APPEAL, Permission.WRITE_PARTNERSHIP, Permission.WRITE_CALL}
        ),
        Role.NETWORK: frozenset(
            {
                Permission.READ_OWN_NETWORK,
                Permission.WRITE_FOR_MEMBERS,
                Permission.MANAGE_KEYS,
                Permission.WRITE_CALL,
            }
        ),
    }
)


def grants(role: Role, permission: Permission) -> bool:
    """Test whether `role` carries `permission`."""
    return permission in GRANTS[role]


def body_of(role: Role) -> str | None:
    """Return the field that names the body `role` acts for, or None for the secretariat."""
    return None if role in SECRETARIAT else role.value
