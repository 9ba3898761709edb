"""Querysets that Django compiles once.

Writing the SQL of a small SELECT takes Django ten times as long as sending it. Where people come in
a rush, the SQL is kept and only the values change.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import connection, models

Scalar = int | str

# Stand for the values while SQL is written; neither is ever a constant of a query.
_FIRST_NUMBER = -1_900_000_000
_TEXT = "\N{OBJECT REPLACEMENT CHARACTER}"


class Statement:
    """A SELECT written once for each number of values, from the queryset that `build` makes.

    Values are numbers of 32 bits or text, as the database keeps them. `columns` are those of
    `rows`.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *columns: str) -> None:
        self._build, self._columns = build, list(columns)
        self.compiled = lru_cache(maxsize=16)(self.compile)

    def rows(self, *values: Scalar) -> list[tuple[Any, ...]]:
        """Rows as the database gives them: for columns of numbers and text.

        Columns stand in the order of `columns`. Querysets of translated models write theirs in
        an order of their own, another one in each process.
        """
        with connection.cursor() as cursor:
            cursor.execute(*self.sql(*values))
            given = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        if given == self._columns:
            return rows
        order = [given.index(name) for name in self._columns]
        return [tuple(row[place] for place in order) for row in rows]

    def sql(self, *values: Scalar) -> tuple[str, list[Any]]:
        """SQL and parameters, for `Model.objects.raw`."""
        sql, params = self.compiled(connection.vendor, *map(type, values))
        given = dict(zip(_marks(map(type, values)), values, strict=True))
        return sql, [given.get(param, param) for param in params]

    def compile(self, _vendor: str, *kinds: type[Scalar]) -> tuple[str, tuple[Any, ...]]:
        return self._build(*_marks(kinds)).query.sql_with_params()


def _marks(kinds: Any) -> list[Scalar]:
    return [
        _FIRST_NUMBER + number if kind is int else f"{_TEXT}{number}"
        for number, kind in enumerate(kinds)
    ]
