"""Remedies carried out as they are printed: many broken projects in one repository, judged at once.

What JSON says is done literally, in order: the edits, then the commands. Afterwards no project has a
finding left, the commit passes its hook, and drizzle-kit has nothing to generate.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import NamedTuple

from kits import installed
from remedies import apps
from remedies.apps import App
from repositories import Repo

BIN = str(Path(sys.executable).parent)
PROGRAM = os.path.join(BIN, "forge-migrations")


class Scenario(NamedTuple):
    """One way into a finding, and a person's part of the way out."""

    rule: str
    breaks: Callable[[App], None]
    """Makes the change that is refused; everything is staged after it unless it staged itself."""
    layout: str = "journal"
    ways: int = 1
    """How many remedies it shows: the first and its alternatives."""
    only: int = -1
    """The one way that is gone here; -1 for each of them."""
    hand: tuple[Callable[[App], None] | None, ...] = ()
    """For each way what a person does before the commands, as the words say."""
    before: Callable[[App], None] | None = None
    """What is released differs from the two plain migrations."""
    stages: bool = False
    """`breaks` stages by itself."""
    leaves: tuple[str, ...] = ()
    """Ways on purpose: rules that are said in the end, which report only."""
    then: tuple[tuple[str, int], ...] = ()
    """What is refused next, for the way out is meant to be seen: (rule, its way), in order."""
    name: str = ""
    reported: bool = False
    """The rule refuses nothing by itself."""
    behind: bool = False
    """The schema is left ahead on purpose: generate has something to say."""


class Walked(NamedTuple):
    """One way out of one scenario."""

    scenario: Scenario
    way: int
    app: App


def walk(repo: Repo, place: Path, scenarios: Iterable[Scenario]) -> list[str]:
    """What is wrong with the remedies; nothing if they are right."""
    apps.use(place)
    walked = list(_laid_out(repo, scenarios))
    for each in walked:
        each.scenario.breaks(each.app)
        if not each.scenario.stages:
            each.app.git("add", "--all", ".")
    faults: list[str] = []
    found = judged(repo)
    done = [each for each in walked if _carried_out(each, found, repo.path, faults)]
    after = judged(repo)
    if any(each.scenario.then for each in done):
        for step in range(max(len(each.scenario.then) for each in done)):
            for each in done:
                for rule, way in each.scenario.then[step : step + 1]:
                    _followed(each, rule, way, after, repo.path, faults)
            after = judged(repo)
    for each in done:
        left = _of(after, each.app)
        for one in left:
            if one["severity"] == "refuse" or one["rule"] not in (
                *each.scenario.leaves,
                *((each.scenario.rule,) if each.scenario.reported else ()),
                *(f["rule"] for f in _of(found, each.app) if f["rule"] != each.scenario.rule),
            ):
                faults.append(f"{_name(each)}: afterwards {one['rule']}: {one['message']}")
    if not faults:
        _commit(repo, faults)
        _agree(walked, faults)
    return faults


def judged(repo: Repo) -> list[dict[str, Any]]:
    """The findings of what is staged."""
    ran = subprocess.run(
        [PROGRAM, "--staged", "--format", "json"],
        cwd=repo.path,
        capture_output=True,
        text=True,
        env=_environment(),
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    assert "not checked" not in ran.stderr, ran.stderr
    return [one for one in json.loads(ran.stdout) if not (one["inherited"] or one["acknowledged"])]


def carry_out(remedy: dict[str, Any], root: Path) -> str:
    """Do what a remedy says; what went wrong, or nothing."""
    for edit in remedy["edits"]:
        _edited(root / edit["path"], edit)
        if not remedy["commands"]:  # else they say when it is staged
            subprocess.run(["git", "add", "--", edit["path"]], cwd=root, check=True)
    for command in remedy["commands"]:
        ran = subprocess.run(
            command["argv"],
            cwd=root / command["cwd"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
        if ran.returncode:
            return f"{' '.join(command['argv'])} ends in {ran.returncode}: {(ran.stdout + ran.stderr)[-700:]}"
    return ""


def _laid_out(repo: Repo, scenarios: Iterable[Scenario]) -> Iterable[Walked]:
    made: list[Walked] = []
    kits = {layout: Path(installed(*kit)) for layout, kit in apps.KITS.items()}
    for scenario in scenarios:
        for way in range(scenario.ways) if scenario.only < 0 else [scenario.only]:
            name = f"{scenario.layout}/{len(made):02} {scenario.name or scenario.rule}"
            app = App(repo.path, name, scenario.layout)
            shutil.copytree(apps.template(scenario.layout, "released"), app.path)
            if scenario.before:
                scenario.before(app)
            made.append(Walked(scenario, way, app))
    for layout in {each.app.layout for each in made}:
        (repo.path / layout / "node_modules").symlink_to(kits[layout] / "node_modules")
    repo.write({".gitignore": "node_modules\n"})
    commit = repo.commit(message="released")
    repo.git("update-ref", "refs/remotes/origin/main", commit)
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return made


def _carried_out(
    each: Walked, found: Sequence[dict[str, Any]], root: Path, faults: list[str]
) -> bool:
    scenario, name = each.scenario, _name(each)
    here = _of(found, each.app)
    own = [one for one in here if one["rule"] == scenario.rule]
    if not own:
        said = [f"{one['rule']}: {one['message']}" for one in here]
        faults.append(f"{name}: not found, but {said}")
        return False
    for one in {each["remedy"]: each for each in own}.values():
        ways = [one, *one["alternatives"]]
        if len(ways) != scenario.ways:
            faults.append(f"{name}: {len(ways)} ways, not {scenario.ways}: {one['remedy']}")
            return False
        hand = scenario.hand[each.way] if scenario.hand else None
        remedy = ways[each.way]
        if hand is None and not (remedy["commands"] or remedy["edits"]):
            faults.append(f"{name}: nothing to carry out: {one['remedy']}")
            return False
        if hand is not None and not one["decide"]:
            faults.append(f"{name}: a person's part, and decide is false: {one['remedy']}")
        if hand:
            hand(each.app)
        if wrong := carry_out(remedy, root):
            faults.append(f"{name}: {wrong}\n      {one['remedy']}")
            return False
        if scenario.leaves == ("once",):
            break
    return True


def _followed(
    each: Walked, rule: str, way: int, found: list[dict[str, Any]], root: Path, faults: list[str]
) -> None:
    own = [one for one in _of(found, each.app) if one["rule"] == rule]
    if not own:
        faults.append(f"{_name(each)}: {rule} was to follow")
    for one in own:
        ways = [one, *one["alternatives"]]
        if way >= len(ways):
            faults.append(f"{_name(each)}: {rule} has no way {way}: {one['remedy']}")
        elif wrong := carry_out(ways[way], root):
            faults.append(f"{_name(each)}: {rule}: {wrong}")


def _edited(path: Path, edit: dict[str, Any]) -> None:
    lines = path.read_text().split("\n")
    at = edit["line"] - 1
    if not edit["old"]:
        lines.insert(at, edit["new"])
    elif edit["new"]:
        assert edit["old"] in lines[at], (lines[at], edit)
        lines[at] = lines[at].replace(edit["old"], edit["new"])
    else:
        assert edit["old"] in lines[at], (lines[at], edit)
        del lines[at]
    path.write_text("\n".join(lines))


def _of(found: Iterable[dict[str, Any]], app: App) -> list[dict[str, Any]]:
    return [one for one in found if one["path"].startswith(app.folder + "/")]


def _commit(repo: Repo, faults: list[str]) -> None:
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{PROGRAM}"\n')
    hook.chmod(0o755)
    ran = subprocess.run(
        ["git", "commit", "--allow-empty", "-m", "mended"],
        cwd=repo.path,
        capture_output=True,
        text=True,
        env=_environment(),
    )
    if ran.returncode:
        faults.append(f"the commit is refused: {ran.stdout}{ran.stderr}")


def _agree(walked: Iterable[Walked], faults: list[str]) -> None:
    for each in walked:
        if not each.scenario.behind:
            said = apps.generate(each.app.path, each.app.layout)
            if "No schema changes" not in said:
                faults.append(f"{_name(each)}: generate says {said[-300:]}")


def _name(each: Walked) -> str:
    return f"{each.app.folder}{f' (way {each.way})' if each.way else ''}"


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
