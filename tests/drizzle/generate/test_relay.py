"""A person at drizzle-kit's own question, on a real terminal."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.projects import lay_out
from workflow.projects import users

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
pytestmark = pytest.mark.network
HOOKS = Path(__file__).parents[3] / "hooks"


@pytest.fixture(params=["0.31", "1.0"])
def kit(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("kit31" if request.param == "0.31" else "kit1")
    return found


def pressed(repo: Repo, keys: bytes, wanted: str) -> tuple[str, int]:
    """What the terminal shows, and the exit code, when the keys are pressed at the text."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(repo.path)
        os.environ["PYTHONPATH"] = str(HOOKS)
        os.execv(sys.executable, [sys.executable, "-m", "forge_migrations", "generate"])
    seen, end = "", time.monotonic() + 120
    while time.monotonic() < end:
        if not select.select([screen], [], [], 0.5)[0]:
            if keys and wanted in seen:
                os.write(screen, keys)
                keys = b""
            continue
        try:
            data = os.read(screen, 65536)
        except OSError:
            break
        seen += data.decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    os.close(screen)
    return seen, os.waitstatus_to_exitcode(status)


def history(repo: Repo) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in sorted((repo.path / "drizzle").rglob("*"))
        if path.is_file()
    }


def renamed(repo: Repo, kit: str) -> dict[str, bytes]:
    lay_out(repo, kit, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    repo.commit({"schema.ts": users("title")})
    return history(repo)


def test_ctrl_c_at_the_question_is_an_interruption_that_writes_nothing(
    repo: Repo, kit: str
) -> None:
    before = renamed(repo, kit)

    seen, code = pressed(repo, b"\x03", "rename")

    assert code == 130, seen
    assert "interrupted, nothing was written" in seen
    assert "Traceback" not in seen
    assert history(repo) == before


def test_an_answer_goes_through_and_the_migration_is_made(repo: Repo, kit: str) -> None:
    before = renamed(repo, kit)

    seen, code = pressed(repo, b"\x1b[B\r", "rename")

    assert code == 0, seen
    new = {path: text for path, text in history(repo).items() if path not in before}
    assert any(b"RENAME COLUMN" in text for text in new.values())


def test_an_error_that_drizzle_kit_shows_is_no_nothing_to_generate(repo: Repo, kit: str) -> None:
    renamed(repo, kit)
    repo.write({"schema.ts": "export const users = ;\n"})

    seen, code = pressed(repo, b"", "")

    assert code == 3, seen
    assert "there is nothing to generate" not in seen
