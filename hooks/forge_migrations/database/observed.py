"""What is known of a production database without any of its values: sizes, fractions, settings.

The file that `observe` writes holds it as JSON: sorted, rounded to two digits, so that its diff is
what changed. No value, no row, no host and no user is in it.
"""

from __future__ import annotations

import json
import math
import os
from contextlib import suppress
from datetime import UTC
from datetime import date
from datetime import datetime

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.patience import FOLDER
from forge_migrations.sql.production import FORMAT
from forge_migrations.sql.production import STALE as STALE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any


class ColumnFacts(NamedTuple):
    """One column, estimated; `None` where the engine doesn't tell."""

    null_fraction: float | None = None
    """0 to 1."""
    distinct: int | None = None
    average_width: int | None = None
    """Bytes."""
    widest: int | None = None
    """Characters (bytes of a blob)."""
    correlation: float | None = None
    """1 where rows lie in the order of these values, -1 the other way round, 0 where in none."""


class TableFacts(NamedTuple):
    """One table, its partitions added up."""

    rows: int | None
    """Estimated; `None` where nothing was ever counted."""
    bytes: int | None = None
    index_bytes: int | None = None
    indexes: int = 0
    partitions: int = 0
    analyzed: str = ""
    """The day of the statistics, `2026-01-31`, where the engine tells."""
    reads: float | None = None
    """Rows read a second."""
    writes: float | None = None
    """Rows written a second."""
    columns: Mapping[str, ColumnFacts] = {}


class Observed(NamedTuple):
    """One database."""

    engine: str
    """`PostgreSQL`, `MariaDB`, `MySQL`, `SQLite`."""
    version: str
    settings: Mapping[str, str]
    tables: Mapping[str, TableFacts]
    """By name; one of PostgreSQL's outside of `public` as `schema.name`."""
    slots: Mapping[str, int] = {}
    """Replication slots counted by kind; `idle` of them has nobody who reads."""
    unseen: tuple[str, ...] = ()
    """What the role may not see, and the grant that shows it."""


def as_object(observed: Observed, day: date) -> dict[str, Any]:
    """What the file holds. `day`: of the observation, in UTC."""
    return {
        "format": FORMAT,
        "observed": day.isoformat(),
        "engine": observed.engine,
        "version": observed.version,
        "settings": dict(sorted(observed.settings.items())),
        "replication_slots": dict(sorted(observed.slots.items())),
        "unseen": sorted(observed.unseen),
        "tables": {name: _table(observed.tables[name]) for name in sorted(observed.tables)},
    }


def as_text(told: Mapping[str, Any]) -> str:
    """The file: a line for each column, so that a reviewer reads a diff and not a wall."""
    head = {key: value for key, value in told.items() if key != "tables"}
    lines = json.dumps(head, indent=2, ensure_ascii=False)[:-2].split("\n")
    lines[-1] += ","
    tables = told["tables"]
    lines.append('  "tables": {' + ("" if tables else "}"))
    for table, facts in tables.items():
        rest = {key: value for key, value in facts.items() if key != "columns"}
        lines.append(f"    {_json(table)}: {{")
        lines.append(f"      {_json(rest)[1:-1]}{',' if rest else ''}")
        lines.append('      "columns": {')
        columns = facts["columns"]
        lines += [f"        {_json(name)}: {_json(columns[name])}," for name in columns]
        lines[-1] = lines[-1].removesuffix(",")
        lines += ["      }", "    },"]
    if tables:
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("  }")
    return "\n".join(lines) + "\n}\n"


def age_of(told: Mapping[str, Any], today: date) -> int | None:
    """Days since the observation; `None` for a file that says none."""
    try:
        return (today - date.fromisoformat(str(told.get("observed")))).days
    except ValueError:
        return None


def read(path: str) -> Mapping[str, Any]:
    """What a file holds; empty when it is none."""
    with suppress(OSError, ValueError), open(path, encoding="utf-8") as file:
        told = json.load(file)
        return told if isinstance(told, dict) else {}
    return {}


def ages(folder: str) -> Iterator[tuple[str, int]]:
    """Each environment that was observed, and how many days ago. `folder`: the project's."""
    found, today = os.path.join(folder, FOLDER), datetime.now(UTC).date()
    if os.path.islink(found) or not os.path.isdir(found):
        return
    for name in sorted(os.listdir(found)):
        age = age_of(read(os.path.join(found, name)), today) if name.endswith(".json") else None
        if age is not None:
            yield name.removesuffix(".json"), age


def rounded(number: float | None) -> int | None:
    """To two digits: what is estimated has no more of them, and a diff shows what changed."""
    if number is None or number < 0:
        return None
    if number < 100:
        return round(number)
    unit: int = 10 ** (math.floor(math.log10(number)) - 1)
    return round(number / unit) * unit


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(facts: TableFacts) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rows": rounded(facts.rows),
        "bytes": rounded(facts.bytes),
        "index_bytes": rounded(facts.index_bytes),
        "indexes": facts.indexes,
        "partitions": facts.partitions or None,
        "analyzed": facts.analyzed or None,
        "reads_a_second": _rate(facts.reads),
        "writes_a_second": _rate(facts.writes),
    }
    kept = {key: value for key, value in told.items() if value is not None}
    columns = {name: _column(facts.columns[name]) for name in sorted(facts.columns)}
    return {**kept, "columns": columns}


def _column(facts: ColumnFacts) -> dict[str, Any]:
    fraction = facts.null_fraction
    told = {
        "null_fraction": None if fraction is None else round(fraction, 3),
        "distinct": rounded(facts.distinct),
        "average_width": rounded(facts.average_width),
        "widest": facts.widest,
        "correlation": None if facts.correlation is None else round(facts.correlation, 1) + 0.0,
    }
    return {key: value for key, value in told.items() if value is not None}


def _rate(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.2g}")
