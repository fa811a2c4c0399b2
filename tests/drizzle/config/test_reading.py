from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.reading import Reading
from forge_migrations.drizzle.config.reading import has_migrations
from forge_migrations.drizzle.config.reading import read_config
from forge_migrations.drizzle.config.values import UNREAD
from forge_migrations.drizzle.config.values import Setting
from forge_migrations.drizzle.packages import Packages
from forge_migrations.drizzle.packages import Run
from forge_migrations.facts import Facts

SCHEMA = {"db/src/schema.ts": ""}
JOURNAL = {"db/drizzle/meta/_journal.json": '{"dialect": "mysql"}'}


def read(
    files: dict[str, str], *runs: Run, uncertain: tuple[str, ...] = (), **values: Any
) -> Reading:
    """The config db/drizzle.config.ts with these values, run in `db`."""
    tree = MemoryTree(files)
    found = {
        key: Setting(one, key not in uncertain and one is not UNREAD) for key, one in values.items()
    }
    return read_config(tree, Packages(tree, Facts()), "db/drizzle.config.ts", "db", found, runs)


def run(command: str = "generate", **more: Any) -> Run:
    return Run("db", "x", command, "", "", home="db")._replace(**more)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("postgres", "postgresql"),
        ("mysql2", "mysql"),
        ("libsql", "turso"),
        ("cockroachdb", "cockroach"),
        ("oracle", "oracle"),
    ],
)
def test_a_dialect_has_several_names(said: str, meant: str) -> None:
    assert read(SCHEMA, dialect=said, schema="./src/schema.ts").project.dialect == meant


def test_what_stands_in_for_the_dialect_comes_in_its_order() -> None:
    package = {"db/package.json": '{"dependencies": {"pg": "8", "drizzle-orm": "1"}}'}
    old = run(dialect="pg")
    assert read(SCHEMA | JOURNAL, old, driver="d1", schema="x").project.dialect == "sqlite"
    assert read(SCHEMA | JOURNAL, old, schema="x").project.dialect == "postgresql"
    assert read(SCHEMA | JOURNAL | package, schema="x").project.dialect == "mysql"
    assert read(SCHEMA | package, schema="x").project.dialect == "postgresql"
    assert read(SCHEMA, schema="x").missing == ("dialect",)
    two = {"db/package.json": '{"dependencies": {"pg": "8", "mysql2": "3"}}'}
    assert read(SCHEMA | two, schema="x").missing == ("dialect",)


def test_what_a_config_leaves_out_has_drizzle_kits_default() -> None:
    project = read(SCHEMA, dialect="sqlite", schema=["./src/schema.ts", None, ""]).project
    assert (project.out, project.schema) == ("db/drizzle", ("./src/schema.ts",))
    assert (project.prefix, project.table, project.ledger_schema, project.breakpoints) == (
        "index", "__drizzle_migrations", "drizzle", True)  # fmt: skip


def test_values_of_another_type_count_as_none() -> None:
    project = read(
        SCHEMA, dialect="sqlite", out=1, casing=["x"], migrations="x", breakpoints=0
    ).project
    assert (project.out, project.casing, project.prefix, project.breakpoints) == (
        "db/drizzle", "", "index", True)  # fmt: skip


def test_an_absolute_path_is_seen_from_where_drizzle_kit_runs() -> None:
    project = read(SCHEMA, dialect="sqlite", schema="/lib/s.ts", out="/db/m").project
    assert (project.schema, project.out) == (("../lib/s.ts",), "db/m")


def test_a_package_of_the_workspace_is_followed_and_another_one_is_not() -> None:
    files = {"lib/package.json": '{"name": "lib"}', "@a/b/package.json": '{"name": "@a/b"}'}
    paths = ["./node_modules/lib/s.ts", "../node_modules/@a/b/t.ts", "node_modules/x/y.ts"]
    project = read(files, dialect="sqlite", schema=paths).project
    assert project.schema == ("../lib/s.ts", "../@a/b/t.ts", "node_modules/x/y.ts")


@pytest.mark.parametrize(
    ("files", "score"), [({}, 0), (JOURNAL, 1), (SCHEMA, 2), (SCHEMA | JOURNAL, 3)]
)
def test_a_folder_fits_as_far_as_its_paths_lead_somewhere(
    files: dict[str, str], score: int
) -> None:
    assert read(files, dialect="sqlite", schema="src/schema.ts").score == score


def test_what_is_needed_and_unread_is_missing_unless_the_folder_tells() -> None:
    assert read({}, dialect="sqlite", schema=UNREAD, out=UNREAD).missing == ("schema", "out")
    found = read(JOURNAL, dialect="sqlite", schema=UNREAD, out=UNREAD)
    assert (found.missing, found.project.out) == ((), "db/drizzle")
    two = JOURNAL | {"db/other/meta/_journal.json": "{}"}
    assert read(two, dialect="sqlite", schema="x", out=UNREAD).missing == ("out",)
    elsewhere = {"web/drizzle/meta/_journal.json": "{}"}
    assert read(elsewhere, dialect="sqlite", schema="x", out=UNREAD).missing == ("out",)


def test_a_guess_is_used_and_named() -> None:
    found = read(SCHEMA, dialect="sqlite", schema="x", out="m", uncertain=("out",))
    assert (found.missing, found.project.out, found.project.unread) == ((), "db/m", ("out",))


@pytest.mark.parametrize(
    ("commands", "files", "only"),
    [
        (("push",), {}, True),
        (("push", "studio"), {}, True),
        (("push", "generate"), {}, False),
        (("push", "migrate"), {}, False),
        ((), {}, False),
        (("push",), JOURNAL, False),
        ((), {".gitignore": "drizzle/\n"}, True),
    ],
)
def test_a_project_only_pushes_where_nothing_makes_or_runs_a_migration(
    commands: tuple[str, ...], files: dict[str, str], only: bool
) -> None:
    runs = [run(command) for command in commands]
    found = read(SCHEMA | files, *runs, dialect="sqlite", schema="src/schema.ts")
    assert found.project.push_only is only


def test_migrations_are_a_journal_sql_or_folders() -> None:
    for path in ("m/meta/_journal.json", "m/0000_a.sql", "m/20260101000000_a/migration.sql"):
        assert has_migrations(MemoryTree({path: ""}), "m", Facts())
    for path in ("m/schema.ts", "m/a/b.sql", "m/meta/0000_snapshot.json"):
        assert not has_migrations(MemoryTree({path: ""}), "m", Facts())
