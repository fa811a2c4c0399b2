from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.projects import lay_out
from workflow.projects import users

pytestmark = pytest.mark.network
Capture = pytest.CaptureFixture[str]


def history(repo: Repo) -> dict[str, str]:
    folder = repo.path / "drizzle"
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def newest_sql(repo: Repo) -> str:
    files = {name: text for name, text in history(repo).items() if name.endswith(".sql")}
    return files[max(files)]


@pytest.fixture(params=["0.31", "1.0"])
def kit(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("kit31" if request.param == "0.31" else "kit1")
    return found


def test_it_makes_the_migration_and_names_the_line_that_stages_it(
    repo: Repo, kit: str, capsys: Capture
) -> None:
    lay_out(repo, kit, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    out = capsys.readouterr().out
    assert 'CREATE TABLE "users"' in newest_sql(repo)
    assert 'CREATE TABLE "users"' in out
    staged = next(line for line in out.splitlines() if line.startswith("  git add "))
    repo.git(*staged.split()[1:])
    assert (
        repo.git("status", "--short", "drizzle", "schema.ts").count("A  ") == len(history(repo)) + 1
    )
    assert main(["generate"]) == 0
    assert "nothing to generate" in capsys.readouterr().out


def test_renames_are_answered_without_a_terminal(repo: Repo, kit: str, capsys: Capture) -> None:
    lay_out(repo, kit, users("name", "nick", "gone"))
    assert main(["generate", "--name", "first"]) == 0
    repo.commit({"schema.ts": users("full", "alias", "added", table="people")})
    words = ["--rename", "users=people", "--rename", "name=full", "--create", "added"]
    assert main(["generate", *words, "--rename", "people.nick=people.alias"]) == 0
    sql = newest_sql(repo)
    assert 'ALTER TABLE "users" RENAME TO "people"' in sql
    assert 'RENAME COLUMN "name" TO "full"' in sql
    assert 'RENAME COLUMN "nick" TO "alias"' in sql
    assert 'ADD COLUMN "added"' in sql
    assert 'DROP COLUMN "gone"' in sql
    assert "nothing was asked" not in capsys.readouterr().err


def test_a_question_without_an_answer_is_refused_and_leaves_no_file(
    repo: Repo, kit: str, capsys: Capture
) -> None:
    lay_out(repo, kit, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    repo.commit({"schema.ts": users("full")})
    before = history(repo)
    assert main(["generate", "--name", "second"]) == 2
    said = capsys.readouterr().err
    assert "forge-migrations generate --name second --create users.full" in said
    assert "=full" in said
    assert history(repo) == before


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda text: text.replace("text(", "text(("), "schema.ts"),
        (lambda text: text + "import './nowhere';\n", "nowhere"),
        (lambda text: text + "throw new Error('no DATABASE_URL');\n", "no DATABASE_URL"),
    ],
    ids=["syntax", "import", "throws"],
)
def test_a_schema_that_does_not_load_is_undecided_and_leaves_no_file(
    repo: Repo, kit31: str, capsys: Capture, break_it: Callable[[str], str], words: str
) -> None:
    lay_out(repo, kit31, break_it(users("name")))
    assert main(["generate"]) == 3
    assert words in capsys.readouterr().err
    assert not (repo.path / "drizzle").exists() or history(repo) == {}


def test_the_projects_own_script_is_used(repo: Repo, kit: str, capsys: Capture) -> None:
    lay_out(repo, kit, users("name"), script="echo by the script && drizzle-kit generate")
    assert main(["generate", "--name", "first"]) == 0
    assert "npm run db:generate -- --name first" in capsys.readouterr().err
    assert any("first" in name for name in history(repo))


def test_a_custom_migration_is_empty(repo: Repo, kit31: str) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    assert main(["generate", "--custom", "--name", "fill"]) == 0
    assert "Custom SQL migration" in newest_sql(repo)


def test_a_journal_behind_its_folder_is_not_overwritten(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    repo.write({"schema.ts": users("name", "nick")})
    assert main(["generate", "--name", "second"]) == 0
    journal = json.loads((repo.path / "drizzle/meta/_journal.json").read_text())
    journal["entries"].pop()
    repo.write({"drizzle/meta/_journal.json": journal, "schema.ts": users("name", "nick", "more")})
    before = history(repo)
    capsys.readouterr()
    assert main(["generate", "--name", "third"]) == 3
    assert "0001_snapshot.json" in capsys.readouterr().err
    assert history(repo) == before


def test_of_several_projects_one_must_be_named(repo: Repo, kit31: str, capsys: Capture) -> None:
    lay_out(repo, kit31, users("name"))
    for folder in ("a", "b"):
        repo.write(
            {
                f"{folder}/drizzle.config.ts": (repo.path / "drizzle.config.ts").read_text(),
                f"{folder}/package.json": {"name": folder},
                f"{folder}/schema.ts": users("name"),
            }
        )
    (repo.path / "drizzle.config.ts").unlink()
    assert main(["generate"]) == 2
    assert "a/drizzle.config.ts, b/drizzle.config.ts" in capsys.readouterr().err
    assert main(["generate", "b"]) == 0
    assert (repo.path / "b/drizzle/meta/_journal.json").exists()


def test_a_project_without_node_modules_is_served_by_the_named_kit(
    repo: Repo, kit: str, capsys: Capture
) -> None:
    lay_out(repo, kit, users("name"), script="drizzle-kit generate")
    (repo.path / "node_modules").unlink()
    assert main(["generate", "--kit", kit, "--name", "first"]) == 0
    assert 'CREATE TABLE "users"' in newest_sql(repo)


def test_a_package_that_is_not_installed_is_named_with_what_installs_it(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    lay_out(repo, kit31, users("name") + 'import "@acme/words";\n')
    repo.write({"pnpm-lock.yaml": ""})
    assert main(["generate"]) == 3
    said = capsys.readouterr().err
    assert "Cannot find module '@acme/words'" in said
    assert "fix: run: pnpm install" in said


def test_one_answer_creates_all_that_is_asked_about(repo: Repo, kit: str, capsys: Capture) -> None:
    lay_out(repo, kit, users("name", "nick"))
    assert main(["generate", "--name", "first"]) == 0
    repo.commit({"schema.ts": users("full", "alias")})
    assert main(["generate", "--rename", "name=full", "--create", "users.*"]) == 0
    sql = newest_sql(repo)
    assert 'RENAME COLUMN "name" TO "full"' in sql
    assert 'ADD COLUMN "alias"' in sql
    assert 'DROP COLUMN "nick"' in sql
