from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import folders
from workflow.histories import history
from workflow.live_databases import SqliteFile

ONE = ("one", ["CREATE TABLE a (id integer PRIMARY KEY)"], {})
TWO = ("two", ["CREATE TABLE b (id integer PRIMARY KEY)"], {})


def states(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, str]:
    capsys.readouterr()
    main(["status", "--format", "json", *words])
    found = json.loads(capsys.readouterr().out)["migrations"]
    return {each["tag"]: each["state"] for each in found}


def test_each_migration_has_its_state(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = SqliteFile(tmp_path / "x.db")
    url = ("--database-url", database.url)
    repo.write(history(ONE))
    assert states(capsys, *url) == {"0000_one": "pending"}
    assert not database.path.exists()
    main(["apply", "--yes", *url])
    repo.write(history(ONE, TWO))
    assert states(capsys, *url) == {"0000_one": "applied", "0001_two": "pending"}
    database.ask("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 1700000000001)")
    assert states(capsys, *url)["created_at 1700000000001"] == "unknown"
    files = history(ONE, TWO)
    files["drizzle/meta/_journal.json"]["entries"][1]["when"] = 1_600_000_000_000
    repo.write(files)
    assert states(capsys, *url)["0001_two"] == "skipped"


def test_1_0_tells_when(repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = SqliteFile(tmp_path / "x.db")
    repo.write(folders(history(ONE)))
    main(["apply", "--yes", "--database-url", database.url])
    main(["status", "--database-url", database.url])
    assert "_one  applied       20" in capsys.readouterr().out


@pytest.mark.parametrize("name", [".env", ".env.local", ".env.development"])
def test_the_url_comes_from_env_files(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    repo.write(history(ONE))
    repo.write({name: "DATABASE_URL='file:./local.db'\n"})
    main(["status"])
    assert f"local.db (DATABASE_URL in {name})" in capsys.readouterr().out


def test_the_url_comes_from_the_config_at_last(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    files = history(ONE)
    files["drizzle.config.ts"] = files["drizzle.config.ts"].replace(
        "out:", "dbCredentials: { url: process.env.OTHER_URL! }, out:"
    )
    repo.write({**files, ".env": "OTHER_URL=file:./other.db\n"})
    main(["status"])
    assert "other.db (dbCredentials of drizzle.config.ts)" in capsys.readouterr().out


def test_without_a_url_every_place_is_named(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    repo.write(history(ONE))
    assert main(["status"]) == 2
    assert "DATABASE_URL is not set, there is no .env file" in capsys.readouterr().err


def test_without_a_migration_the_next_step_is_said(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"drizzle.config.ts": history(ONE)["drizzle.config.ts"], "schema.ts": ""})
    main(["status", "--database-url", f"file:{tmp_path / 'x.db'}"])
    assert "no migration yet: forge-migrations generate" in capsys.readouterr().out
