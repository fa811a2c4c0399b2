from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.explicit import from_table
from forge_migrations.drizzle.packages import Packages
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError

READ = Project(
    "apps/api/drizzle.config.ts", "apps/api", "sqlite", ("./s.ts",), "apps/api/drizzle",
    casing="snake_case", packages=("pg",), unread=("schema", "casing"),
)  # fmt: skip
TREE = MemoryTree({"apps/api/package.json": '{"dependencies": {"mysql2": "3"}}'})


def made(read: Project | None = None, **table: Any) -> Project:
    named = {"config": "apps/api/drizzle.config.ts", **table}
    return from_table(named, read, TREE, Packages(TREE, Facts()))


def test_a_table_alone_is_a_project_of_its_package() -> None:
    project = made(dialect="mysql2", schema="src/s.ts")
    assert project == Project(
        "apps/api/drizzle.config.ts", "apps/api", "mysql", ("src/s.ts",), "apps/api/drizzle",
        packages=("mysql2",),
    )  # fmt: skip


def test_a_table_without_a_package_runs_beside_its_config() -> None:
    tree = MemoryTree()
    project = from_table(
        {"config": "db/x.ts", "dialect": "sqlite"}, None, tree, Packages(tree, Facts())
    )
    assert (project.cwd, project.out) == ("db", "db/drizzle")


def test_every_value_of_a_table_goes_before_the_configs() -> None:
    project = made(
        READ, dialect="pg", schema=["a.ts", "b.ts"], out="../m", casing="", driver="pglite",
        prefix="unix", table="ledger", ledger_schema="ops", breakpoints=False,
    )  # fmt: skip
    assert project == READ._replace(
        dialect="postgresql", schema=("a.ts", "b.ts"), out="apps/m", casing="", driver="pglite",
        prefix="unix", table="ledger", ledger_schema="ops", breakpoints=False, unread=(),
    )  # fmt: skip


def test_what_a_table_leaves_out_is_as_the_config_has_it() -> None:
    assert made(READ) == READ
    assert made(READ, schema="./t.ts").unread == ("casing",)


def test_paths_of_a_table_start_at_its_own_folder() -> None:
    project = made(READ, cwd="./packages/db/", out="m")
    assert (project.cwd, project.out) == ("packages/db", "packages/db/m")
    assert made(cwd="", dialect="sqlite").out == "drizzle"


@pytest.mark.parametrize(
    ("table", "said"), [({"config": ""}, "names no config"), ({}, "has no dialect")]
)
def test_a_table_that_leaves_out_what_nothing_else_tells_is_refused(
    table: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        made(**table)
    assert raised.value.remedy
