"""What every test may use."""

from collections.abc import Iterator, Sequence

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_what_only_grows() -> Iterator[None]:
    """Let the test runner empty the tables between tests that commit.

    The guards of append-only tables refuse TRUNCATE. The superuser of the test database steps
    around them, and only here; a test that truncates by itself meets the guard.
    """
    flush = DatabaseOperations.execute_sql_flush

    def flush_past_the_guards(self: DatabaseOperations, sql_list: Sequence[str]) -> None:
        flush(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_past_the_guards)
        yield
