"""The towns, helpers and officers who use the platform while it is killed.

Runs in a process of its own, on the database of the rig, and prints who they are.
"""

import json
import sys
from dataclasses import asdict, dataclass

import django


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who is signed in: the row in the database and the session of the browser."""

    user: int
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Those who meet in the appeals of one town, and the pledge that is put to them."""

    mayor: Person
    officer: Person
    helper: Person
    pledge: str


def people_of(printed: str) -> list[Case]:
    """Read what this module printed."""
    return [
        Case(
            mayor=Person(**case["mayor"]),
            officer=Person(**case["officer"]),
            helper=Person(**case["helper"]),
            pledge=case["pledge"],
        )
        for case in json.loads(printed)
    ]


def _main(towns: int) -> None:
    """Make tables, pages and people."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import User
    from tests import factories
    from tests.web.visitors import visit

    def signed_in(user: User) -> Person:
        return Person(user=user.pk, session=visit(user).cookies[settings.SESSION_COOKIE_NAME].value)

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    officers = [factories.an_officer() for _number in range(2)]
    pledges = [factories.a_live_pledge(capacity=2, at=timezone.now()) for _number in range(2)]
    helpers = [factories.someone_of(pledge.municipality) for pledge in pledges]
    cases = []
    for number in range(towns):
        town = factories.a_municipality(name=f"Kvitka {number}")
        factories.at_war(town.zone)
        case = Case(
            mayor=signed_in(factories.someone_of(town)),
            officer=signed_in(officers[number % 2]),
            helper=signed_in(helpers[number // 2 % 2]),
            pledge=str(pledges[number // 2 % 2].reference),
        )
        cases.append(asdict(case))
    print(json.dumps(cases))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
