"""Between tests that commit, rows are deleted instead of flushed.

Flushing empties each table's file and then lets every app make its content types and permissions
anew, which takes longer than most tests. Those two tables stay as they are.
"""

from functools import cache
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}


def use_quick_emptying() -> None:
    TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


def _empty_tables(case: Any) -> None:
    """In one transaction, at whose end foreign keys are checked."""
    for alias in case._databases_names(include_mirrors=False):
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            for table in _tables(alias):
                cursor.execute(f"DELETE FROM {table}")


@cache
def _tables(alias: str) -> list[str]:
    connection = connections[alias]
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in sorted(names) if name not in KEPT]
