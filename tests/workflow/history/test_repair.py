from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.projects import lay_out
from workflow.projects import users

pytestmark = pytest.mark.network
Capture = pytest.CaptureFixture[str]
JOURNAL = "drizzle/meta/_journal.json"


def generate(repo: Repo, name: str, *columns: str) -> None:
    """A migration by the real drizzle-kit, not committed."""
    repo.write({"schema.ts": users(*columns)})
    kit = ["node", "node_modules/drizzle-kit/bin.cjs", "generate", "--name", name]
    subprocess.run(kit, cwd=repo.path, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def says_no_changes(repo: Repo) -> bool:
    kit = ["node", "node_modules/drizzle-kit/bin.cjs", "generate"]
    ran = subprocess.run(kit, cwd=repo.path, capture_output=True, stdin=subprocess.DEVNULL)
    return b"No schema changes" in ran.stdout


def journal(repo: Repo) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((repo.path / JOURNAL).read_text())
    return found


def snapshot(repo: Repo, number: str) -> dict[str, Any]:
    text = (repo.path / f"drizzle/meta/{number}_snapshot.json").read_text()
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def template(kit31: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three released migrations, a commit each, made once."""
    who = {
        f"GIT_{role}_{key}": "a@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**who, "GIT_CONFIG_GLOBAL": os.devnull}.items():
            patch.setenv(name, value)
        made = Repo(tmp_path_factory.mktemp("three") / "repo")
        lay_out(made, kit31, users("a"))
        for name, columns in (("one", "a"), ("two", "ab"), ("three", "abc")):
            generate(made, name, *columns)
            made.commit()
    return made.path


@pytest.fixture
def three(repo: Repo, template: Path) -> Repo:
    shutil.rmtree(repo.path)
    shutil.copytree(template, repo.path, symlinks=True)
    os.chdir(repo.path)
    return repo


@pytest.mark.parametrize("numbers", [["0000"], ["0001", "0002"]])
def test_missing_snapshots_are_rebuilt_and_the_chain_closes(
    three: Repo, numbers: list[str], capsys: Capture
) -> None:
    kept = {number: snapshot(three, number) for number in numbers}
    for number in numbers:
        three.git("rm", "-q", f"drizzle/meta/{number}_snapshot.json")
    three.commit()
    assert main(["migration-history", "--all-files"]) == 1
    assert main(["repair"]) == 0, "a plan alone writes nothing"
    assert three.git("status", "--short") == ""
    assert main(["repair", "--write"]) == 0
    for number, before in kept.items():
        assert snapshot(three, number)["tables"] == before["tables"]
    three.stage()
    assert main(["migration-history", "--all-files"]) == 0
    assert main(["stale-migrations", "--all-files"]) == 0
    assert main(["migration-history"]) == 0
    assert says_no_changes(three)


def test_a_sound_history_has_nothing_to_repair(three: Repo, capsys: Capture) -> None:
    assert main(["repair", "--write"]) == 0
    assert "nothing to repair" in capsys.readouterr().out
    assert three.git("status", "--short") == ""


def test_what_is_not_released_is_renumbered_and_dated(three: Repo) -> None:
    three.git("checkout", "-q", "-b", "feature")
    generate(three, "four", "a", "b", "c", "d")
    changed = journal(three)
    entry = changed["entries"][-1]
    entry.update(idx=2, when=1500000000000, tag="0002_four")
    folder = three.path / "drizzle"
    (folder / "0003_four.sql").rename(folder / "0002_four.sql")
    (folder / "meta/0003_snapshot.json").unlink()
    three.write({JOURNAL: changed})
    three.commit()
    assert main(["repair", "--write"]) == 0
    assert [each["tag"] for each in journal(three)["entries"]][2:] == ["0002_three", "0003_four"]
    assert [each["idx"] for each in journal(three)["entries"]] == [0, 1, 2, 3]
    dates = [each["when"] for each in journal(three)["entries"]]
    assert dates == sorted(set(dates))
    assert snapshot(three, "0003")["prevId"] == snapshot(three, "0002")["id"]
    assert three.git("diff", "--stat", "main", "--", "drizzle/0002_three.sql") == ""
    assert says_no_changes(three)


def test_unreleased_sql_without_an_entry_gets_one(three: Repo) -> None:
    three.git("checkout", "-q", "-b", "feature")
    generate(three, "four", "a", "b", "c", "d")
    three.git("checkout", "-q", "--", JOURNAL)
    three.commit()
    assert main(["repair", "--write"]) == 0
    last = journal(three)["entries"][-1]
    assert (last["tag"], last["idx"]) == ("0003_four", 3)
    assert last["when"] > journal(three)["entries"][-2]["when"]
    assert says_no_changes(three)


def test_released_sql_that_never_ran_is_moved_aside_whole(three: Repo) -> None:
    three.commit({"drizzle/0001_stray.sql": "SELECT 1;\n"})
    assert main(["repair", "--write"]) == 0
    assert (three.path / "drizzle/orphans/0001_stray.sql").read_text() == "SELECT 1;\n"
    three.stage()
    assert main(["migration-history", "--all-files"]) == 0


def test_conflict_markers_in_the_journal_are_resolved(three: Repo) -> None:
    text = (three.path / JOURNAL).read_text()
    three.git("checkout", "-q", "-b", "feature")
    generate(three, "four", "a", "b", "c", "d")
    ours = (three.path / JOURNAL).read_text()
    marked = ours.replace(
        '"when"', '"when"'
    )  # the same lines, with a conflict around the last entry
    start = marked.index('    },\n    {\n      "idx": 3')
    end = marked.index("\n  ]")
    marked = (
        marked[:start]
        + "<<<<<<< HEAD\n"
        + marked[start:end]
        + "\n=======\n    }\n>>>>>>> main"
        + marked[end:]
    )
    three.write({JOURNAL: marked})
    three.commit()
    assert text != ours
    assert main(["repair", "--write"]) == 0
    assert [each["tag"] for each in journal(three)["entries"]][-1] == "0003_four"
    assert says_no_changes(three)


def test_a_plan_that_does_not_mend_all_writes_nothing(three: Repo, capsys: Capture) -> None:
    three.git("rm", "-q", "drizzle/meta/0002_snapshot.json")
    three.commit({"schema.ts": users("a", "b", "c", "later")})
    assert main(["repair", "--write"]) == 1
    said = capsys.readouterr()
    assert 'ADD COLUMN "later"' in said.out
    assert "--write drizzle.config.ts --generate schema && git add drizzle" in said.err
    assert three.git("status", "--short") == ""
    assert main(["repair", "--write", "--generate", "later"]) == 0
    sql = (three.path / "drizzle/0003_later.sql").read_text()
    assert sql == 'ALTER TABLE "users" ADD COLUMN "later" text;'
    assert says_no_changes(three)


def test_what_was_there_can_be_taken_back(three: Repo, capsys: Capture) -> None:
    three.git("rm", "-q", "drizzle/meta/0001_snapshot.json")
    three.commit()
    assert main(["repair", "--write"]) == 0
    undo = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert three.git("status", "--short") != ""
    subprocess.run(undo, shell=True, cwd=three.path, check=True)
    assert three.git("status", "--short") == ""
