"""Runs the steps of a CI configuration from its own file, as the CI does, on a real repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
NAME = re.compile(r"\b[a-z][\w-]*(?:\.[\w-]+)+")


class Ran(NamedTuple):
    """What the steps did."""

    code: int
    words: str
    summary: str
    steps: tuple[str, ...]
    """The names of those that ran."""
    outputs: Mapping[str, str]
    """Of the step `judge`."""


def installed(folder: Path) -> Path:
    """A folder for PATH whose `forge-migrations` is this checkout's."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "forge-migrations"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT / "hooks"}" exec "{sys.executable}" -m forge_migrations "$@"\n'
    )
    program.chmod(0o755)
    return folder


class Composite:
    """A composite action: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax"""

    def __init__(self, action: Mapping[str, Any], work: Path, temp: Path) -> None:
        self.action = action
        self.work = work
        self.temp = temp
        temp.mkdir(parents=True, exist_ok=True)

    def run(self, contexts: Mapping[str, Any], skip: tuple[str, ...] = (), **env: str) -> Ran:
        """Run every step that has a script; `skip` names those that are left out."""
        inputs = {name: one.get("default", "") for name, one in self.action["inputs"].items()}
        known: dict[str, Any] = {
            "github": {"token": "", "action_path": str(ROOT)},
            "runner": {"os": "Linux", "temp": str(self.temp)},
            "steps": {},
            **contexts,
        }
        inputs = {name: replaced(str(value), known) for name, value in inputs.items()}
        known["inputs"] = {**inputs, **contexts.get("inputs", {})}
        files = {name: self.temp / name for name in ("output", "env", "path", "summary")}
        environ = {
            **os.environ,
            "RUNNER_TEMP": str(self.temp),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            **{f"GITHUB_{name.upper()}": str(path) for name, path in files.items()},
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            **env,
        }
        for path in files.values():
            path.write_text("")
        said, names, code = "", [], 0
        for step in self.action["runs"]["steps"]:
            if "run" not in step or step["name"] in skip or code:
                continue
            if not evaluated(step.get("if", "true"), known):
                continue
            own = {name: replaced(str(value), known) for name, value in step.get("env", {}).items()}
            files["output"].write_text("")
            code, words = bash(step["run"], self.work, {**environ, **own})
            said += words
            names.append(step["name"])
            known["steps"][step.get("id", "")] = {"outputs": _pairs(files["output"])}
            environ |= _pairs(files["env"])
            added = files["path"].read_text().split()
            environ["PATH"] = os.pathsep.join([*added, os.environ["PATH"]])
        outputs = known["steps"].get("judge", {}).get("outputs", {})
        return Ran(code, said, files["summary"].read_text(), tuple(names), outputs)


def bash(script: str, work: Path, environ: Mapping[str, str]) -> tuple[int, str]:
    """As GitHub runs `shell: bash`."""
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=work,
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


def replaced(text: str, known: Mapping[str, Any]) -> str:
    return EXPRESSION.sub(lambda match: str(looked_up(match[1], known)), text)


def evaluated(condition: str, known: Mapping[str, Any]) -> bool:
    """`inputs.sarif == 'true' && …`: names, strings, comparisons, `&&` and `||`."""
    python = NAME.sub(lambda match: repr(str(looked_up(match[0], known))), condition)
    python = python.replace("&&", " and ").replace("||", " or ")
    return bool(eval(python, {"true": True}))


def looked_up(name: str, known: Mapping[str, Any]) -> Any:
    value: Any = known
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


def _pairs(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
