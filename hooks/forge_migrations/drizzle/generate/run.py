"""Running `drizzle-kit generate` and telling what came of it by the files, never by its exit code.

drizzle-kit 0.31 exits 0 on nearly every failure, so a migration counts as made when its files are
there, and as not needed when drizzle-kit says its one sentence about it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

from forge_migrations.change.overlay import Overlay
from forge_migrations.drizzle.generate.answers import unanswered
from forge_migrations.drizzle.generate.terminal import Question
from forge_migrations.drizzle.generate.terminal import converse
from forge_migrations.drizzle.generate.terminal import plain
from forge_migrations.drizzle.kit.node import SCRUBBED
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.system.processes import resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.generate.answers import Answers
    from forge_migrations.drizzle.generate.command import KitCommand
    from forge_migrations.remedy import Command

NOTHING = "No schema changes, nothing to migrate"
MAY_CHANGE = ("meta/_journal.json", "migrations.js")
"""What a sound run rewrites; `migrations.js` is for expo and Durable Objects."""

_ERROR = re.compile(r"^\s*(?:\w*Error\b|error:|Cannot find (?:module|package)\b)\s*:?\s*(.*\S)")
_ROUNDS = 20


class Made(NamedTuple):
    """The files that a run made or changed, by path from the root; all empty when none was needed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def sql(self) -> tuple[str, ...]:
        return tuple(path for path in self.added if path.endswith(".sql"))


class Folder:
    """The migrations folder as it was, so that what a run did can be told and taken back."""

    def __init__(self, root: str, out: str) -> None:
        self._root = root
        self._out = out
        self._before = self._read()

    def _read(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for here, _, names in os.walk(os.path.join(self._root, self._out)):
            for name in names:
                whole = os.path.join(here, name)
                with open(whole, "rb") as file:
                    path = os.path.relpath(whole, self._root).replace(os.sep, "/")
                    found[path] = file.read()
        return found

    def made(self) -> Made:
        """What is there now and wasn't before."""
        now, before = self._read(), self._before
        added = sorted(now.keys() - before.keys())
        changed = sorted(path for path in before if now.get(path) != before[path])
        return Made(tuple(added), tuple(changed))

    def restore(self) -> None:
        """Bring the folder back to what it was."""
        for path in self.made().added:
            os.unlink(os.path.join(self._root, path))
        for path, data in self._before.items():
            whole = os.path.join(self._root, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            if not os.path.exists(whole) or _bytes(whole) != data:
                with open(whole, "wb") as file:
                    file.write(data)
        for here, _, _ in os.walk(os.path.join(self._root, self._out), topdown=False):
            if not os.listdir(here):
                os.rmdir(here)

    def over(self, tree: Tree) -> Tree:
        """`tree` with the folder as it is now."""
        now = self._read()
        gone = {path: None for path in tree.files_under(self._out) if path not in now}
        return Overlay(tree, {**gone, **now})


def generate(
    command: KitCommand, layout: str, folder: Folder, answers: Answers, again: Command
) -> Made:
    """Run it; the files that it made. Nothing is left behind when it fails.

    `again` is the command that a person would type to answer a question. Raises `UsageError` for a
    question without an answer, `Undecided` for everything else that goes wrong.
    """
    try:
        if sys.stdin.isatty() and sys.stdout.isatty() and not answers.words:
            said = _by_a_person(command)
        elif layout == "journal":
            said = _by_terminal(command, answers, again)
        else:
            said = _by_hints(command, answers, again)
        return _verdict(folder, said)
    except BaseException:
        folder.restore()
        raise


def _verdict(folder: Folder, said: str) -> Made:
    made = folder.made()
    out = folder._out
    lost = [path for path in made.changed if path not in {f"{out}/{name}" for name in MAY_CHANGE}]
    if lost:
        raise Undecided(
            f"drizzle-kit overwrote {', '.join(lost)}, so what it did was taken back: "
            "the journal is behind the folder",
            Remedy("mend the history first", ours("repair")),
        )
    if made.sql or (not made.added and not made.changed and NOTHING in said):
        return made
    raise Undecided(f"drizzle-kit made no migration: {_cause(said)}")


def _cause(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = next((line for line in lines if _ERROR.match(line)), "")
    return named or (lines[-1] if lines else "it said nothing")


def _by_a_person(command: KitCommand) -> str:
    """Raises `KeyboardInterrupt` for Ctrl-C, which drizzle-kit takes for an end like any other."""
    env = {**os.environ, **command.variables}
    if sys.platform == "win32":
        code = subprocess.run(
            resolved(command.words), cwd=command.cwd, env=env, check=False
        ).returncode
        return NOTHING if code == 0 else f"it ended with exit code {code}"
    from forge_migrations.drizzle.generate.relay import relayed

    ran = relayed(command.words, command.cwd, env)
    if ran.interrupted:
        raise KeyboardInterrupt("nothing was written")
    return plain(ran.output)


def _by_terminal(command: KitCommand, answers: Answers, again: Command) -> str:
    talk = converse(command.words, command.cwd, _environment(command), answers.choose)
    if talk.unanswered is not None:
        raise unanswered(talk.unanswered, again)
    return talk.output


def _by_hints(command: KitCommand, answers: Answers, again: Command) -> str:
    """drizzle-kit 1.0 says what it wants to know as JSON, and takes the answers as JSON."""
    hints: list[dict[str, object]] = []
    for _ in range(_ROUNDS):
        extra = ["--output", "json", *(["--hints", json.dumps(hints)] if hints else [])]
        words = [*command.words]
        if words[0] == "npm" and "--" not in words:
            words.append("--")
        ran = subprocess.run(
            resolved([*words, *extra]),
            cwd=command.cwd,
            env=_environment(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=300,
        )
        told = _envelope(ran.stdout)
        if told.get("status") == "no_changes":
            return NOTHING
        if told.get("status") != "missing_hints":
            error = told.get("error", {})
            words_of = error.get("message") or error.get("code") or plain(ran.stderr).strip()
            return "" if told.get("status") == "ok" else f"Error: {words_of or 'it said nothing'}"
        hints += [_hint(each, answers, again) for each in told["unresolved"]]
    raise Undecided("drizzle-kit keeps asking the same question")


def _hint(item: dict[str, Any], answers: Answers, again: Command) -> dict[str, object]:
    """The answer to one item of `unresolved`: drizzle-kit/skills/drizzle/hints.md in its package."""
    kind, entity = item["kind"], item["entity"]
    if item["type"] != "rename_or_create":
        raise Undecided(f"drizzle-kit asks for {item['type']} of {'.'.join(entity)}")
    schema = "" if entity[0] == "public" or len(entity) < 3 else entity[0] + "."
    table = schema + entity[1] if len(entity) == 3 else ""
    question = Question(kind, entity[-1], table, ())
    old = answers.old_name(question)
    if old is None:
        raise unanswered(question, again)
    if not old:
        return {"type": "create", "kind": kind, "entity": entity}
    return {"type": "rename", "kind": kind, "from": [*entity[:-1], old], "to": entity}


def _envelope(stdout: str) -> dict[str, Any]:
    for line in reversed(stdout.splitlines()):
        if line.startswith('{"status"'):
            found = json.loads(line)
            assert isinstance(found, dict)
            return found
    return {}


def _environment(command: KitCommand) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name not in SCRUBBED}
    return {**env, **command.variables, "NO_COLOR": "1", "FORCE_COLOR": "0"}


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
