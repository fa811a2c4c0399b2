"""The lines that a report shows are those that were judged."""

from __future__ import annotations

from forge_migrations.change.tree import MemoryTree
from forge_migrations.findings import Finding
from forge_migrations.report.sources import FILES
from forge_migrations.report.sources import lines_of

TREE = MemoryTree({"a.sql": b"one\ntwo\r\nthree\n", "b.json": b"{}\n", "c.ts": b"\xff\n"})


def at(path: str, line: int) -> Finding:
    return Finding("destructive-sql", "r", path, line, "m", "f")


def test_each_finding_has_its_line() -> None:
    found = lines_of([at("a.sql", 1), at("a.sql", 3), at("c.ts", 1)], TREE)
    assert found == {("a.sql", 1): "one", ("a.sql", 3): "three", ("c.ts", 1): "\ufffd"}


def test_a_line_that_is_not_there_is_not_shown() -> None:
    others = [at("a.sql", 9), at("a.sql", 0), at("b.json", 1), at("gone.sql", 1)]
    assert lines_of(others, TREE) == {}


def test_what_is_counted_only_is_not_read() -> None:
    counted = [at("a.sql", 1)._replace(inherited=True), at("a.sql", 1)._replace(acknowledged="y")]
    assert lines_of(counted, TREE) == {}


def test_so_many_files_are_read() -> None:
    many = {f"{n}.sql": b"x\n" for n in range(FILES + 5)}
    assert len(lines_of([at(path, 1) for path in many], MemoryTree(many))) == FILES
