"""The walk over a history: when each defect came in, and what mended it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import time
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from written import history

A, B, C = (f'CREATE TABLE "{name}" ("id" text PRIMARY KEY);' for name in "abc")


def _audit(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["audit", "--format", "json", *words]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def _commit(repo: Repo, files: dict[str, Any], message: str = "c") -> str:
    """Commit exactly these files."""
    repo.git("rm", "-r", "-q", "--ignore-unmatch", ".")
    return repo.commit(files, message)


def test_a_healthy_history_has_nothing_to_tell(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    for sqls in ((A,), (A, B), (A, B, C)):
        _commit(repo, history(*sqls))

    assert _audit(capsys) == []
    assert main(["audit"]) == 0
    assert capsys.readouterr().out == "no defect came in\n"


def test_a_defect_has_the_commit_that_brought_it_in_and_the_one_that_mended_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = history(A, B)
    _commit(repo, history(A))
    lost = {name: text for name, text in whole.items() if name != "drizzle/0001_m1.sql"}
    bad = _commit(repo, lost, "forget the SQL")
    repo.commit({"README.md": "words"})
    good = _commit(repo, whole, "add it")

    (found,) = (one for one in _audit(capsys) if one["rule"] == "missing-sql")

    assert (found["commit"], found["mended"], found["stands"]) == (bad, good, False)
    assert (found["subject"], found["author"], found["folder"]) == (
        "forget the SQL",
        "A",
        "drizzle",
    )


def test_what_still_stands_says_so(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _commit(repo, history(A))
    files = history(A, B)
    del files["drizzle/meta/0001_snapshot.json"]
    bad = _commit(repo, files)
    repo.commit({"README.md": "words"})

    (found,) = _audit(capsys)

    assert (found["rule"], found["commit"], found["stands"]) == ("missing-snapshot", bad, True)
    assert main(["audit"]) == 0
    assert "[still there]" in capsys.readouterr().out


def test_sql_that_lacks_what_its_snapshot_has_until_a_later_migration_brings_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    def snapshots(files: dict[str, Any]) -> dict[str, Any]:
        for path in [path for path in files if path.endswith("_snapshot.json")]:
            key = {"name": "id", "type": "text", "primaryKey": True, "notNull": True}
            note = {"name": "note", "type": "text", "primaryKey": False, "notNull": False}
            columns = {"id": key} if "/0000_" in path else {"id": key, "note": note}
            table = {"name": "a", "schema": "", "columns": columns}
            files[path] = files[path] | {"tables": {"public.a": table}}
        return files

    _commit(repo, snapshots(history(A)))
    bad = _commit(repo, snapshots(history(A, "SELECT 1;")), "forget the column")
    repo.commit({"README.md": "words"})

    (found,) = _audit(capsys)
    assert (found["rule"], found["commit"], found["stands"]) == ("sql-lacks", bad, True)
    assert 'column "note"' in found["message"]

    added = snapshots(history(A, "SELECT 1;", 'ALTER TABLE "a" ADD COLUMN "note" text;'))
    good = _commit(repo, added, "catch up")
    (found,) = _audit(capsys)
    assert (found["mended"], found["stands"]) == (good, False)


def test_what_only_the_whole_history_shows_is_told_with_the_commit_that_brought_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    def snapshots(files: dict[str, Any]) -> dict[str, Any]:
        files.pop("drizzle/meta/0001_snapshot.json", None)
        for path in [path for path in files if path.endswith("_snapshot.json")]:
            key = {"name": "id", "type": "text", "primaryKey": True, "notNull": True}
            table = {"name": "a", "schema": "", "columns": {"id": key}}
            previous = {"prevId": files["drizzle/meta/0000_snapshot.json"]["id"]}
            own = {} if "/0000_" in path else previous
            files[path] = files[path] | own | {"tables": {"public.a": table}}
        return files

    by_hand = 'ALTER TABLE "a" ADD COLUMN "note" text;'
    _commit(repo, snapshots(history(A)))
    _commit(repo, snapshots(history(A, by_hand)), "by hand")
    bad = _commit(repo, snapshots(history(A, by_hand, "SELECT 1;")), "forget it")

    found = {one["rule"]: one for one in _audit(capsys)}
    assert (found["sql-adds"]["commit"], found["sql-adds"]["stands"]) == (bad, True)
    assert found["sql-adds"]["message"].startswith("over the whole history: the SQL adds column")

    drop = 'ALTER TABLE "a" DROP COLUMN "note";'
    good = _commit(repo, snapshots(history(A, by_hand, "SELECT 1;", drop)), "drop it")
    found = {one["rule"]: one for one in _audit(capsys)}
    assert (found["sql-adds"]["mended"], found["sql-adds"]["stands"]) == (good, False)


def test_an_edit_of_what_had_landed_is_told_once(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    _commit(repo, history(A))
    edited = {**history(A), "drizzle/0000_m0.sql": B}
    bad = _commit(repo, edited)
    repo.commit({"drizzle/README.md": "words"})

    (found,) = _audit(capsys)

    assert (found["rule"], found["commit"]) == ("released-edited", bad)
    assert (found["mended"], found["stands"]) == ("", False)


def test_the_first_parent_line_tells_the_merge_and_all_tells_the_commit(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    _commit(repo, history(A))
    repo.git("checkout", "-q", "-b", "feature")
    files = history(A, B)
    del files["drizzle/meta/0001_snapshot.json"]
    bad = _commit(repo, files)
    repo.git("checkout", "-q", "main")
    repo.commit({"README.md": "words"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
    merge = repo.git("rev-parse", "HEAD")

    assert [one["commit"] for one in _audit(capsys)] == [merge]
    assert [one["commit"] for one in _audit(capsys, "--all")] == [bad]


def test_a_branch_may_edit_what_has_not_landed(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    _commit(repo, history(A))
    repo.git("checkout", "-q", "-b", "feature")
    _commit(repo, history(A, B))
    _commit(repo, {**history(A, B), "drizzle/0001_m1.sql": C})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "feature")

    assert _audit(capsys, "--all") == []


def test_a_defect_that_is_born_in_a_merge_is_the_merges(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    _commit(repo, history(A))
    repo.git("checkout", "-q", "-b", "feature")
    _commit(repo, history(A, B))
    repo.git("checkout", "-q", "main")
    repo.commit({"README.md": "words"})
    repo.git("merge", "-q", "--no-ff", "--no-commit", "feature")
    repo.git("rm", "-q", "-f", "drizzle/0001_m1.sql")
    repo.git("commit", "-q", "-m", "merge")

    (found,) = _audit(capsys, "--all")

    assert (found["rule"], found["commit"]) == ("missing-sql", repo.git("rev-parse", "HEAD"))


def test_a_folder_that_moves_brings_nothing_in(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    files = history(A, B)
    del files["drizzle/meta/0001_snapshot.json"]
    bad = _commit(repo, files)
    repo.git("mv", "drizzle", "migrations")
    repo.commit()

    (found,) = _audit(capsys)

    assert (found["rule"], found["commit"]) == ("missing-snapshot", bad)
    assert (found["folder"], found["stands"]) == ("migrations", True)


def test_since_starts_from_what_was_there(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    files = history(A)
    del files["drizzle/meta/0000_snapshot.json"]
    start = _commit(repo, files)
    orphan = repo.commit({"drizzle/0007_x.sql": C})

    found = {one["rule"]: one["commit"] for one in _audit(capsys, "--since", start)}

    assert found == {"missing-snapshot": "", "orphan-sql": orphan}


def test_csv_has_one_row_for_each(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _commit(repo, history(A))
    bad = repo.commit({"drizzle/0007_x.sql": C}, 'with "quotes", and a comma')

    assert main(["audit", "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))

    assert (row["rule"], row["commit"], row["stands"]) == ("orphan-sql", bad, "True")
    assert row["subject"] == 'with "quotes", and a comma'


def _long(repo: Repo, migrations: int, every: int) -> None:
    """A history of migrations*every commits on main; each tenth migration has no snapshot."""
    files = history(*(A.replace('"a"', f'"t{n}"') for n in range(migrations)))
    journal = json.loads(files["drizzle/meta/_journal.json"])
    entries = list(journal["entries"])
    stream: list[str] = []
    clock = 1_760_100_000

    def commit(changes: dict[str, str]) -> None:
        nonlocal clock
        clock += 60
        stream.append(
            f"commit refs/heads/main\ncommitter A <a@example.com> {clock} +0000\ndata 1\nc"
        )
        for name, text in changes.items():
            stream.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}")

    for number, entry in enumerate(entries):
        journal["entries"] = entries[: number + 1]
        tag = entry["tag"]
        changes = {
            f"drizzle/{tag}.sql": files[f"drizzle/{tag}.sql"],
            "drizzle/meta/_journal.json": json.dumps(journal, indent=2),
        }
        if number % 10:
            name = f"drizzle/meta/{number:04}_snapshot.json"
            changes[name] = json.dumps(files[name])
        commit(changes)
        for other in range(every - 1):
            commit({f"src/f{other}.ts": str(clock)})
    subprocess.run(
        ["git", "fast-import", "--quiet"],
        cwd=repo.path,
        input=("\n".join(stream) + "\n").encode(),
        check=True,
    )


def test_a_walk_that_was_stopped_goes_on_where_it_was(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forge_migrations.workflow.ci.defects import Judge

    _long(repo, 30, 1)
    judged: list[str] = []
    judge = Judge._judged

    def counted(self: Judge, *words: Any) -> Any:
        judged.append("one")
        if len(judged) == 20:
            raise KeyboardInterrupt
        return judge(self, *words)

    monkeypatch.setattr(Judge, "_judged", counted)
    assert main(["audit"]) == 130
    capsys.readouterr()
    found = _audit(capsys)
    judged_twice = len(judged)

    assert judged_twice == 31
    assert [one["rule"] for one in found].count("missing-snapshot") == 3
    assert _audit(capsys) == found
    assert len(judged) == judged_twice


def test_2000_commits_take_seconds(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _long(repo, 100, 20)
    assert repo.git("rev-list", "--count", "main") == "2000"

    started = time.process_time()
    found = _audit(capsys, "--all")

    assert [one["rule"] for one in found].count("missing-snapshot") == 10
    assert time.process_time() - started < 6


def test_a_date_that_is_reached_was_mended_by_nobody_and_typed_by_whom_it_came_in(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = history(A)
    ahead = json.loads(files["drizzle/meta/_journal.json"])
    ahead["entries"][0]["when"] = 1_760_300_000_000
    files["drizzle/meta/_journal.json"] = json.dumps(ahead)
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "@1760000000 +0000")
    bad = _commit(repo, files)
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "@1760600000 +0000")
    repo.commit({"drizzle/README.md": "words"}, "some words")

    found = {one["rule"]: one for one in _audit(capsys)}

    assert {rule: one["commit"] for rule, one in found.items()} == {
        "future-when": bad,
        "round-when": bad,
    }
    assert (found["future-when"]["mended"], found["future-when"]["stands"]) == ("", False)
    assert found["round-when"]["stands"]
    assert main(["audit"]) == 0
    assert "[its date was reached]" in capsys.readouterr().out
