from __future__ import annotations

from forge_migrations.checks.judge import Verdict
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.workflow.editor.shown import shown

FOUND = Finding("destructive-sql", "drop-table", "a/1.sql", 3, "drops it", Remedy("keep it"))


def nothing(_config: str) -> list[str]:
    return []


def test_what_refuses_is_an_error_with_what_to_type_and_its_page() -> None:
    finding = FOUND._replace(remedy=Remedy("stage it", git_add("a/1.sql")))
    (one,) = shown(Verdict((finding,), ()), [], nothing)
    assert (one.severity, one.code) == (1, "drop-table")
    assert one.message == "drops it\nfix: stage it: git add a/1.sql"
    assert one.href.endswith("/docs/rules/drop-table.md")


def test_what_reports_is_a_warning_and_what_is_accepted_a_hint() -> None:
    reports = FOUND._replace(severity="report")
    accepted = FOUND._replace(acknowledged="empty since May")
    before = FOUND._replace(inherited=True)
    for finding, severity, words in (
        (reports, 2, ""),
        (accepted, 4, " (accepted: empty since May)"),
        (before, 3, " (it was there before)"),
        (FOUND._replace(released=True), 4, " (it is released)"),
    ):
        (one,) = shown(Verdict((finding,), ()), ["a/1.sql"], nothing)
        assert (one.severity, one.message) == (severity, "drops it" + words)
        assert shown(Verdict((finding,), ()), ["a/2.sql"], nothing) == []


def test_what_could_not_be_decided_stands_at_the_top_of_what_is_open() -> None:
    note = Note("stale-migrations", "there is no Node", "drizzle.config.ts", undecided=True)
    note = note._replace(remedy="install Node")
    (one,) = shown(Verdict((), (note,)), ["schema.ts", "x.sql"], lambda _config: ["schema.ts"])
    assert one[:5] == ("schema.ts", 1, 1, 2, "undecided")
    assert one.message == "could not decide: there is no Node\nfix: install Node"
    (config,) = shown(Verdict((), (note,)), ["x.sql"], nothing)
    assert config.path == "drizzle.config.ts"
    assert (
        shown(
            Verdict((), (note._replace(undecided=False),)),
            ["schema.ts", "x.sql"],
            lambda _config: ["schema.ts"],
        )
        == []
    )


def test_what_can_not_be_decided_of_a_config_stands_in_it_while_it_is_open() -> None:
    note = Note("projects", "it has a syntax error", "drizzle.config.ts", undecided=True)
    found = shown(Verdict((), (note,)), ["drizzle.config.ts", "x.sql"], lambda _config: ["x.sql"])
    assert [each.path for each in found] == ["drizzle.config.ts", "x.sql"]
