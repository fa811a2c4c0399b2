"""`repair` and `rebase` on the layout of drizzle-kit 1.0, asked by the real one afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from kits import kit1 as kit1
from repositories import Repo
from workflow.projects import lay_out

pytestmark = pytest.mark.network
Capture = pytest.CaptureFixture[str]
ENGINES = {"postgresql": ("pg-core", "pgTable"), "sqlite": ("sqlite-core", "sqliteTable")}
SCHEMA = """\
import { TABLE, integer, text } from "drizzle-orm/CORE";

export const users = TABLE("users", {
  id: integer("id").primaryKey(),
  // users
});

export const teams = TABLE("teams", {
  id: integer("id").primaryKey(),
  // teams
});
"""


def kit(repo: Repo, *words: str) -> str:
    command = ["node", "node_modules/drizzle-kit/bin.cjs", *words]
    ran = subprocess.run(
        command, cwd=repo.path, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return ran.stdout + ran.stderr


def generate(repo: Repo, name: str) -> None:
    """A migration whose folder no other one of the same second shares."""
    before = {each.name[:14] for each in (repo.path / "drizzle").glob("*")}
    while time.strftime("%Y%m%d%H%M%S", time.gmtime()) in before:
        time.sleep(0.05)
    assert "Your SQL migration" in kit(repo, "generate", "--name", name)


def add(repo: Repo, table: str, column: str) -> None:
    text = (repo.path / "schema.ts").read_text()
    mark = f"  // {table}\n"
    repo.write({"schema.ts": text.replace(mark, f'{mark}  {column}: text("{column}"),\n')})
    generate(repo, f"add_{column}")


def is_sound(repo: Repo) -> bool:
    """What drizzle-kit itself says of the folder and of the schema."""
    return "Everything's fine" in kit(repo, "check") and "No schema changes" in kit(
        repo, "generate"
    )


def names(repo: Repo) -> list[str]:
    found = sorted(each.name for each in (repo.path / "drizzle").iterdir())
    return [each[15:] for each in found]


def folder(repo: Repo, name: str) -> Path:
    [found] = (repo.path / "drizzle").glob(f"*_{name}")
    return found


def snapshot(repo: Repo, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder(repo, name) / "snapshot.json").read_text())
    return found


def chain(repo: Repo) -> bool:
    """True when each folder descends from the one before it, and from nothing else."""
    ids = [snapshot(repo, name) for name in names(repo)]
    return all(b["prevIds"] == [a["id"]] for a, b in pairwise(ids))


@pytest.fixture(scope="module", params=sorted(ENGINES))
def template(
    request: pytest.FixtureRequest, kit1: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """main made one more migration, and feature two; the first one is released."""
    core, table = ENGINES[request.param]
    schema = SCHEMA.replace("TABLE", table).replace("CORE", core)
    who = [f"GIT_{role}_{key}" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**dict.fromkeys(who, "a@b.c"), "GIT_CONFIG_GLOBAL": os.devnull}.items():
            patch.setenv(name, value)
        made = Repo(tmp_path_factory.mktemp("folders") / "repo")
        lay_out(made, kit1, schema, dialect=request.param)
        generate(made, "first")
        made.commit()
        made.git("checkout", "-q", "-b", "feature")
        add(made, "users", "ours")
        made.commit(message="ours")
        add(made, "users", "more")
        made.commit(message="more")
        made.git("checkout", "-q", "main")
        add(made, "teams", "theirs")
        made.commit(message="theirs")
        made.git("checkout", "-q", "feature")
    return made.path


@pytest.fixture
def two(repo: Repo, template: Path) -> Repo:
    shutil.rmtree(repo.path)
    shutil.copytree(template, repo.path, symlinks=True)
    os.chdir(repo.path)
    return repo


def stage(repo: Repo, out: str) -> None:
    line = next(line for line in out.splitlines() if line.startswith("  git add"))
    subprocess.run(line, shell=True, cwd=repo.path, check=True)


def test_a_merged_branch_is_put_on_the_bases_migrations(two: Repo, capsys: Capture) -> None:
    two.git("merge", "-q", "main", "-m", "merged")
    written = (folder(two, "add_ours") / "migration.sql").read_bytes()
    assert not chain(two)
    assert main(["rebase", "main"]) == 0
    out = capsys.readouterr().out
    assert "carried over as written" in out
    stage(two, out)
    assert names(two) == ["first", "add_theirs", "add_ours", "add_more"]
    assert chain(two)
    assert (folder(two, "add_ours") / "migration.sql").read_bytes() == written
    two.git("commit", "-q", "-m", "on top")
    assert two.git("status", "--short") == ""
    assert is_sound(two)
    assert main(["migration-history", "--all-files"]) == 0
    assert main(["rebase", "main"]) == 0
    assert "already" in capsys.readouterr().out


def test_both_sides_changing_one_thing_is_told_and_nothing_is_written(
    two: Repo, capsys: Capture
) -> None:
    two.git("checkout", "-q", "main")
    text = (two.path / "schema.ts").read_text()
    mark = "  // users\n"
    two.write({"schema.ts": text.replace(mark, f'{mark}  ours: integer("ours"),\n')})
    generate(two, "other")
    two.commit()
    two.git("checkout", "-q", "feature")
    two.git("merge", "-q", "-X", "ours", "main", "-m", "merged")
    before = two.git("status", "--short")
    assert main(["rebase", "main"]) == 3
    assert "users.ours" in capsys.readouterr().err
    assert two.git("status", "--short") == before


def test_a_dry_run_writes_nothing(two: Repo) -> None:
    two.git("merge", "-q", "main", "-m", "merged")
    assert main(["rebase", "main", "--dry-run"]) == 0
    assert two.git("status", "--short") == ""


def mended(repo: Repo, *words: str) -> None:
    repo.stage()
    assert main(["migration-history"]) == 1
    assert main(["repair", "--write", *words]) == 0
    repo.stage()
    assert main(["migration-history"]) == 0
    assert is_sound(repo)


@pytest.mark.parametrize("name", ["add_ours", "add_more"])
def test_a_missing_snapshot_is_made_of_the_schema_that_brought_its_sql(
    two: Repo, name: str
) -> None:
    was = snapshot(two, name)
    two.git("rm", "-q", str((folder(two, name) / "snapshot.json").relative_to(two.path)))
    mended(two)
    now = snapshot(two, name)
    assert now["id"] != was["id"]
    assert now["prevIds"] == was["prevIds"] or name == "add_more"
    if name == "add_more":
        key = "deltas" if "deltas" in was else "ddl"
        assert now[key] == was[key]


def test_a_folder_without_a_date_gets_one(two: Repo) -> None:
    shutil.move(folder(two, "add_more"), two.path / "drizzle/add_more")
    mended(two)
    assert names(two)[-1] == "add_more"


def test_a_released_folder_that_was_renamed_gets_its_name_back(two: Repo) -> None:
    first = folder(two, "first")
    first.rename(first.with_name(first.name[:14] + "_renamed"))
    mended(two)
    assert folder(two, "first").name == first.name
    assert names(two) == ["first", "add_ours", "add_more"]


def test_a_folder_that_runs_before_its_parent_is_dated_behind_it(two: Repo) -> None:
    ours = folder(two, "add_more")
    ours.rename(ours.with_name("20250101000000_add_more"))
    mended(two)
    assert names(two) == ["first", "add_ours", "add_more"]


def test_sql_that_was_moved_out_goes_back_into_its_folder(two: Repo) -> None:
    ours = folder(two, "add_more")
    (ours / "migration.sql").rename(ours.with_name(f"{ours.name}.sql"))
    mended(two)
    assert (ours / "migration.sql").exists()


def test_a_copied_folder_gets_an_id_and_a_parent_of_its_own(two: Repo) -> None:
    copy = two.path / "drizzle/20990101000000_copy"
    shutil.copytree(folder(two, "add_more"), copy)
    (copy / "migration.sql").write_text("UPDATE users SET more = 'x';\n")
    path = copy / "snapshot.json"
    value = json.loads(path.read_text())
    if value.get("type") == "diff":
        value["deltas"] = []
    path.write_text(json.dumps({**value, "prevIds": ["gone"]}))
    mended(two)
    assert chain(two)


def test_what_the_schema_is_ahead_by_is_made_in_the_same_step(two: Repo) -> None:
    shutil.rmtree(folder(two, "add_more"))
    two.stage()
    assert main(["repair", "--write", "--generate", "again"]) == 0
    assert names(two) == ["first", "add_ours", "again"]
    assert chain(two)
    assert is_sound(two)
