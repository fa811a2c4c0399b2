"""The tasks that agents are given, in an editor: each ends in a commit that the hook lets pass, or in a
question to a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from repositories import Repo
from workflow.projects import lay_out
from workflow.tasks import CATS
from workflow.tasks import PETS
from workflow.tasks import task_tables

if TYPE_CHECKING:
    from workflow.editor.literal import End
    from workflow.editor.literal import Session

pytest.importorskip("pygls")
literal = pytest.importorskip("workflow.editor.literal")
cli = pytest.importorskip("forge_migrations.cli")
pytestmark = pytest.mark.network


BOTH = pytest.mark.parametrize("layout", ["0.31", "1.0"])


@pytest.fixture
def layout() -> str:
    return "0.31"


@pytest.fixture
def kit(request: pytest.FixtureRequest, layout: str) -> str:
    found: str = request.getfixturevalue("kit31" if layout == "0.31" else "kit1")
    return found


def tables(*columns: str, more: str = PETS) -> str:
    return task_tables("sqlite", *columns, more=more)


@pytest.fixture
def started(repo: Repo, kit: str) -> Repo:
    """A released project, on a branch."""
    lay_out(repo, kit, tables("name"), dialect="sqlite")
    generate(repo, "first")
    repo.commit({}, "first")
    repo.git("checkout", "-q", "-b", "work")
    return repo


@pytest.fixture
def session(started: Repo) -> Iterator[Session]:
    made = literal.Session(started)
    yield made
    made.close()


def generate(repo: Repo, name: str) -> None:
    assert cli.main(["generate", "--name", name]) == 0


def newest(repo: Repo) -> str:
    """The SQL of the migration that came last."""
    paths = sorted(repo.path.glob("drizzle/*.sql")) or sorted(repo.path.glob("drizzle/*/*.sql"))
    return paths[-1].read_text(encoding="utf-8")


def codes(end: End) -> set[str]:
    return {str(each.code) for each in end.problems}


def test_a_column_is_added(started: Repo, session: Session) -> None:
    session.write("schema.ts", tables("name", "nick"))
    end = session.go_on()
    assert end.what == "done", end
    assert "drizzle-kit generate" in end.took[0]
    assert "nick" in newest(started)
    assert started.git("status", "--short") == ""


def test_a_required_column_of_a_populated_table_waits_for_the_old_release(
    started: Repo, session: Session
) -> None:
    session.write("schema.ts", tables("name", "nick!"))
    end = session.go_on()
    assert end.what == "done", end
    assert any(each.startswith("Keep it for the old release: ") for each in end.took), end.took
    assert "deferred set-not-null `users`.`nick`" in newest(started)
    assert "NOT NULL" not in newest(started)
    assert started.git("log", "-1", "--format=%s") == "by the editor"


@BOTH
def test_a_column_is_renamed_in_the_schema_alone_once_a_person_said_so(
    started: Repo, session: Session
) -> None:
    session.write("schema.ts", tables("called"))
    end = session.go_on()
    assert (end.what, codes(end), end.took) == ("asks", {"ambiguous-rename"}, []), end
    session.decide("If it is renamed")
    end = session.go_on()
    assert end.what == "done", end
    assert any(each.startswith("Keep it for the old release: ") for each in end.took), end.took
    assert 'called: text("name")' in started.path.joinpath("schema.ts").read_text()
    assert "called" not in newest(started)
    assert started.git("log", "-1", "--format=%s") == "by the editor"


def test_a_dropped_table_stays_in_the_database(started: Repo, session: Session) -> None:
    session.write("schema.ts", tables("name", more=""))
    end = session.go_on()
    assert end.what == "done", end
    assert any(each.startswith("Keep it for the old release: ") for each in end.took), end.took
    statements = [each for each in newest(started).splitlines() if not each.startswith("--")]
    assert not any("pets" in each for each in statements), statements
    assert started.git("log", "-1", "--format=%s") == "by the editor"


@BOTH
def test_two_branches_that_collide_become_one_history(started: Repo) -> None:
    started.write({"schema.ts": tables("name", "mine")})
    generate(started, "mine")
    started.commit({}, "mine")
    started.git("checkout", "-q", "main")
    started.write({"schema.ts": tables("name", more=PETS + CATS)})
    generate(started, "theirs")
    started.commit({}, "theirs")
    started.git("checkout", "-q", "work")
    session = literal.Session(started)
    try:
        started.git("merge", "main", check=False)
        session.open_what_changed()
        session.write("schema.ts", tables("name", "mine", more=PETS + CATS))
        end = session.go_on()
        assert end.what == "done", end
    finally:
        session.close()
    assert started.git("status", "--short") == ""
    assert started.git("rev-list", "--count", "--merges", "HEAD") == "1"
    assert cli.main(["--all-files"]) == 0


@BOTH
def test_a_hand_written_migration_is_repaired(started: Repo, session: Session) -> None:
    sql = "ALTER TABLE users ADD COLUMN nick text;\n"
    flat = (started.path / "drizzle/meta").exists()
    name = "drizzle/0001_by_hand.sql" if flat else "drizzle/20990101000000_by_hand/migration.sql"
    started.write({name: sql})
    session.write("schema.ts", tables("name", "nick"))
    end = session.go_on()
    assert end.what == "done", end
    assert "nick" in newest(started)
    assert started.git("status", "--short") == ""
    assert cli.main(["--all-files"]) == 0
