"""An agent that reads nothing: it runs what is printed, and takes the first way that isn't a person's."""

from __future__ import annotations

import json
import subprocess
from typing import Any
from typing import NamedTuple

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo


class End(NamedTuple):
    """How it ended."""

    what: str
    """`done`, or `asks` a person."""
    calls: int
    told: Any
    """The last answer."""
    typed: list[str]


def literal(repo: Repo, capsys: pytest.CaptureFixture[str], *first: str, most: int = 8) -> End:
    """Begin with a command of ours and go on with what each answer prints, until nothing is asked."""
    queue: list[list[str]] = [["forge-migrations", *first]]
    typed: list[str] = []
    told: Any = {}
    while queue:
        argv = queue.pop(0)
        typed.append(" ".join(argv))
        assert len(typed) <= most, typed
        if argv[0].rpartition("/")[2] != "forge-migrations":
            ran = subprocess.run(argv, cwd=repo.path, capture_output=True, text=True)
            assert ran.returncode == 0, (argv, ran.stdout, ran.stderr)
            continue
        capsys.readouterr()
        code = main([*argv[1:], "--format", "json"])
        told = json.loads(capsys.readouterr().out)
        refuse_what_is_not_published(argv[1], told)
        if queue and not code:
            continue  # what was printed before has more to type
        ways = [told, *told["alternatives"]]
        way = next((each for each in ways if _can(each)), None)
        if way is None:
            return End("asks" if code else "done", len(typed), told, typed)
        queue = [each["argv"] for each in way["commands"]]
    return End("done", len(typed), told, typed)


def _can(way: Any) -> bool:
    """It can't write, and leaves to a person what is a person's."""
    return bool(way["commands"]) and not way["decide"] and not way["edits"]
