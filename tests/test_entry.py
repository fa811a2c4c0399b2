from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.entry import main
from repositories import Repo
from written import history

HOOKS = Path(forge_migrations.__file__).parents[1]
TABLE = 'CREATE TABLE "a" ("id" text PRIMARY KEY);'
LIGHT = {"forge_migrations", "__future__"}
"""What an idle commit may import besides our own modules: nothing that Python hasn't at its start."""


def imported(repo: Repo, *words: str) -> set[str]:
    """The modules of others that a run imports on top of what Python starts with."""
    return told(repo, "*{name.partition('.')[0] for name in set(sys.modules) - start}", *words)


def told(repo: Repo, what: str, *words: str) -> set[str]:
    """What is to be printed after a run."""
    code = (
        "import sys; start = set(sys.modules)\n"
        "from forge_migrations.entry import main\n"
        f"assert main({list(words)!r}) == 0\n"
        f"print('\\n', {what})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(HOOKS), "GIT_INDEX_FILE": ".git/index"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [[], ["--staged"], ["forge-destructive-sql"], ["rehearsal"]])
def test_a_commit_that_concerns_no_migration_imports_nothing(repo: Repo, words: list[str]) -> None:
    repo.commit({"a.ts": "1"})
    repo.stage({"README.md": "hello"})

    assert imported(repo, *words) <= LIGHT


def test_a_commit_whose_migration_is_known_imports_nothing_that_it_can_do_without(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of these costs a tenth of such a commit or more."""
    repo.commit(history(TABLE))
    repo.stage(history(TABLE, 'ALTER TABLE "a" ADD COLUMN "b" text;'))
    monkeypatch.delenv("FORGE_CACHE")  # hardly anybody names one
    imported(repo, "forge-destructive-sql")

    costly = {"argparse", "subprocess", "shutil", "datetime", "git", "tempfile", "tree_sitter"}
    costly |= {"hashlib", "shlex", "threading", "pathlib", "dataclasses", "inspect", "platformdirs"}
    assert not costly & imported(repo, "forge-destructive-sql")


def test_the_history_of_a_known_commit_is_judged_without_a_reader_of_sql(repo: Repo) -> None:
    repo.commit(history(TABLE))
    repo.stage(history(TABLE, 'ALTER TABLE "a" ADD COLUMN "b" text;'))
    imported(repo, "forge-migration-history")
    own = "*(n for n in sys.modules if n.startswith('forge_migrations.sql.'))"

    assert told(repo, own, "forge-migration-history") <= {
        f"forge_migrations.sql.{name}"
        for name in ("deferred", "migrator", "parts", "pieces", "version")
    }
    costly = {"hashlib", "subprocess", "threading", "datetime"}
    assert not costly & imported(repo, "forge-migration-history")


def test_a_commit_whose_migration_is_known_compiles_no_pattern_that_it_does_not_ask(
    repo: Repo,
) -> None:
    """Thirty patterns that nothing asked took a twelfth of it: such a pattern is text until it is asked."""
    repo.commit(history(TABLE))
    repo.stage(history(TABLE, 'ALTER TABLE "a" ADD COLUMN "b" text;'))
    own = "*(m.__file__ for n, m in sys.modules.items() if n.startswith('forge_migrations.'))"
    imported(repo, "forge-destructive-sql")
    files = told(repo, own, "forge-destructive-sql")

    assert len(files) > 50
    assert not [name for name in files if "/report/" in name and "__init__" not in name]
    assert not [name for name in files if compiled_at_import(Path(name))]


def compiled_at_import(module: Path) -> bool:
    """True where a pattern is compiled outside of every function."""
    tree = ast.parse(module.read_text())
    values = (node.value for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign)))
    calls = (each for value in values if value for each in ast.walk(value))
    return any(isinstance(each, ast.Attribute) and each.attr == "compile" for each in calls)


def test_a_commit_that_concerns_one_asks_git_for_its_listing_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"a.ts": "1"})
    repo.stage({"drizzle/0000_x.sql": "SELECT 1;"})
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setattr("forge_migrations.change.look.staged", None)

    assert main([]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "words", [["--all-files"], ["--format", "json"], ["projects"], ["--staged", "nonsense"]]
)
def test_what_is_no_plain_commit_goes_on_without_a_glance(
    repo: Repo, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[object] = []

    def noted(*given: object) -> int:
        handed.extend(given)
        return 5

    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setattr("forge_migrations.change.glance.staged_listing", None)
    monkeypatch.setattr("forge_migrations.cli.main", noted)

    assert main(words) == 5
    assert handed == [words, None]


def test_the_range_that_pre_commit_names_is_no_plain_commit(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    monkeypatch.setattr("forge_migrations.change.glance.staged_listing", None)
    monkeypatch.setattr("forge_migrations.cli.main", lambda *given: 7)

    assert main([]) == 7


ENDS = """
import os, sys
from forge_migrations import entry
class Witness:
    def __del__(self, write=os.write):
        write(1, b" taken apart")
sys.modules["witness"] = Witness()
entry.main = lambda: print("said", end="") or 7
{more}
entry.program()
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "said"),
        (
            "import atexit; atexit.register(print, ' at the end', end='')",
            "said at the end",
        ),
        (
            (
                "import threading, time\n"
                "threading.Thread(target=lambda: (time.sleep(0.2), print(' by a thread', end=''))).start()"
            ),
            "said by a thread taken apart",
        ),
    ],
    ids=["nothing waits", "something is registered", "a thread works"],
)
def test_a_run_ends_at_once_where_nothing_waits_for_its_end(more: str, said: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ENDS.format(more=more)],
        env={**os.environ, "PYTHONPATH": str(HOOKS)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (7, said, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_who_starts_it_may_have_children_buried_unasked(repo: Repo) -> None:
    """A commit, the index and a second process that reads: each is waited for."""
    repo.commit(history(TABLE))
    many = [f'CREATE TABLE "t{n}" ("id" text PRIMARY KEY);' for n in range(200)]
    repo.stage(history(TABLE, *many))
    code = (
        "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "words = [sys.executable, '-m', 'forge_migrations', 'destructive-sql', '--staged']\n"
        "os.execv(sys.executable, words)"
    )
    for _ in "new and known":
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=repo.path,
            env={**os.environ, "PYTHONPATH": str(HOOKS)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


def test_a_run_whose_reader_is_gone_ends_as_python_ends_it() -> None:
    """With 120: https://docs.python.org/3/library/sys.html#sys.exit"""
    reading, writing = os.pipe()
    os.close(reading)
    code = "from forge_migrations import entry; entry.main = lambda: print() or 7; entry.program()"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(HOOKS), "PYTHONUNBUFFERED": ""},
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)

    assert (ran.returncode, "Traceback" in ran.stderr) == (120, False)
