from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.encoding import misread_sql
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.facts import Facts

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

PATH = "drizzle/0001_a.sql"


def told(data: bytes, dialect: Dialect = "postgres", path: str = PATH) -> list[Violation]:
    facts = Facts()
    tree = MemoryTree({path: data})
    found = list(misread_sql(tree, [path], dialect, facts))
    assert list(misread_sql(tree, [path], dialect, facts)) == found
    return found


def test_what_is_read_as_written_is_no_violation() -> None:
    assert told("SELECT 'é'; -- é".encode()) == []


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_of_wide_characters_reaches_no_database(codec: str) -> None:
    [one] = told('DROP TABLE "u";\r\n'.encode(codec))
    assert (one.rule, one.severity, one.line) == ("not-utf-8", "refuse", 1)
    assert one.message.startswith("0001_a.sql is UTF-")
    assert "\\x00" in one.message
    assert "\0" not in one.message


@pytest.mark.parametrize(
    ("sql", "line", "severity", "message"),
    [
        (b"SELECT 1;\nINSERT INTO t VALUES ('secret caf\xe9');", 2, "refuse",
         "0001_a.sql isn't UTF-8: byte E9 in a string (é in Windows-1252) reaches the rows as U+FFFD"),
        (b'ALTER TABLE "caf\xe9" ADD a int;', 1, "refuse",
         ("0001_a.sql isn't UTF-8: byte E9 in a name (é in Windows-1252) becomes part of another name,"
         " as U+FFFD")),
        (b"DO $$ BEGIN a('\xe9'); END $$", 1, "refuse",
         "0001_a.sql isn't UTF-8: byte E9 in a body (é in Windows-1252) reaches the database as U+FFFD"),
        (b"SELECT 1; -- caf\xe9\n", 1, "report",
         ("0001_a.sql isn't UTF-8: byte E9 in a comment is read as U+FFFD, which changes nothing that"
         " runs")),
        (b"-- \xe9\nSELECT '\x80';", 2, "refuse",
         "0001_a.sql isn't UTF-8: byte 80 in a string (€ in Windows-1252) reaches the rows as U+FFFD"),
    ],
)  # fmt: skip
def test_a_lost_byte_is_told_by_where_it_stands(
    sql: bytes, line: int, severity: str, message: str
) -> None:
    [one] = told(sql)
    assert (one.rule, one.line, one.severity, one.message) == ("not-utf-8", line, severity, message)


@pytest.mark.parametrize(
    ("dialect", "rules"),
    [
        ("postgres", ["byte-order-mark"]),
        ("mysql", ["byte-order-mark"]),
        ("sqlite", []),
        ("libsql", []),
    ],
)
def test_only_sqlite_passes_over_a_byte_order_mark(dialect: Dialect, rules: list[str]) -> None:
    assert [one.rule for one in told("SELECT 1;".encode("utf-8-sig"), dialect)] == rules


def test_a_folders_file_is_called_by_its_folder() -> None:
    [one] = told(b"SELECT '\xe9'", path="drizzle/20260101000000_a/migration.sql")
    assert one.message.startswith("20260101000000_a/migration.sql isn't UTF-8")
