from __future__ import annotations

import tomllib

import pytest

from forge_migrations.cli import main
from forge_migrations.config import Accepted
from forge_migrations.findings import UsageError
from forge_migrations.workflow.baseline import with_tables
from repositories import Repo

Capture = pytest.CaptureFixture[str]
CONFIG = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./drizzle"}


def entry(idx: int, tag: str, when: int) -> dict[str, object]:
    return {"idx": idx, "version": "7", "when": when, "tag": tag, "breakpoints": True}


def lay_out(repo: Repo, *entries: dict[str, object]) -> None:
    """A history by hand: SQL without snapshots."""
    repo.write(
        {
            "drizzle.config.json": CONFIG,
            "schema.ts": "export {};\n",
            "drizzle/meta/_journal.json": {
                "version": "7",
                "dialect": "postgresql",
                "entries": list(entries),
            },
            **{f"drizzle/{each['tag']}.sql": "SELECT 1;\n" for each in entries},
        }
    )


@pytest.fixture
def unsound(repo: Repo) -> Repo:
    lay_out(repo, entry(0, "0000_a", 1700000000123), entry(1, "0001_b", 1600000000123))
    repo.commit()
    return repo


def test_what_is_accepted_refuses_no_more_and_what_comes_later_does(
    unsound: Repo, capsys: Capture
) -> None:
    assert main(["migration-history", "--all-files"]) == 1
    assert main(["baseline", "--reason", "before our time"]) == 0
    assert "+[[baseline]]" in capsys.readouterr().out
    unsound.commit()
    assert main(["migration-history", "--all-files"]) == 0
    lay_out(
        unsound,
        entry(0, "0000_a", 1700000000123),
        entry(1, "0001_b", 1600000000123),
        entry(2, "0002_c", 1500000000123),
    )
    unsound.stage()
    capsys.readouterr()
    assert main(["migration-history"]) == 1
    out = capsys.readouterr().out
    assert "0002_c" in out
    assert main(["baseline"]) == 1, "what isn't released can still be mended"
    assert "0002_c" in capsys.readouterr().err


def test_a_second_run_has_nothing_to_accept(unsound: Repo, capsys: Capture) -> None:
    assert main(["baseline"]) == 0
    text = (unsound.path / ".forge-migrations.toml").read_text()
    assert main(["baseline"]) == 0
    assert "nothing to accept" in capsys.readouterr().out
    assert (unsound.path / ".forge-migrations.toml").read_text() == text


def test_a_dry_run_writes_nothing(unsound: Repo, capsys: Capture) -> None:
    assert main(["baseline", "--dry-run"]) == 0
    assert "+[[baseline]]" in capsys.readouterr().out
    assert unsound.git("status", "--short") == ""


def test_comments_and_values_stay() -> None:
    text = '# ours\naccept = ["x"] # why\n\n[rules]\ndrop-table = "report"'
    after = with_tables(text, [Accepted("0001_b", "out-of-order", 'said "so"')])
    assert after.startswith(text)
    found = tomllib.loads(after)
    assert found["baseline"] == [
        {"migration": "0001_b", "rule": "out-of-order", "reason": 'said "so"'}
    ]
    assert found["rules"] == {"drop-table": "report"}


def test_a_baseline_written_as_an_array_is_told() -> None:
    with pytest.raises(UsageError, match="one array"):
        with_tables("baseline = []\n", [Accepted("0001_b", "out-of-order", "")])
