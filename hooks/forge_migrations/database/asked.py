"""One query of a project's code, run with a row's values and taken back; why it was refused, if it was.

What a query is refused for is the structure's doing or that of the values that were put in: only the
first says something of queries with other values, and `structural` tells them apart by the engine's codes.
"""

from __future__ import annotations

import re

from forge_migrations.database.asking import tell
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.failures import without_secrets
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.definitions import names_in_backticks
from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.samples import Sample
    from forge_migrations.drizzle.kit.queries import Query


class Asked(NamedTuple):
    """A query with the values that it is tried with."""

    query: Query
    values: tuple[Any, ...]
    clearing: str = ""
    label: str = ""
    """The enum's value that is tried."""


class Refusal(NamedTuple):
    """Why a query failed."""

    code: str
    message: str
    """The engine's sentence, without any value of a row."""

    def __str__(self) -> str:
        return f"{self.message} ({self.code})" if self.code else self.message


def asked_of(query: Query, sample: Sample, label: str = "") -> Asked:
    """The query with a row's values in it: of one that is there, or for an INSERT of a further one."""
    inserts = query.kind in INSERTS
    row = sample.further if inserts else sample.there
    if query.kind == "delete":
        row = sample.last or row
    values = tuple(
        label if each.label else row.get(each.column) if each.column else each.given
        for each in query.values
    )
    return Asked(query, values, sample.clearing if inserts else "", label)


INSERTS = frozenset({"insert", "insert-required", "conflict"})


def run(connection: Connection, engine: str, asked: Asked) -> Refusal | None:
    """Run it in a savepoint of the caller's transaction and take it back; `None` when it ran."""
    refusal = _run(connection, engine, asked)
    for _ in range(TURNS if asked.query.kind == "insert-required" else 0):
        if refusal is None or refusal.code != "23505":
            break
        # The sequence gave a key that a row has, which got it without asking; no try takes that back.
        refusal = _run(connection, engine, asked)
    return refusal


TURNS = 3


def _run(connection: Connection, engine: str, asked: Asked) -> Refusal | None:
    try:
        if engine == "postgresql":
            # One message: a query takes less than the way there and back.
            clearing = f"{asked.clearing};\n" if asked.clearing else ""
            text = f"SAVEPOINT forge_asked;\n{clearing}{_written(asked)};\n{BACK}"
            tell(connection, text)
            return None
        tell(connection, "SAVEPOINT forge_asked")
        if asked.clearing:
            tell(connection, asked.clearing)
        _sent(connection, engine, asked)
        tell(connection, BACK)
    except Exception as error:
        refuse_faults(error)
        tell(connection, BACK)
        return _refusal(error)
    return None


BACK = "ROLLBACK TO SAVEPOINT forge_asked"


def _written(asked: Asked) -> str:
    """The SQL with its values as literals without a type, which is what a driver's parameters are."""
    text = asked.query.parts[0]
    for value, part in zip(asked.values, asked.query.parts[1:], strict=True):
        text += _literal(value) + part
    return text


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        value = "\\x" + value.hex()
    return string_literal(str(value))


def _sent(connection: Connection, engine: str, asked: Asked) -> None:
    mark = row_of(engine).mark
    parts = asked.query.parts
    if engine == "mysql" and asked.values:
        parts = tuple(part.replace("%", "%%") for part in parts)
    text = mark.join(parts)
    if engine == "sqlite":
        text = names_in_backticks(text)  # a name in double quotes that isn't there is a string
    if asked.values:
        connection.exec_driver_sql(text, asked.values).close()
    else:
        tell(connection, text)


def _refusal(error: Exception) -> Refusal:
    original = getattr(error, "orig", None) or error
    diagnosis = getattr(original, "diag", None)
    if diagnosis is not None and diagnosis.message_primary:
        code = str(getattr(original, "sqlstate", "") or "")
        return Refusal(code, without_secrets(diagnosis.message_primary))
    name = getattr(original, "sqlite_errorname", None)
    if name:
        return Refusal(str(name), without_secrets(str(original)))
    if len(original.args) >= 2 and isinstance(original.args[0], int):
        message = _OF_DATABASE.sub(r"\1 '\2'", str(original.args[1]))
        return Refusal(str(original.args[0]), without_secrets(message))
    return Refusal("", type(original).__name__)


_OF_DATABASE = re.compile(r"\b(Table|View|table|view) '[^'.]+\.([^']+)'")
"""MySQL names the database, which is the scratch server's."""
_STRUCTURE: Mapping[str, re.Pattern[str]] = {
    # Class 42 but for rights, which are those of another role; a view that takes no rows or has none.
    "postgresql": re.compile(r"42(?!501)\w{3}|428C9|23502|0A000|55000|3F000"),
    # https://mariadb.com/kb/en/mariadb-error-code-reference/
    "mysql": re.compile(
        r"1054|1146|1136|1364|1048|1305|1356|1064|1052|1288|1348|1394|1471|1906|3105|1109"
    ),
}
_VALUE: Mapping[str, re.Pattern[str]] = {
    "postgresql": re.compile(r"22P02"),
    "mysql": re.compile(r"1265|1366"),
}
"""Of a value that the schema itself names."""
_FORM: Mapping[str, re.Pattern[str]] = {
    "postgresql": re.compile(r"22P02|22007"),
    "mysql": re.compile(r"1366|1292|1411"),
}
"""Of a value that is written as no value of the type is."""
_SQLITE = re.compile(
    r"no such (?:table|column|view|function|index|collation)|has no column named|has \d+ columns? but"
    r"|NOT NULL constraint failed|ON CONFLICT clause does not match|because it is a view"
    r"|generated column|error in (?:view|trigger|index)|foreign key mismatch"
)


def structural(engine: str, asked: Asked, refusal: Refusal) -> bool:
    """True for a refusal that no other values would have spared the query."""
    if engine == "sqlite":
        return _SQLITE.search(refusal.message) is not None
    if _STRUCTURE[engine].fullmatch(refusal.code):
        return True
    return bool(asked.label) and _VALUE[engine].fullmatch(refusal.code) is not None


def without_table(refusal: Refusal) -> bool:
    """True where the table isn't there."""
    gone = refusal.code in ("42P01", "1146")
    return gone or refusal.message.startswith("no such table")


def of_a_check(engine: str, refusal: Refusal) -> bool:
    """True where a CHECK refused the row."""
    if engine == "sqlite":
        return refusal.code == "SQLITE_CONSTRAINT_CHECK"
    return refusal.code in ("23514", "4025", "3819")


def malformed(engine: str, refusal: Refusal) -> bool:
    """True where a value is none of the column's type."""
    pattern = _FORM.get(engine)
    return pattern is not None and pattern.fullmatch(refusal.code) is not None


def without_value(refusal: Refusal) -> Refusal:
    """The same without the value: engines write it behind a colon."""
    return refusal._replace(message=refusal.message.partition(":")[0])
