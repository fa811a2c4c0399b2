from __future__ import annotations

import tomllib

import pytest

from forge_migrations.cli import main
from forge_migrations.config import Accepted
from forge_migrations.findings import UsageError
from forge_migrations.workflow.history.baseline import with_tables
from repositories import Repo
from written import history

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


def squashed(repo: Repo, when: int) -> str:
    """Three released migrations, and on a branch one in their place; the released commit."""
    repo.commit(history("SELECT 1;", "SELECT 2;", "SELECT 3;"))
    start = repo.git("rev-parse", "HEAD").strip()
    repo.git("checkout", "-q", "-b", "squash")
    repo.git("rm", "-q", "-r", "drizzle")
    repo.stage(history("SELECT 6;", names="all", since=when))
    return start


def test_a_squash_that_keeps_the_first_date_is_accepted_where_it_is_made_and_in_its_request(
    repo: Repo, capsys: Capture
) -> None:
    start = squashed(repo, 0)
    assert main(["migration-history"]) == 1
    out = capsys.readouterr().out
    assert "squashes 3 released migrations of drizzle into 0000_all0: a database that has" in out
    assert "forge-migrations baseline --reason 'squashed on purpose' && git add" in out
    assert main(["baseline", "--reason", "squashed on purpose"]) == 0
    repo.git("add", ".forge-migrations.toml")
    assert main(["migration-history"]) == 0
    repo.git("commit", "-q", "-m", "squash")
    capsys.readouterr()
    assert main(["migration-history", "--from-ref", start]) == 0
    assert main(["--from-ref", start]) == 3, "there is no drizzle-kit here"
    assert "policy-changed" in capsys.readouterr().out


def test_a_squash_with_a_date_of_its_own_is_told_to_take_the_first_ones(
    repo: Repo, capsys: Capture
) -> None:
    squashed(repo, 5000)
    assert main(["migration-history"]) == 1
    out = capsys.readouterr().out
    assert "runs the new ones on top, and fails" in out
    assert 'write "when": 1760000000123 at drizzle/meta/_journal.json:' in out


def test_an_acceptance_speaks_for_one_squash_and_not_for_the_next(
    repo: Repo, capsys: Capture
) -> None:
    squashed(repo, 0)
    main(["baseline"])
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "squash")
    assert main(["migration-history", "--all-files"]) == 0
    repo.commit(history("SELECT 6;", "SELECT 7;", "SELECT 8;", names="all"))
    repo.git("rm", "-q", "-r", "drizzle")
    repo.stage(history("SELECT 9;", names="again"))
    assert main(["migration-history"]) == 1
    assert "into 0000_again0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("released", "code"),
    [
        ('[rules]\nhistory-reset = "refuse"\n', 1),
        ('[rules]\ndrop-table = "report"\n', 0),
        ('[acknowledge]\nhistory-reset = "Reviewed-by"\n', 1),
    ],
)
def test_the_released_policy_may_keep_a_range_from_accepting_it(
    repo: Repo, released: str, code: int
) -> None:
    repo.write({".forge-migrations.toml": released})
    start = squashed(repo, 0)
    assert main(["baseline", "--reason", "squashed"]) == 0
    repo.commit()
    assert main(["migration-history", "--from-ref", start]) == code


def test_a_range_accepts_nothing_else_of_its_own(repo: Repo) -> None:
    start = repo.commit(history("CREATE TABLE a (id int);"))
    repo.git("checkout", "-q", "-b", "feature")
    own = '[[baseline]]\nmigration = "0001_m1"\nrule = "drop-table"\nreason = "mine"\n'
    repo.commit(
        {**history("CREATE TABLE a (id int);", "DROP TABLE a;"), ".forge-migrations.toml": own}
    )
    assert main(["destructive-sql", "--from-ref", start]) == 1
