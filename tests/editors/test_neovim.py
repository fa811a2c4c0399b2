"""The settings for Neovim that docs/editors.md shows, in the Neovim that is here, with the real server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kits import ENVIRONMENT
from repositories import Repo
from workflow.histories import history

PAGE = Path(__file__).parents[2] / "docs" / "editors.md"
SHOW = """
vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50)
for _, each in ipairs(vim.diagnostic.get(0)) do print(each.lnum + 1, each.code, each.message) end
"""


def settings(version: tuple[int, ...]) -> str:
    """The block for this version."""
    newer, older = re.findall(r"```lua\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return str(newer if version >= (0, 11) else older)


def test_neovim_shows_what_the_server_says(repo: Repo, tmp_path: Path) -> None:
    nvim = shutil.which("nvim", path=ENVIRONMENT.get("PATH"))
    if nvim is None:
        pytest.skip("no nvim is on the PATH")
    said = subprocess.run([nvim, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"v(\d+)\.(\d+)", said)
    assert found, said
    one, two = {"id": "integer*", "age": "text"}, {"id": "integer*"}
    make = "CREATE TABLE `users` (`id` integer PRIMARY KEY NOT NULL, `age` text);"
    drop = "ALTER TABLE `users` DROP COLUMN `age`;"
    repo.commit(history(("first", [make], {"users": one})))
    repo.write(history(("first", [make], {"users": one}), ("second", [drop], {"users": two})))
    (tmp_path / "init.lua").write_text(settings((int(found[1]), int(found[2]))), encoding="utf-8")
    (tmp_path / "show.lua").write_text(SHOW, encoding="utf-8")
    ran = subprocess.run(
        [nvim, "--headless", "--clean", "-u", str(tmp_path / "init.lua"), "drizzle/0001_second.sql",
         "-c", f"luafile {tmp_path / 'show.lua'}", "-c", "qa!"],
        cwd=repo.path, capture_output=True, text=True, timeout=120,
        env={**ENVIRONMENT, "PATH": f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}"},
    )  # fmt: skip
    assert 'drops column "age" of table "users"' in ran.stdout + ran.stderr
