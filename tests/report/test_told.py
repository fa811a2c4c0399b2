"""One group, note or remedy as lines."""

from __future__ import annotations

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add
from forge_migrations.report.groups import grouped
from forge_migrations.report.told import Detail
from forge_migrations.report.told import Page
from forge_migrations.report.told import allowing
from forge_migrations.report.told import complaint
from forge_migrations.report.told import fix
from forge_migrations.report.told import note_told
from forge_migrations.report.told import told

PAGE = Page(60)
FINDING = Finding("migration-history", "missing-snapshot", "drizzle/0001_a.sql", 1, "has none", "f")


def test_a_short_remedy_is_one_line() -> None:
    assert list(fix(Remedy("stage it", git_add("a")), PAGE)) == ["  fix: stage it: git add a"]


def test_a_command_that_does_not_fit_has_lines_of_its_own() -> None:
    made = command("npm", "run", "db:generate", cwd="apps/web/server")
    assert list(fix(Remedy("run", made, git_add("apps/web/server/drizzle")), PAGE)) == [
        "  fix: run:",
        "       (cd apps/web/server && npm run db:generate) &&",
        "       git add apps/web/server/drizzle",
    ]


def test_a_command_in_the_words_is_not_broken_either() -> None:
    said = "write down what it is about, and then run: git config --global --add safe.directory /a"
    assert list(fix(said, PAGE)) == [
        "  fix: write down what it is about, and then run:",
        "       git config --global --add safe.directory /a",
    ]


def test_an_error_fits_the_terminal_too() -> None:
    error = "a drizzle.config that nobody has is named by --project, which is wrong"
    assert list(complaint(error, "run: git status", PAGE)) == [
        "forge-migrations: a drizzle.config that nobody has is named",
        "    by --project, which is wrong",
        "  fix: run: git status",
    ]
    assert list(complaint("no", "one\n  two", PAGE))[1:] == ["  fix: one\n  two"]


def test_each_other_way_stands_below_but_the_one_that_accepts() -> None:
    remedy = Remedy("wait", instead=[Remedy("if it is new,", git_add("a")), accepting("x", "a", 1)])
    assert list(fix(remedy, PAGE)) == ["  fix: wait", "   or: if it is new, git add a"]


def test_what_is_meant_is_accepted_by_one_line_for_each_rule() -> None:
    def of(rule: str) -> Finding:
        return FINDING._replace(rule=rule, remedy=Remedy("w", instead=[accepting(rule, "a", 1)]))

    assert list(allowing([FINDING], PAGE)) == []
    assert list(allowing([of("a"), of("a")], Page(80))) == [
        "if it is meant, write above the statement: -- forge-migrations: allow a: WHY"
    ]
    assert list(allowing([of("a"), of("b"), of("c"), of("d")], PAGE)) == [
        "if it is meant, write above the statement, with your reason:",
        "    -- forge-migrations: allow a: WHY",
        "    -- forge-migrations: allow b: WHY",
        "    -- forge-migrations: allow c: WHY",
        "    and so for d",
    ]


def test_what_is_said_of_many_files_names_them_beside_the_first() -> None:
    found = [FINDING._replace(path=f"drizzle/000{n}_a.sql") for n in range(1, 8)]
    (group,) = grouped([*found, FINDING._replace(path="other/0001.sql")])
    assert list(told(group, Page(90), Detail())) == [
        "drizzle/0001_a.sql:1: missing-snapshot: has none (and 7 more like it)",
        "    also 0002_a.sql:1, 0003_a.sql:1, 0004_a.sql:1, 0005_a.sql:1 and 3 more",
    ]


def test_sql_to_paste_is_never_broken_and_cut_by_lines_only() -> None:
    long = "SELECT " + "x, " * 40 + "y;"
    (group,) = grouped([FINDING._replace(details=f"{long}\n{long}\n{long}")])
    assert list(told(group, PAGE, Detail(lines=1)))[1:] == [
        f"    {long}",
        "    … 2 more lines: --verbose shows them",
    ]


def test_notes_of_discovery_are_notes() -> None:
    note = Note("projects", "has no migration yet")
    assert list(note_told(note, ["projects"], PAGE, Detail())) == ["note: has no migration yet"]
    unsure = note._replace(undecided=True)
    assert list(note_told(unsure, ["projects"], PAGE, Detail())) == [
        "projects: not checked: has no migration yet"
    ]
