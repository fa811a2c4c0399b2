from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.remedy import IN_TERMINAL
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.workflow.editor.actions import Offer
from forge_migrations.workflow.editor.actions import accepting_all
from forge_migrations.workflow.editor.actions import offers
from forge_migrations.workflow.editor.actions import runs
from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.shown import of_finding

SQL = "SELECT 1;\r\n  CREATE INDEX a ON t (x);\r\n"


def of(remedy: Remedy, text: str = SQL, **more: object) -> list[Offer]:
    finding = Finding("destructive-sql", "some-rule", "a.sql", 2, "is wrong", remedy)
    return offers(of_finding(finding._replace(**more)), lambda _path: Text(text))


def after(offer: Offer, text: str = SQL) -> str:
    for each in sorted(offer.replacements, key=lambda one: -one.start):
        text = text[: each.start] + each.new + text[each.end :]
    return text


def test_the_acknowledgement_stands_above_the_statement_and_waits_for_its_reason() -> None:
    above = Edit("a.sql", 2, "-- forge-migrations: allow some-rule: WHY", place="the statement")
    (one,) = of(Remedy("if it is meant,", above, decide=True))
    assert one.title == "Accept some-rule with a reason"
    assert one.writes_reason
    allow = "  -- forge-migrations: allow some-rule: \r\n"
    assert after(one) == f"SELECT 1;\r\n{allow}  CREATE INDEX a ON t (x);\r\n"


def test_one_acknowledgement_accepts_all_that_is_said_of_a_statement() -> None:
    found = []
    for rule in ("one-rule", "other-rule"):
        above = Edit("a.sql", 2, f"-- forge-migrations: allow {rule}: WHY", place="the statement")
        remedy = Remedy("", above, decide=True)
        found.append(of_finding(Finding("destructive-sql", rule, "a.sql", 2, "x", remedy)))
    together = accepting_all(found, lambda _path: Text(SQL))
    assert together is not None
    assert "allow one-rule, other-rule: \r\n" in after(together)
    assert accepting_all(found[:1], lambda _path: Text(SQL)) is None


def test_a_rewrite_takes_the_place_of_what_it_mends() -> None:
    old, new = "CREATE INDEX a ON t (x);", "CREATE INDEX CONCURRENTLY a ON t (x);"
    (one,) = of(Remedy("build it beside", Edit("a.sql", 2, new, old, told=False, column=3)))
    assert after(one) == f"SELECT 1;\r\n  {new}\r\n"
    assert one.preferred


def test_what_gives_way_goes_with_its_line() -> None:
    (one,) = of(Remedy("", Edit("a.sql", 1, old="SELECT 1;")))
    assert after(one) == "  CREATE INDEX a ON t (x);\r\n"


def test_a_text_that_has_moved_on_is_left_alone() -> None:
    assert of(Remedy("x", Edit("a.sql", 2, "new", "something else"))) == []
    assert of(Remedy("x", Edit("a.sql", 9, "new"))) == []


def test_commands_are_offered_as_they_are_typed_each_way_by_itself() -> None:
    other = Remedy("if it is a rename", ours("generate", "--rename", "a=b"))
    first, second = of(Remedy("stage it", git_add("a.sql"), instead=[other]))
    assert first.title == "Stage it: git add a.sql"
    assert first.commands == (git_add("a.sql"),)
    assert second.title == "If it is a rename: forge-migrations generate --rename a=b"
    assert not first.preferred and not second.preferred


def test_a_command_that_this_version_lacks_is_not_offered() -> None:
    assert of(Remedy("x", ours("no-such-command", "0007"))) == []
    assert runs(ours("--all-files"))
    assert runs(command("npm", "run", "db:generate"))


def test_what_loses_work_is_nobodys_first_choice() -> None:
    (one,) = of(Remedy("take it back", command("git", "checkout", "HEAD", "--", "a.sql")))
    assert not one.preferred


def test_nothing_is_offered_for_what_refuses_nothing() -> None:
    assert of(Remedy("stage it", git_add("a.sql")), acknowledged="meant") == []


def test_what_asks_in_a_terminal_is_not_run_where_there_is_none() -> None:
    asks = Remedy(f"{IN_TERMINAL}, where it asks which", command("npx", "drizzle-kit", "generate"))
    new = Remedy("if it is new,", ours("generate", "--create", "a"))
    renamed = Remedy("if it is renamed,", ours("generate", "--rename", "b=a"))
    found = of(asks.or_else(new, renamed))
    assert [each.title.partition(":")[0] for each in found] == [
        "If it is new",
        "If it is renamed",
    ]
    assert all(each.decide for each in found)


def test_what_was_typed_and_is_in_no_commit_is_not_taken_away_by_a_click() -> None:
    again = Remedy(
        "have it made again",
        command("git", "rm", "-rf", "drizzle/x"),
        ours("generate"),
        decide=True,
    )
    assert of(again) == []


def test_one_way_that_asks_for_nothing_is_nobodys_decision() -> None:
    above = Edit("a.sql", 2, "-- forge-migrations: allow some-rule: WHY", place="the statement")
    meant = Remedy("if it is meant,", above, decide=True)
    keep, accept = of(Remedy("keep it", ours("soften", "x")).or_else(meant))
    assert (keep.decide, accept.decide) == (False, True)
