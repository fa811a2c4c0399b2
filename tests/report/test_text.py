"""What a person reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.report.text import program_elsewhere
from forge_migrations.report.text import render
from forge_migrations.report.text import root_above

FINDING = Finding(
    "stale-migrations",
    "stale",
    "src/schema.ts",
    3,
    'the schema adds column "description" to "teams" and no migration does',
    "run: npm run db:generate",
    project="drizzle.config.ts",
)


def test_nothing_to_say_is_nothing_printed() -> None:
    assert render([], []) == ""


def test_a_finding_is_place_rule_fact_and_what_to_type() -> None:
    assert render([FINDING], []).splitlines() == [
        "drizzle.config.ts",
        'src/schema.ts:3: stale: the schema adds column "description" to "teams" and no migration does',
        "  fix: run: npm run db:generate",
    ]


def test_findings_with_one_remedy_say_it_once() -> None:
    text = render([FINDING, FINDING._replace(line=9)], [])

    assert text.count("fix:") == 1
    assert text.splitlines()[-1].startswith("  fix:")


def test_missing_sql_is_shown_below_its_finding() -> None:
    text = render(
        [FINDING._replace(details='ALTER TABLE "teams" ADD COLUMN "description" text;')], []
    )

    assert '\n    ALTER TABLE "teams" ADD COLUMN "description" text;\n' in text


def test_inherited_findings_are_one_line() -> None:
    old = [FINDING._replace(inherited=True, line=n, rule="missing-snapshot") for n in (1, 2)]
    text = render([FINDING, *old], [])

    assert "2 older findings not from this change (missing-snapshot)" in text
    assert text.count("src/schema.ts") == 1


def test_older_findings_of_a_rehearsal_are_shown_by_a_rehearsal() -> None:
    old = FINDING._replace(inherited=True, check="rehearsal", rule="structure-differs")
    assert "forge-migrations rehearsal --all-files shows them" in render([old], [])
    assert "forge-migrations --all-files shows them" in render(
        [old, FINDING._replace(inherited=True)], []
    )


def test_acknowledged_findings_are_counted() -> None:
    assert "1 acknowledged (stale)" in render([FINDING._replace(acknowledged="known")], [])


def test_a_reported_finding_says_that_it_does_not_refuse() -> None:
    assert "does not refuse" in render([FINDING._replace(severity="report")], [])


def test_what_was_not_checked_is_said_with_its_reason() -> None:
    note = Note("schema-changes", "drizzle-kit is not installed", "a.ts", True, "bun install")

    assert render([], [note]).splitlines() == [
        "a.ts",
        "schema-changes: not checked: drizzle-kit is not installed",
        "  fix: bun install",
    ]


def test_colour_is_only_for_a_terminal() -> None:
    assert "\033" not in render([FINDING], [])
    assert "\033" in render([FINDING], [], colour=True)


def test_a_command_that_the_shell_lacks_is_told_where_it_is() -> None:
    here = "/home/ann/.cache/pre-commit/repo/py_env/bin/forge-migrations"
    repair = FINDING._replace(remedy="run: forge-migrations repair --write")

    assert render([repair], [], program=here).splitlines()[-1] == (
        f"(forge-migrations is not on your PATH; type {here})"
    )
    assert here not in render([FINDING], [], program=here)


def test_only_the_environment_of_pre_commit_hides_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "py_env" / "bin"
    shell = tmp_path / "bin"
    for folder in (own, shell):
        folder.mkdir(parents=True)
    (own / "forge-migrations").write_text("#!/bin/sh\n")
    (own / "forge-migrations").chmod(0o755)
    monkeypatch.setattr("sys.prefix", str(own.parent))
    environ = {"PRE_COMMIT": "1", "PATH": f"{own}:{shell}"}

    assert program_elsewhere(environ) == str(own / "forge-migrations")
    assert program_elsewhere({"PATH": environ["PATH"]}) == ""
    (shell / "forge-migrations").symlink_to(own / "forge-migrations")
    assert program_elsewhere(environ) == ""


def test_whoever_stands_below_the_root_is_told_where_to_type(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    below = tmp_path / "apps" / "x"
    below.mkdir(parents=True)
    root = root_above(str(below))
    finding = Finding("c", "r", "a.sql", 1, "m", Remedy("stage it", git_add("a.sql")))

    assert (root, root_above(str(tmp_path))) == ("../..", "")
    assert render([finding], [], root=root).endswith(
        "  fix: stage it: git add a.sql\n(these are typed in the repository's root: cd ../..)\n"
    )
    assert "typed in" not in render([finding._replace(remedy="think")], [], root=root)
