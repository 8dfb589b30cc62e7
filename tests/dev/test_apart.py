"""Workers of a test run keep out of each other's way."""

from django.core.cache import caches


def test_the_cache_lies_in_the_database_of_the_broker_that_is_this_workers_own(empty_broker):
    caches["default"].set("mark", 1)

    assert len(empty_broker.keys("*mark*")) == 1
