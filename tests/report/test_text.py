"""What a person reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.report.program import program_elsewhere
from forge_migrations.report.text import SCREEN
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
        "",
        "1 finding refuses",
    ]


def test_findings_with_one_remedy_say_it_once() -> None:
    text = render([FINDING, FINDING._replace(line=9)], [])

    assert text.count("fix:") == 1
    assert text.splitlines()[-3].startswith("  fix:")


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
    text = render([FINDING._replace(severity="report")], [])
    assert "stale: (reported) the schema" in text
    assert text.endswith("1 finding reported, none refuses\n")


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

    assert render([repair], [], program=here).splitlines()[-2:] == [
        "(forge-migrations is not on your PATH; this makes it known to the shell:",
        f" alias forge-migrations={here})",
    ]
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
        "  fix: stage it: git add a.sql\n\n1 finding refuses\n(these are typed in the repository's root: cd ../..)\n"
    )
    assert "typed in" not in render([finding._replace(remedy="think")], [], root=root)


def drops(count: int) -> list[Finding]:
    remedy = Remedy("wait", instead=[accepting("drop-column", "a.sql", 1)])
    return [
        Finding("destructive-sql", "drop-column", "a.sql", n, f'drops column "c{n}" of table "t"', remedy)
        for n in range(1, count + 1)
    ]  # fmt: skip


def test_many_findings_of_one_rule_are_one_entry_with_the_first_names() -> None:
    assert render(drops(80), width=80).splitlines() == [
        'a.sql:1: drop-column: drops 80 columns of table "t" (lines 1–80)',
        "    t: c1, c2, c3, c4 and 76 more",
        "  fix: wait",
        "",
        "if it is meant, write above the statement:",
        "    -- forge-migrations: allow drop-column: WHY",
        "80 findings refuse",
    ]


def test_verbose_tells_each_by_itself() -> None:
    assert render(drops(80), verbose=True).count("drop-column: drops column") == 80


def test_no_report_is_longer_than_a_screen_and_every_rule_is_named() -> None:
    found = [
        FINDING._replace(check="destructive-sql", rule=f"rule-{n}", path=f"{p}.sql", remedy=f"r{n}{p}")
        for n in range(20)
        for p in range(4)
    ]  # fmt: skip
    text = render(found, width=80)
    assert len(text.splitlines()) <= SCREEN + 2
    assert all(f"rule-{n}" in text for n in range(20))
    assert "--verbose shows them" in text


def test_what_refuses_comes_before_what_is_reported() -> None:
    reported = FINDING._replace(severity="report", line=1, rule="a-rule")
    text = render([reported, FINDING])
    assert text.index(": stale: ") < text.index(": a-rule: ")
    assert text.endswith("1 finding refuses, 1 is reported only\n")


def test_a_note_on_what_was_seen_is_told_where_nothing_is_found() -> None:
    seen = Note("schema-changes", 'adds column "x"', "drizzle.config.ts", when="clean")
    asked = Note("rehearsal", "not rehearsed at commit", "drizzle.config.ts", when="asked")
    assert render([], [seen, asked]) == 'drizzle.config.ts\nschema-changes: adds column "x"\n'
    assert "schema-changes" not in render([FINDING], [seen, asked])
    assert "not rehearsed" in render([FINDING], [seen, asked], verbose=True)


def test_what_two_checks_can_not_do_for_one_reason_is_said_once() -> None:
    notes = [Note(check, "no drizzle-kit", "a.ts", True, "npm i") for check in ("one", "other")]
    assert render([], notes).splitlines() == [
        "a.ts",
        "one, other: not checked: no drizzle-kit",
        "  fix: npm i",
    ]


def test_lines_fit_the_width() -> None:
    text = render([FINDING, *drops(9)], width=50)
    long = [line for line in text.splitlines() if len(line) > 50]
    assert long == []


def test_the_line_is_shown_with_the_spot_underlined() -> None:
    text = render(drops(1), width=80, sources={("a.sql", 1): 'ALTER TABLE "t" DROP COLUMN "c1";'})
    assert '   1 | ALTER TABLE "t" DROP COLUMN "c1";\n' in text
    assert "     |                              ^^\n" in text
