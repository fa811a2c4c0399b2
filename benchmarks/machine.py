"""What the figures were measured on and beside: the machine, its load, and the peers' versions."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from pathlib import Path


def named() -> str:
    """One sentence: processors, system, Python, git, Node, and how busy it is."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    found = [
        f"{os.cpu_count()} × {_processor()}",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        _said("git", "--version").replace("version ", ""),
        f"Node {_said('node', '--version')}",
    ]
    return f"{', '.join(found)}; load {load} when it began"


def peers(kit: Path | None) -> str:
    """Their versions."""
    return ", ".join([*_python(), *(_node(kit) if kit else ())])


def _python() -> Iterator[str]:
    for name in ("pre-commit-hooks", "squawk-cli"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"


def _node(kit: Path) -> Iterator[str]:
    import json

    for name in ("drizzle-kit", "drizzle-orm"):
        told = json.loads((kit / "node_modules" / name / "package.json").read_text())
        yield f"{name} {told['version']}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return f"no {command[0]}"
