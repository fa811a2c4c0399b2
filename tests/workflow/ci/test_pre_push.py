from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.findings import UsageError
from forge_migrations.workflow.ci.pre_push import pushed
from repositories import Repo

CONFIG = "export default { dialect: 'postgresql', schema: './s.ts', out: './drizzle' }"


def migration(number: int, sql: str) -> dict[str, str]:
    entries = [
        {"idx": n, "version": "7", "when": 1_700_000_000_000 + n, "tag": f"{n:04}_x"}
        for n in range(number + 1)
    ]
    journal = {"version": "7", "dialect": "postgresql", "entries": entries}
    return {"drizzle/meta/_journal.json": json.dumps(journal), f"drizzle/{number:04}_x.sql": sql}


@pytest.fixture
def clone(repo: Repo, tmp_path: Path) -> Repo:
    """A repository with a remote that has its first migration."""
    repo.commit(
        {"drizzle.config.ts": CONFIG, "s.ts": "", **migration(0, "CREATE TABLE a (id int);")}
    )
    repo.git("init", "-q", "--bare", str(tmp_path / "remote"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote"))
    repo.git("push", "-q", "origin", "HEAD:refs/heads/main")
    return repo


def push(monkeypatch: pytest.MonkeyPatch, lines: str) -> int:
    stdin = io.TextIOWrapper(io.BytesIO(lines.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    return main(["pre-push", "origin", "somewhere"])


def test_what_a_branch_brings_is_judged(
    clone: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = clone.git("rev-parse", "HEAD")
    new = clone.commit(migration(1, "DROP TABLE a;"))
    assert push(monkeypatch, f"refs/heads/x {new} refs/heads/x {old}\n") == 1
    assert "drizzle/0001_x.sql:1: drop-table" in capsys.readouterr().out


@pytest.mark.parametrize("remote_commit", ["0" * 40, "1" * 40], ids=["new", "not in this clone"])
def test_a_branch_whose_start_is_not_known_is_judged_from_the_default_one(
    clone: Repo,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    remote_commit: str,
) -> None:
    clone.git("checkout", "-q", "-b", "x")
    clone.commit(migration(1, "DROP TABLE a;"))
    new = clone.commit({"README.md": "later"})
    assert push(monkeypatch, f"refs/heads/x {new} refs/heads/x {remote_commit}\n") == 1
    assert "drop-table" in capsys.readouterr().out


def test_where_nothing_tells_the_refs_it_is_what_head_has_and_the_default_branch_lacks(
    clone: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.git("checkout", "-q", "-b", "x")
    clone.commit(migration(1, "DROP TABLE a;"))
    assert push(monkeypatch, "") == 1
    assert "drop-table" in capsys.readouterr().out


def test_a_deleted_branch_and_a_tag_bring_nothing(
    clone: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = clone.git("rev-parse", "HEAD")
    new = clone.commit(migration(1, "DROP TABLE a;"))
    lines = f"(delete) {'0' * 40} refs/heads/x {old}\nrefs/tags/v1 {new} refs/tags/v1 {'0' * 40}\n"
    assert push(monkeypatch, lines) == 0
    assert capsys.readouterr().out == ""


def test_a_line_that_git_does_not_write_is_refused() -> None:
    with pytest.raises(UsageError, match="no line"):
        pushed(b"main\n")


def test_what_is_pushed_is_rehearsed_or_it_is_said_why_not(
    clone: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.commit({".forge-migrations.toml": 'scratch_url = "pglite:"'})
    old = clone.git("rev-parse", "HEAD")
    new = clone.commit(migration(1, "CREATE TABLE b (id int PRIMARY KEY);"))
    monkeypatch.setenv("FORGE_CACHE", str(clone.path.parent / "empty"))
    push(monkeypatch, f"refs/heads/x {new} refs/heads/x {old}\n")
    assert "not rehearsed: PGlite or Node is not installed" in capsys.readouterr().out
