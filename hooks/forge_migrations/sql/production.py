"""What was observed of a production database, as far as the rules ask: rows, fractions, sizes.

The file is `observe`'s; what of it isn't a number where one is meant counts as not told.
"""

from __future__ import annotations

import json

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FORMAT = 1
"""Of the file that `database/observed.py` writes: it changes when a key goes or means something else."""
_MEGABYTE = 1_000_000


class Facts(NamedTuple):
    """One table."""

    name: str
    """As the file calls it."""
    rows: int
    bytes: int
    """Without its indexes; as many as narrow rows take where the engine doesn't tell."""
    indexes: int
    columns: Mapping[str, Any]

    def fraction(self, column: str) -> float | None:
        """The share of rows that are NULL there, 0 to 1."""
        told = self._column(column).get("null_fraction")
        if isinstance(told, bool) or not isinstance(told, (int, float)):
            return None
        return float(told) if 0 <= told <= 1 else None

    def distinct(self, column: str) -> int | None:
        """How many different values are there, estimated."""
        return _count(self._column(column).get("distinct"))

    def width(self, column: str) -> int:
        """Bytes of a value there, on average or at most; 0 where neither is told."""
        told = self._column(column)
        return _count(told.get("average_width")) or _count(told.get("widest")) or 0

    def correlation(self, column: str) -> float | None:
        """1 where rows lie in the order of its values, -1 the other way round, 0 where in none."""
        told = self._column(column).get("correlation")
        if isinstance(told, bool) or not isinstance(told, (int, float)):
            return None
        return float(told) if -1 <= told <= 1 else None

    def _column(self, name: str) -> Mapping[str, Any]:
        found = self.columns.get(name)
        if found is None:
            low = name.lower()
            found = next((self.columns[each] for each in self.columns if each.lower() == low), None)
        return found if isinstance(found, dict) else {}


STALE = 30
"""Days after which a file is told to be old."""
NARROW = 60
"""Bytes that a row is taken to have where the file tells none: PostgreSQL's head of a row has 24, and
an id, a key and a time 24 more."""


class Production(NamedTuple):
    """One environment, and how long the team waits for a migration there."""

    environment: str
    engine: str
    """`PostgreSQL`, `MariaDB`, `MySQL`, `SQLite`."""
    observed: str
    """The day, `2026-01-31`."""
    tables: Mapping[str, Any]
    settings: Mapping[str, Any] = {}
    age: int | None = 0
    """Days; `None` where the file doesn't tell."""
    patience: float = 1.0
    """Seconds below which a wait isn't told."""
    refuse_over: float | None = None
    """Seconds above which it is refused."""

    def number(self, setting: str, otherwise: int) -> int:
        """A setting that counts something; `otherwise` where it isn't told."""
        told = str(self.settings.get(setting, ""))
        return int(told) if told.isdecimal() and len(told) < 16 else otherwise

    @property
    def old(self) -> str:
        """`45 days old`; empty for what is new enough."""
        if self.age is None:
            return "of an unknown day"
        return f"{self.age} days old" if self.age >= STALE else ""

    def table(self, name: str) -> Facts | None:
        """A table by the name that migrations have for it; `None` when nothing is known of its rows.

        No rows in a table that has megabytes is what an engine says that never counted them.
        """
        key = self._key(name)
        told = self.tables.get(key) if key is not None else None
        if key is None or not isinstance(told, dict):
            return None
        rows = _count(told.get("rows"))
        size = _count(told.get("bytes"))
        if rows is None or (size is not None and size > _MEGABYTE + rows * _MEGABYTE):
            return None
        columns = told.get("columns")
        return Facts(
            key,
            rows,
            rows * NARROW if size is None else size,
            _count(told.get("indexes")) or 0,
            columns if isinstance(columns, dict) else {},
        )

    def _key(self, name: str) -> str | None:
        if name in self.tables:
            return name
        short = name.removeprefix("public.").removeprefix("main.")
        if short in self.tables:
            return short
        if self.engine == "PostgreSQL":
            return None
        near = [each for each in self.tables if each.lower() == short.lower()]
        return near[0] if len(near) == 1 else None


def production_of(text: bytes, environment: str) -> Production:
    """What a file of `observe` holds. Raises `ValueError` for any other."""
    try:
        told = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError("its format is another one")
    tables, settings = told.get("tables"), told.get("settings")
    if not isinstance(tables, dict):
        raise ValueError("it has no tables")
    return Production(
        environment,
        str(told.get("engine")),
        str(told.get("observed")),
        tables,
        settings if isinstance(settings, dict) else {},
    )


def in_words(number: int | None) -> str:
    """`12 M`, `1.2 k`, `3`: two digits are all that an estimate has; `an unknown number of` where it
    isn't known."""
    if number is None:
        return "an unknown number of"
    for size, unit in ((10**9, " G"), (10**6, " M"), (10**3, " k")):
        if number >= size:
            return _two_digits(number / size) + unit
    return str(number)


def rows_in_words(rows: int | None) -> str:
    """`12 M rows`, `1 row`."""
    return f"{in_words(rows)} row{'s' * (rows != 1)}"


def seconds_in_words(seconds: float) -> str:
    """`40 s`, `0.3 s`, `12 min`, `2.5 h`."""
    for size, unit in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 1.5 * size:
            return f"{_two_digits(seconds / size)} {unit}"
    return f"{_two_digits(seconds)} s" if seconds >= 0.1 else f"{max(round(seconds * 1000), 1)} ms"


def _two_digits(number: float) -> str:
    return f"{number:.2g}" if number < 99.5 else str(round(number))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
