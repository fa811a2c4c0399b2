"""A language client over stdio, and a real repository: what is published, offered and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from repositories import Repo
from workflow.histories import history
from workflow.projects import lay_out
from workflow.projects import users

types = pytest.importorskip("lsprotocol.types")
editors = pytest.importorskip("workflow.editor.editors")

CONFIG = {"drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}}
FIRST = ("one", ["CREATE TABLE a (id integer PRIMARY KEY, name text)"], {})
SECOND = ("two", ["ALTER TABLE a ADD COLUMN nick text"], {})


@pytest.fixture
def sql(repo: Repo) -> str:
    """A repository with a released migration and a new one; the new one's path."""
    repo.commit({**CONFIG, "s.ts": "", **history(FIRST, dialect="sqlite")})
    repo.git("checkout", "-q", "-b", "work")
    repo.write(history(FIRST, SECOND, dialect="sqlite"))
    (path,) = [p for p in repo.git("ls-files", "-o").split() if p.endswith(".sql")]
    return path


def test_sql_is_judged_as_it_is_typed_and_accepted_with_a_reason(repo: Repo, sql: str) -> None:
    editor = editors.Editor(repo.path)
    try:
        editor.open(sql)
        assert [each.code for each in editor.problems(sql)] == []
        version = editor.type(sql, "-- 🦉\n  ALTER TABLE a DROP COLUMN name;\n")
        found = [p for p in editor.problems(sql, version) if p.code == "drop-column"]
        assert found[0].range == editors.at(1, 2, 33)
        assert found[0].severity == types.DiagnosticSeverity.Error
        assert found[0].source == "forge-migrations"
        assert found[0].code_description.href.endswith("/docs/rules/drop-column.md")
        assert "destroys its values" in editor.hover(sql, 1, 4)
        assert editor.actions(sql, 1, 4, only="source.fixAll") == []
        (accept,) = [a for a in editor.actions(sql, 1, 4) if a.title.startswith("Accept drop-")]
        ((edit,),) = accept.edit.changes.values()
        assert edit.new_text == "  -- forge-migrations: allow drop-column: \n"
        said = "-- 🦉\n  -- forge-migrations: allow drop-column: unused\n  ALTER TABLE a DROP COLUMN name;\n"
        version = editor.type(sql, said)
        (hint,) = [p for p in editor.problems(sql, version) if p.code == "drop-column"]
        assert hint.severity == types.DiagnosticSeverity.Hint
        version = editor.type(sql, "🦉", editors.at(0, 3, 5))
        assert editor.problems(sql, version)
        assert (repo.path / sql).read_text().startswith("ALTER TABLE a ADD")
    finally:
        assert editor.close() == 0


def test_a_reason_is_written_where_a_client_has_snippets(repo: Repo, sql: str) -> None:
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(
                document_changes=True, snippet_edit_support=True
            )
        )
    )
    editor = editors.Editor(repo.path, capabilities)
    try:
        editor.open(sql, "DROP TABLE a;\n")
        editor.problems(sql)
        (accept,) = [a for a in editor.actions(sql, 0) if a.title.startswith("Accept drop-table ")]
        (change,) = accept.edit.document_changes
        assert change.text_document.version == 1
        (edit,) = change.edits
        assert edit.snippet.value == "-- forge-migrations: allow drop-table: $1\n"
        assert accept.command is None
    finally:
        editor.close()


def test_the_cursor_goes_where_the_reason_is_written_without_snippets(repo: Repo, sql: str) -> None:
    capabilities = types.ClientCapabilities(
        window=types.WindowClientCapabilities(
            show_document=types.ShowDocumentClientCapabilities(support=True)
        )
    )
    editor = editors.Editor(repo.path, capabilities)
    try:
        editor.open(sql, "DROP TABLE a;\n")
        editor.problems(sql)
        (accept,) = [a for a in editor.actions(sql, 0) if a.title.startswith("Accept drop-table ")]
        editor.choose(accept)
        (shown,) = editor.shown
        column = len("-- forge-migrations: allow drop-table: ")
        assert shown.selection == editors.at(0, column, column)
    finally:
        editor.close()


def test_a_command_runs_when_it_is_chosen_and_after_the_file_is_saved(repo: Repo, sql: str) -> None:
    editor = editors.Editor(repo.path)
    try:
        released = next(p for p in repo.git("ls-files").split() if p.endswith(".sql"))
        text = (repo.path / released).read_text()
        editor.open(released, text + "DROP TABLE a;\n")
        editor.until(released, "released-edited")
        back = [a for a in editor.actions(released, 0) if "git checkout" in a.title]
        editor.choose(back[0])
        assert editor.message().startswith(f"save {released} first")
        editor.save(released, text + "DROP TABLE a;\n")
        back = [a for a in editor.actions(released, 0) if "git checkout" in a.title]
        assert not back[0].is_preferred
        editor.choose(back[0])
        assert editor.message().startswith("done: git checkout ")
        assert (repo.path / released).read_text() == text
        forged = types.ExecuteCommandParams("forge-migrations.run", ["git", "status"])
        action = types.CodeAction("x", command=types.Command("x", forged.command, arguments=["99"]))
        editor.choose(action)
        assert editor.message().startswith("that offer is gone")
    finally:
        editor.close()


def test_what_git_does_underneath_is_judged_anew(repo: Repo, sql: str) -> None:
    editor = editors.Editor(repo.path)
    try:
        editor.open(sql, "DROP TABLE a;\n")
        editor.until(sql, "drop-table")
        repo.commit({sql: "DROP TABLE a;\n"})
        repo.git("checkout", "-q", "main")
        repo.git("merge", "-q", "work")
        found = editor.until(sql, "drop-table")
        assert {p.severity for p in found} == {types.DiagnosticSeverity.Error}
    finally:
        editor.close()


def test_a_file_outside_of_any_repository_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_text("DROP TABLE a;\n")
    editor = editors.Editor(tmp_path)
    try:
        editor.open("x.sql")
        assert editor.hover("x.sql", 0) == ""
        assert editor.actions("x.sql", 0) == []
        assert editor.published == []
    finally:
        assert editor.close() == 0


def test_a_policy_that_cannot_be_read_is_said(repo: Repo, sql: str) -> None:
    editor = editors.Editor(repo.path)
    try:
        repo.write({".forge-migrations.toml": "nonsense = 1\n"})
        editor.open(sql)
        (found,) = editor.until(sql, "undecided")
        assert "nonsense" in found.message
        (repo.path / ".forge-migrations.toml").unlink()
        editor.tell_of(".forge-migrations.toml")
        editor.until(sql)
    finally:
        editor.close()


@pytest.mark.network
def test_a_schema_is_judged_as_it_is_typed(repo: Repo, kit31: str) -> None:
    lay_out(repo, kit31, users("name"))
    from forge_migrations.cli import main

    assert main(["generate", "--name", "first"]) == 0
    repo.commit({})
    editor = editors.Editor(repo.path)
    try:
        editor.open("schema.ts")
        editor.until("schema.ts")
        editor.type("schema.ts", users("name", "nick"))
        (found,) = editor.until("schema.ts", "stale")
        assert 'adds column "nick"' in found.message
        editor.save("schema.ts", users("name", "nick"))
        (generate, *_) = editor.actions("schema.ts", 1, 3)
        assert "generate" in generate.title
        editor.choose(generate)
        assert editor.message().startswith("done: ")
        editor.until("schema.ts")
    finally:
        assert editor.close() == 0


def test_a_client_that_vanishes_leaves_nothing_behind(repo: Repo, sql: str) -> None:
    import psutil

    editor = editors.Editor(repo.path)
    editor.open(sql)
    editor.problems(sql)
    server = psutil.Process(editor.process)
    children = server.children(recursive=True)
    editor.vanish()
    _gone, alive = psutil.wait_procs([server, *children], timeout=20)
    assert alive == []


def test_the_history_of_a_name_and_the_migrations_of_a_table_are_told(repo: Repo, sql: str) -> None:
    schema = (
        'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\n'
        'export const a = sqliteTable("a", { id: text("id"), name: text("name") });\n'
    )
    repo.commit({"s.ts": schema})
    capabilities = types.ClientCapabilities(
        window=types.WindowClientCapabilities(
            show_document=types.ShowDocumentClientCapabilities(support=True)
        ),
    )
    editor = editors.Editor(repo.path, capabilities)
    try:
        editor.open("s.ts")
        (lens,) = editor.lenses("s.ts")
        assert lens.command.title == "2 migrations: 0000, 0001"
        assert lens.range == editors.at(1, 0, 0)
        editor.choose(types.CodeAction("x", command=lens.command))
        assert editor.shown[0].uri == editor.uri(sql)
        said = editor.hover("s.ts", 1, schema.splitlines()[1].index("name:"))
        assert said.startswith("**a.name**")
        assert "0000\\_one" in said
        editor.open(sql, "UPDATE a SET name = 1;\n")
        assert "**a.name**" in editor.hover(sql, 0, 14)
    finally:
        editor.close()


def test_a_client_is_told_to_ask_again_once_the_histories_are_read(repo: Repo, sql: str) -> None:
    schema = 'export const a = sqliteTable("a", { id: text("id") });\n'
    repo.commit({"s.ts": schema})
    refresh = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
    workspace = types.WorkspaceClientCapabilities(code_lens=refresh)
    editor = editors.Editor(repo.path, types.ClientCapabilities(workspace=workspace))
    try:
        editor.open("s.ts")
        editor.refreshed()
        assert [each.command.title for each in editor.lenses("s.ts")] == [
            "2 migrations: 0000, 0001"
        ]
    finally:
        editor.close()


def test_units_are_those_that_the_client_prefers(repo: Repo, sql: str) -> None:
    kinds = [types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16]
    general = types.GeneralClientCapabilities(position_encodings=kinds)
    editor = editors.Editor(repo.path, types.ClientCapabilities(general=general))
    try:
        assert editor.answer.capabilities.position_encoding == "utf-8"
        editor.open(sql, "/* 🦉 */ DROP TABLE a;\r\n")
        (found,) = [p for p in editor.problems(sql) if p.code == "drop-table"]
        assert found.range == editors.at(0, 11, 24)
        version = editor.type(sql, "🐦", editors.at(0, 3, 7))
        assert [p.range for p in editor.problems(sql, version) if p.code == "drop-table"] == [
            found.range
        ]
    finally:
        editor.close()


def test_a_file_that_git_takes_away_is_no_new_file_of_the_editor(repo: Repo, sql: str) -> None:
    editor = editors.Editor(repo.path)
    try:
        repo.commit({})
        editor.open(sql)
        assert editor.problems(sql) == []
        repo.git("checkout", "-q", "main")
        editor.open("drizzle/meta/_journal.json")
        assert editor.problems("drizzle/meta/_journal.json", 1) is not None
        editor.tell_of(sql)
        assert [p for p in editor.problems(sql) if p.severity == 1] == []
        assert not (repo.path / sql).exists()
    finally:
        editor.close()


def test_two_repositories_are_told_apart_and_one_may_go(
    repo: Repo, sql: str, tmp_path: Path
) -> None:
    import shutil

    other = Repo(tmp_path / "repo" / "inner")
    other.commit({**CONFIG, "s.ts": "", **history(FIRST, dialect="sqlite")})
    other.git("checkout", "-q", "-b", "work")
    other.write(history(FIRST, SECOND, dialect="sqlite"))
    editor = editors.Editor(repo.path)
    try:
        editor.open(sql, "DROP TABLE a;\n")
        editor.open(f"inner/{sql}", "ALTER TABLE a DROP COLUMN name;\n")
        assert "drop-table" in [p.code for p in editor.problems(sql)]
        assert "drop-column" in [p.code for p in editor.problems(f"inner/{sql}")]
        shutil.rmtree(other.path)
        version = editor.type(f"inner/{sql}", "DROP TABLE a;\n")
        assert [p.code for p in editor.problems(f"inner/{sql}", version)] == ["undecided"]
        version = editor.type(sql, "DROP TABLE a; \n")
        assert "drop-table" in [p.code for p in editor.problems(sql, version)]
    finally:
        assert editor.close() == 0


@pytest.mark.network
def test_a_node_that_somebody_ends_costs_no_answer(repo: Repo, kit31: str) -> None:
    import psutil

    lay_out(repo, kit31, users("name"))
    from forge_migrations.cli import main

    assert main(["generate", "--name", "first"]) == 0
    repo.commit({})
    editor = editors.Editor(repo.path)
    try:
        editor.open("schema.ts", users("name", "nick"))
        assert [p.code for p in editor.problems("schema.ts", 1)] == ["stale"]
        for each in psutil.Process(editor.process).children(recursive=True):
            if "node" in each.name():
                each.kill()
        version = editor.type("schema.ts", users("name", "nick", "age"))
        (found,) = editor.problems("schema.ts", version)
        assert (found.code, '"age"' in found.message) == ("stale", True)
    finally:
        assert editor.close() == 0
