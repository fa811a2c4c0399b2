"""The command line: what it accepts, what it costs, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from forge_migrations import cli
from forge_migrations.findings import Undecided
from forge_migrations.report import REPORTS
from forge_migrations.workflow import MODULES
from repositories import Repo

HOOKS = Path(__file__).parents[1] / "hooks"
HEAVY = ("git", "sqlglot", "sqlalchemy", "tree_sitter", "platformdirs", "dataclasses", "tomllib")


def run(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "forge_migrations", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(HOOKS), **env},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def counted(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """An environment whose git writes a line per process, and the file that it writes to."""
    folder, log = tmp_path / "bin", tmp_path / "git.log"
    folder.mkdir()
    real = shutil.which("git")
    (folder / "git").write_text(f'#!/bin/sh\necho "$*" >> {log}\nexec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}, log


def loaded(repo: Repo, code: str, modules: tuple[str, ...] = HEAVY) -> list[str]:
    """Which of the modules are loaded after the code ran in a process of its own."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys; print([m for m in {modules} if m in sys.modules])",
        ],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(HOOKS), "GIT_INDEX_FILE": ".git/index"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout.splitlines()[-1].replace("'", '"'))  # type: ignore[no-any-return]


def test_a_commit_that_concerns_no_migration_costs_one_git_process_and_no_heavy_import(
    repo: Repo, counted: tuple[dict[str, str], Path]
) -> None:
    env, log = counted
    repo.commit({"drizzle.config.ts": "export default {dialect: 'sqlite', schema: './s.ts'}"})
    repo.stage({"README.md": "hello"})
    ran = run(cwd=repo.path, GIT_INDEX_FILE=".git/index", **env)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert len(log.read_text().splitlines()) == 1
    assert loaded(repo, "from forge_migrations.cli import main; main([])") == []


def test_code_outside_every_schema_imports_nothing_heavy_once_the_project_is_known(
    repo: Repo,
) -> None:
    repo.commit(
        {
            "package.json": "{}",
            "drizzle.config.ts": "export default {dialect: 'sqlite', schema: './s.ts', out: './drizzle'}",
            "s.ts": "export const s = 1",
            "drizzle/meta/_journal.json": '{"version": "7", "dialect": "sqlite", "entries": []}',
        }
    )
    repo.stage({"src/button.tsx": "export const Button = () => null"})
    code = "from forge_migrations.cli import main; main(['migration-history'])"
    loaded(repo, code)

    assert loaded(repo, code) == []


def test_migrations_that_were_judged_before_need_no_reader_of_sql_and_no_process_library(
    repo: Repo,
) -> None:
    folder = "drizzle/meta/_journal.json"
    repo.commit(
        {"package.json": "{}", "drizzle.config.ts": "export default {dialect: 'postgresql', schema: './s.ts', out: './drizzle'}",
         "s.ts": "", folder: '{"version": "7", "dialect": "postgresql", "entries": []}'}
    )  # fmt: skip
    entry = '{"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": true}'
    journal = f'{{"version": "7", "dialect": "postgresql", "entries": [{entry}]}}'
    repo.stage({folder: journal, "drizzle/0000_a.sql": "CREATE TABLE t (id int PRIMARY KEY);"})
    code = "from forge_migrations.cli import main; main(['destructive-sql'])"
    readers = (
        "forge_migrations.sql.tokens",
        "forge_migrations.sql.catalog",
        "forge_migrations.rules",
    )

    assert loaded(repo, code, readers) == [*readers]
    assert loaded(repo, code, (*readers, "subprocess", "datetime")) == []


def test_outside_a_repository_is_said_in_one_line(tmp_path: Path) -> None:
    ran = run(cwd=tmp_path)

    assert ran.returncode == 2
    assert "not a git repository" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("word", "meant"), [("stale-migration", "stale-migrations"), ("inti", "init")]
)
def test_a_word_that_is_no_check_gets_the_nearest_one(word: str, meant: str, repo: Repo) -> None:
    ran = run(word, cwd=repo.path)

    assert ran.returncode == 2
    assert f"write '{meant}'" in ran.stderr


def test_hook_ids_are_accepted_as_checks() -> None:
    assert cli._names("forge-stale-migrations") == ["stale-migrations"]
    assert cli._names("stale-migrations") == ["stale-migrations"]
    assert cli._names("forge-migrations") == cli._names(None)


def test_to_ref_alone_is_refused(repo: Repo) -> None:
    ran = run("--to-ref", "HEAD", cwd=repo.path)

    assert ran.returncode == 2
    assert "--from-ref" in ran.stderr


def test_an_unknown_policy_key_is_exit_two_with_what_to_write(repo: Repo) -> None:
    repo.stage({".forge-migrations.toml": 'postgress = "15"'})
    ran = run(cwd=repo.path)

    assert ran.returncode == 2
    assert "'postgress' is no key" in ran.stderr
    assert "write 'postgres'" in ran.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [(Undecided("x"), 3), (KeyboardInterrupt(), 130), (ValueError("broken"), 3)],
)
def test_every_end_has_its_exit_code(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*given: object) -> int:
        raise error

    monkeypatch.setattr(cli, "_check", fail)

    assert cli.main([]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_debug_shows_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*given: object) -> int:
        raise ValueError("broken")

    monkeypatch.setattr(cli, "_check", fail)

    assert cli.main(["--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_json_is_the_array_and_nothing_else(repo: Repo) -> None:
    repo.commit({"README.md": "x"})
    repo.stage({"README.md": "y"})

    assert json.loads(run("--format", "json", cwd=repo.path).stdout) == []


@pytest.mark.parametrize("name", [*MODULES])
def test_every_command_has_its_module_and_its_help(name: str, tmp_path: Path) -> None:
    ran = run(name, "--help", cwd=tmp_path)

    assert ran.returncode == 0
    assert ran.stdout.startswith(f"usage: forge-migrations {name}")


@pytest.mark.parametrize("form", [*REPORTS])
def test_every_format_renders_an_empty_run(form: str, repo: Repo) -> None:
    ran = run("--format", form, cwd=repo.path)

    assert ran.returncode == 0, ran.stderr


def test_a_run_writes_as_many_reports_as_are_asked_for(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"README.md": "words"})
    sarif, page = tmp_path / "a.sarif", tmp_path / "a.md"

    words = ("--staged", "--output", f"sarif={sarif}", "--output", f"markdown={page}")
    ran = run(*words, cwd=repo.path)

    assert ran.returncode == 0
    assert '"version": "2.1.0"' in sarif.read_text()
    assert page.read_text() == "### forge-migrations: clean\n"


def test_an_output_that_is_none_is_refused(repo: Repo) -> None:
    ran = run("--staged", "--output", "html=x", cwd=repo.path)

    assert ran.returncode == 2
    assert "--output html=x: that is no FORMAT=FILE" in ran.stderr
