"""Node or Bun: on the PATH, else where version managers and packages put it.

A graphical git client, an editor or an agent starts git without the PATH that a shell's start-up
files make, so hooks don't see what a version manager put there.
"""

from __future__ import annotations

import json
import os
import re
import sys

from forge_migrations.change.look import answer
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SETTING = "forge-migrations.node"
"""The name in git's own configuration that tells which Node to run."""
OLDEST = (18,)
_WHERE = '"$(command -v node)"' if sys.platform != "win32" else "(Get-Command node).Source"
"""What a shell, and PowerShell, puts the path of Node for."""
SYSTEM = (
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/home/linuxbrew/.linuxbrew/bin",
    "/opt/local/bin",
    "/usr/bin",
    "/snap/bin",
    "/run/current-system/sw/bin",
    "~/.nix-profile/bin",
    "C:/Program Files/nodejs",
)
"""Where package managers and installers put programs for everybody: Homebrew, MacPorts, Debian, snap,
Nix, and Node's own on Windows."""
MANAGERS = (
    ("NVM_HOME", ("~/AppData/Roaming/nvm",), "", "bin"),
    ("NVM_DIR", ("~/.nvm", "~/.config/nvm"), "versions/node", "bin"),
    ("FNM_DIR", ("~/.local/share/fnm", "~/Library/Application Support/fnm", "~/.fnm", "~/AppData/Roaming/fnm"), "node-versions", "installation/bin"),
    ("VOLTA_HOME", ("~/.volta", "~/AppData/Local/Volta"), "tools/image/node", "bin"),
    ("MISE_DATA_DIR", ("~/.local/share/mise", "~/AppData/Local/mise"), "installs/node", "bin"),
    ("ASDF_DATA_DIR", ("~/.asdf",), "installs/nodejs", "bin"),
    ("PROTO_HOME", ("~/.proto",), "tools/node", "bin"),
    ("PNPM_HOME", ("~/.local/share/pnpm", "~/Library/pnpm", "~/AppData/Local/pnpm"), "nodejs", "bin"),
    ("N_PREFIX", ("~/n", "/usr/local"), "n/versions/node", "bin"),
    ("NODENV_ROOT", ("~/.nodenv",), "versions", "bin"),
)  # fmt: skip
"""(variable, usual folders, where the versions are, the programs of one): nvm-windows, nvm, fnm, Volta, mise, asdf,
proto, `pnpm env`, n, nodenv. Source: each one's own documentation of its data folder."""


def which(name: str) -> str | None:
    """The program's absolute path where the PATH has it; a warm run looks for none."""
    import shutil

    return shutil.which(name)


def runtime(root: str | None = None) -> str:
    """The absolute path of Node, else of Bun, for the work tree at `root`.

    Raises `Undecided` when there is neither.
    """
    found = which("node") or which("bun") or find_node(root) or _bun()
    if found is None:
        raise Undecided(
            "neither Node nor Bun is on the PATH that git was started with, nor where version "
            "managers put them, so the schema can't be loaded",
            f"in a terminal where node answers, run: git config {SETTING} {_WHERE}",
        )
    return found


def find_node(root: str | None = None) -> str | None:
    """The absolute path of Node: on the PATH, where git's configuration says, or elsewhere."""
    return which("node") or _configured(root) or _elsewhere(root)


def _bun() -> str | None:
    home = os.environ.get("BUN_INSTALL") or os.path.expanduser("~/.bun")
    paths = (os.path.join(home, "bin", name) for name in ("bun", "bun.exe"))
    return next((each for each in paths if _runs(each)), None)


def _configured(root: str | None) -> str | None:
    """What the person's own git configuration names; a repository can't bring it along."""
    code, out, _ = answer("config", "--type=path", "--get", SETTING, cwd=root)
    path = os.fsdecode(out).strip()
    return path if not code and os.access(path, os.X_OK) else None


def _elsewhere(root: str | None) -> str | None:
    """Node in a folder that isn't on the PATH: the version that the work tree pins, else the newest
    that a version manager has, else the system's."""
    versions = sorted(_managed(), key=lambda each: each[0], reverse=True)
    pins = list(_pins(root)) if root else []
    for pin in pins:
        for version, managed in versions:
            if version[: len(pin)] == pin:
                return managed
    newest = [managed for version, managed in versions if version >= OLDEST]
    system = [path for each in SYSTEM if (path := _node_in(os.path.expanduser(each), ""))]
    return next(iter([*newest, *system]), None)


def _managed() -> Iterator[tuple[tuple[int, ...], str]]:
    """(version, path) of every Node that a version manager has, in the managers' order."""
    for variable, usual, versions, programs in MANAGERS:
        named = os.environ.get(variable)
        for home in [named] if named else map(os.path.expanduser, usual):
            folder = os.path.join(home, versions)
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                version = _numbers(name)
                path = _node_in(os.path.join(folder, name), programs) if version else None
                if path:
                    yield version, path


def _node_in(folder: str, programs: str) -> str | None:
    """Node in an unpacked one; in Windows' there is no `bin`: https://nodejs.org/dist/"""
    places = (
        os.path.join(folder, programs, "node"),
        os.path.join(folder, programs.removesuffix("bin"), "node.exe"),
    )
    return next((each for each in places if _runs(each)), None)


def _pins(root: str) -> Iterator[tuple[int, ...]]:
    """The versions that the work tree's own files name, read as data."""
    for name in (".nvmrc", ".node-version"):
        yield from _pin(_text(root, name).strip())
    manifest = _text(root, "package.json")
    try:
        volta = json.loads(manifest).get("volta", {}).get("node", "") if manifest else ""
    except (ValueError, AttributeError):
        volta = ""
    yield from _pin(str(volta))
    named = re.search(r"^(?:nodejs|node)\s+(\S+)", _text(root, ".tool-versions"), re.M)
    yield from _pin(named[1] if named else "")
    for name in ("mise.toml", ".mise.toml", ".prototools"):
        named = re.search(r"^\s*node\s*=\s*[\"']([^\"']+)", _text(root, name), re.M)
        yield from _pin(named[1] if named else "")


def _pin(text: str) -> Iterator[tuple[int, ...]]:
    version = _numbers(text)
    if version:
        yield version


def _numbers(text: str) -> tuple[int, ...]:
    """`v22.1.0` and `22` as numbers; empty for a name (`lts/*`, `latest`)."""
    found = re.fullmatch(r"v?(\d+(?:\.\d+){0,2})", text)
    return tuple(map(int, found[1].split("."))) if found else ()


def _text(root: str, name: str) -> str:
    try:
        with open(os.path.join(root, name), encoding="utf-8") as file:
            return file.read(65536)
    except (OSError, ValueError):
        return ""


def _runs(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
