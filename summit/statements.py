"""SQL that Django writes once.

Writing a small statement takes Django ten times as long as sending it. Where people come in a rush,
the SQL is kept and only the values change.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, models
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

Scalar = int | str

# Stand for the values while SQL is written; neither is ever a constant of a query.
_FIRST_NUMBER = -1_900_000_000
_TEXT = "\N{OBJECT REPLACEMENT CHARACTER}"


class Statement:
    """A SELECT written once for each number of values, from the queryset that `build` makes.

    Values are numbers of 32 bits or text, as the database keeps them. `columns` are those that
    `rows` gives, by the names of their fields or annotations. `key_share` locks the rows against
    a change of their keys and against their deletion, which PostgreSQL knows and the ORM does not.
    """

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, Any]],
        *columns: str,
        key_share: bool = False,
    ) -> None:
        self._build, self._columns = build, columns
        self._lock = " FOR KEY SHARE" if key_share else ""
        self.written = lru_cache(maxsize=16)(self.write)

    def rows(self, *values: Scalar) -> list[tuple[Any, ...]]:
        """Columns stand in the order of `columns`.

        Querysets of translated models write theirs in an order of their own, another one in each
        process.
        """
        select = self.written(connection.vendor, *map(type, values))
        order = [select.names.index(name) for name in self._columns]
        return [tuple(row[place] for place in order) for row in select.run(values)]

    def instances(self, *values: Scalar) -> list[Any]:
        """Models without the related ones, with their annotations."""
        select = self.written(connection.vendor, *map(type, values))
        return [select.instance(row) for row in select.run(values)]

    def write(self, vendor: str, *kinds: type[Scalar]) -> "_Select":
        lock = self._lock if vendor == "postgresql" else ""
        return _Select(self._build(*_marks(kinds)), _marks(kinds), lock)


class _Select:
    """One SELECT in the words of the database, and what its columns are."""

    def __init__(self, queryset: models.QuerySet[Any, Any], marks: list[Scalar], lock: str) -> None:
        self._model = queryset.model
        self._compiler = compiler = queryset.query.get_compiler(connection=connection)
        sql, self._params = compiler.as_sql()
        self._sql, self._marks = f"{sql}{lock}", marks
        columns = [column for column, *_rest in compiler.select]
        self._converters = compiler.get_converters(columns)
        annotations = {place: name for name, place in compiler.annotation_col_map.items()}
        self.names = [annotations.get(n) or column.target.name for n, column in enumerate(columns)]
        self._annotations = list(annotations.items())
        self._fields = [
            column.target.attname for n, column in enumerate(columns) if n not in annotations
        ]

    def run(self, values: Iterable[Scalar]) -> Iterable[Any]:
        given = dict(zip(self._marks, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given.get(param, param) for param in self._params])
            rows = cursor.fetchall()
        return self._compiler.apply_converters(rows, self._converters) if rows else ()

    def instance(self, row: Any) -> models.Model:
        """Django puts annotations after the fields."""
        found = self._model.from_db(DEFAULT_DB_ALIAS, self._fields, row[: len(self._fields)])
        for place, name in self._annotations:
            setattr(found, name, row[place])
        return found


class Insert:
    """The INSERT of one row of `model`, written once.

    No signal is sent, and `save` of the model is not called.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self._written = lru_cache(maxsize=4)(self._write)

    def add(self, row: models.Model) -> None:
        """Insert `row` and give it its key. Raises IntegrityError."""
        if not self._run(row, None):
            raise IntegrityError(f"No {self._model.__name__} was written.")

    def add_if_new(self, row: models.Model) -> bool:
        """Insert `row` unless one like it is there: False, without spoiling the transaction."""
        return self._run(row, OnConflict.IGNORE)

    def _run(self, row: models.Model, on_conflict: OnConflict | None) -> bool:
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._written(connection.vendor, on_conflict), values)
            returned = cursor.fetchone()
        if returned is None:
            return False
        row.pk = returned[0]
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return True

    def _write(self, _vendor: str, on_conflict: OnConflict | None) -> str:
        query = InsertQuery(self._model, on_conflict=on_conflict)
        query.insert_values(self._fields, [self._model()])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self._model._meta.pk]
        ((sql, _params),) = compiler.as_sql()
        return sql


def _marks(kinds: Any) -> list[Scalar]:
    return [
        _FIRST_NUMBER + number if kind is int else f"{_TEXT}{number}"
        for number, kind in enumerate(kinds)
    ]
