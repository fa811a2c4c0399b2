"""Which Node or Bun runs when git was started without the shell's PATH."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.drizzle.kit import runtimes
from forge_migrations.drizzle.kit.runtimes import find_node
from forge_migrations.drizzle.kit.runtimes import runtime
from forge_migrations.findings import Undecided
from repositories import Repo


@pytest.fixture(autouse=True)
def bare_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git is on the PATH, and Node is neither there nor installed for everybody."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        if os.path.exists(os.path.join(folder, "git")):
            (programs / "git").symlink_to(os.path.join(folder, "git"))
            break
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(runtimes, "SYSTEM", (str(tmp_path / "system"),))
    for variable, *_ in runtimes.MANAGERS:
        monkeypatch.delenv(variable, raising=False)


def installed(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    "where",
    [
        ".nvm/versions/node/v22.1.0/bin",
        ".config/nvm/versions/node/v22.1.0/bin",
        ".local/share/fnm/node-versions/v22.1.0/installation/bin",
        "Library/Application Support/fnm/node-versions/v22.1.0/installation/bin",
        ".volta/tools/image/node/22.1.0/bin",
        ".local/share/mise/installs/node/22.1.0/bin",
        ".asdf/installs/nodejs/22.1.0/bin",
        ".proto/tools/node/22.1.0/bin",
        ".local/share/pnpm/nodejs/22.1.0/bin",
        "n/n/versions/node/22.1.0/bin",
        ".nodenv/versions/22.1.0/bin",
    ],
)
def test_a_version_manager_s_node_is_found(where: str) -> None:
    node = installed(Path.home() / where / "node")

    assert runtime() == node


@pytest.mark.parametrize(
    "where",
    [
        "AppData/Roaming/nvm/v22.1.0",
        "AppData/Roaming/fnm/node-versions/v22.1.0/installation",
        "AppData/Local/Volta/tools/image/node/22.1.0",
        "AppData/Local/mise/installs/node/22.1.0",
        "AppData/Local/pnpm/nodejs/22.1.0",
    ],
)
def test_a_version_manager_s_node_is_found_where_windows_has_it(where: str) -> None:
    """The folders and names are those of Windows; the system isn't."""
    node = installed(Path.home() / where / "node.exe")

    assert runtime() == node


def test_the_installer_s_node_is_found_where_windows_has_it(tmp_path: Path) -> None:
    node = installed(tmp_path / "system" / "node.exe")

    assert runtime() == node


def test_bun_is_found_where_windows_has_it() -> None:
    bun = installed(Path.home() / ".bun/bin/bun.exe")

    assert runtime() == bun


def test_the_managers_own_variable_says_where_it_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(Path.home() / ".nvm/versions/node/v24.0.0/bin/node")
    node = installed(tmp_path / "nvm/versions/node/v22.1.0/bin/node")
    monkeypatch.setenv("NVM_DIR", str(tmp_path / "nvm"))

    assert find_node() == node


def test_the_newest_is_taken_by_its_number_and_one_that_is_too_old_is_not() -> None:
    node = Path.home() / ".nvm/versions/node"
    installed(node / "v8.17.0/bin/node")
    installed(node / "v9.0.0/bin/node")
    assert find_node() is None

    newest = installed(node / "v22.10.0/bin/node")
    installed(node / "v22.9.0/bin/node")
    installed(Path.home() / ".volta/tools/image/node/20.0.0/bin/node")
    (Path.home() / ".volta/tools/image/node/lts").mkdir()

    assert find_node() == newest


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".nvmrc", "20\n"),
        (".nvmrc", "v20.3.0\n"),
        (".node-version", "20.3\n"),
        ("package.json", '{"volta": {"node": "20.3.0"}}'),
        (".tool-versions", "ruby 3.3\nnodejs 20.3.0\n"),
        ("mise.toml", '[tools]\nnode = "20"\n'),
        (".prototools", 'node = "20.3.0"\n'),
    ],
)
def test_the_version_that_the_work_tree_pins_goes_before_a_newer_one(
    name: str, text: str, tmp_path: Path
) -> None:
    installed(Path.home() / ".nvm/versions/node/v22.1.0/bin/node")
    pinned = installed(Path.home() / ".local/share/mise/installs/node/20.3.0/bin/node")
    (tmp_path / name).write_text(text)

    assert runtime(str(tmp_path)) == pinned


@pytest.mark.parametrize("text", ["lts/*", "{", '{"volta": 1}', "nodejs system"])
def test_a_pin_that_names_no_number_or_nothing_installed_leaves_the_newest(
    text: str, tmp_path: Path
) -> None:
    newest = installed(Path.home() / ".nvm/versions/node/v22.1.0/bin/node")
    for name in (".nvmrc", "package.json", ".tool-versions"):
        (tmp_path / name).write_text(text)
    (tmp_path / ".node-version").write_text("16.0.0")

    assert runtime(str(tmp_path)) == newest


def test_the_system_s_node_comes_after_the_managers_and_before_bun(tmp_path: Path) -> None:
    bun = installed(Path.home() / ".bun/bin/bun")
    assert runtime() == bun
    assert find_node() is None

    system = installed(tmp_path / "system/node")
    assert runtime() == system

    managed = installed(Path.home() / ".volta/tools/image/node/20.0.0/bin/node")
    assert runtime() == managed


def test_what_is_printed_where_nothing_is_found_makes_it_be_found(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Undecided, match="neither Node nor Bun is on the PATH") as raised:
        runtime(str(repo.path))
    command = raised.value.remedy.partition("run: ")[2]
    assert "nodejs.org" not in raised.value.remedy

    node = installed(tmp_path / "my own/node")
    with monkeypatch.context() as terminal:
        terminal.setenv("PATH", f"{tmp_path / 'my own'}{os.pathsep}{os.environ['PATH']}")
        import subprocess

        subprocess.run(["/bin/sh", "-c", command], cwd=repo.path, check=True)

    assert runtime(str(repo.path)) == node


def test_what_is_on_the_path_goes_before_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(Path.home() / ".nvm/versions/node/v22.1.0/bin/node")
    own = installed(tmp_path / "own/node")
    monkeypatch.setenv("PATH", str(tmp_path / "own"))

    assert runtime() == own
    assert find_node() == own
