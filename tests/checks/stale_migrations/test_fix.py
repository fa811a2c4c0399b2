from __future__ import annotations

import pytest

from checks.states import content
from checks.states import project
from checks.states import states
from forge_migrations.change.repository import Repository
from forge_migrations.checks.stale_migrations import fix as stale_fix
from forge_migrations.checks.stale_migrations.fix import fixed
from forge_migrations.checks.subject.schema_states import States
from forge_migrations.findings import Finding
from repositories import Repo

FINDING = Finding("stale-migrations", "stale", "src/schema.ts", 1, "it is stale", "generate it")
FILES = project(("0000_a", "CREATE TABLE a (id text);\n", content(a=("id",))))


def of(repo: Repo) -> States:
    repository = Repository.find(str(repo.path))
    tree = repository.index()
    return states(tree, tree, repository=repository)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What drizzle-kit writes when it is let."""
    made = ["drizzle/0001 b.sql", "drizzle/meta/_journal.json"]
    monkeypatch.setattr(stale_fix, "_generated", lambda _states, _root: made)
    return made


def test_what_was_written_is_to_be_read_and_staged(repo: Repo, written: list[str]) -> None:
    repo.commit(FILES)
    one = fixed(of(repo), FINDING)
    assert one.refuses
    assert one.message == "it is stale; wrote drizzle/0001 b.sql"
    assert one.remedy == (
        "read the SQL, then: git add 'drizzle/0001 b.sql' drizzle/meta/_journal.json"
    )


def test_where_nothing_was_written_the_finding_stays(repo: Repo, written: list[str]) -> None:
    repo.commit(FILES)
    written.clear()
    assert fixed(of(repo), FINDING) == FINDING


@pytest.mark.parametrize("path", ["src/schema.ts", "drizzle/0000_a.sql"])
@pytest.mark.parametrize("gone", [True, False])
def test_what_is_not_staged_does_not_get_into_a_migration(
    repo: Repo, written: list[str], path: str, gone: bool
) -> None:
    repo.commit(FILES)
    if gone:
        (repo.path / path).unlink()
    else:
        repo.write({path: "more"})
    one = fixed(of(repo), FINDING)
    assert one.message == f"it is stale; nothing was written: {path} is not as it is staged"
    assert one.remedy == f"stage it or put it aside, then: git add {path}"


def test_a_checkout_with_other_line_ends_is_as_it_is_staged(repo: Repo, written: list[str]) -> None:
    repo.git("config", "core.autocrlf", "true")
    repo.commit(FILES)
    for path in ("src/schema.ts", "drizzle/0000_a.sql"):
        (repo.path / path).unlink()
        repo.git("checkout", "--", path)
    assert b"\r\n" in (repo.path / "drizzle/0000_a.sql").read_bytes()
    assert "; wrote drizzle/0001 b.sql" in fixed(of(repo), FINDING).message


def test_a_migration_made_by_hand_is_not_generated_again(repo: Repo, written: list[str]) -> None:
    repo.commit(FILES)
    by_hand = FINDING._replace(rule="hand-written-migration")
    assert fixed(of(repo), by_hand) == by_hand


def test_without_a_work_tree_nothing_is_written(written: list[str]) -> None:
    assert fixed(states(FILES, FILES), FINDING) == FINDING


def test_without_drizzle_kit_it_is_said_how_to_install_it(repo: Repo) -> None:
    repo.commit(FILES)
    one = fixed(of(repo), FINDING)
    assert one.message.startswith("it is stale; nothing was written: drizzle-kit is not installed")
    assert one.remedy == "run: npm install"
