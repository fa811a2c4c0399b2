"""Refuse a deploy path that runs drizzle-kit push."""

from __future__ import annotations

import json
import posixpath
import re

from forge_migrations.checks.production_push.deploy_paths import command_lines
from forge_migrations.checks.production_push.deploy_paths import is_deploy_file
from forge_migrations.checks.production_push.deploy_paths import is_deploy_script
from forge_migrations.drizzle.packages import Packages
from forge_migrations.drizzle.packages import commands
from forge_migrations.drizzle.packages import inner_shells
from forge_migrations.drizzle.packages import learned
from forge_migrations.drizzle.packages import vendored
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.findings import Note

CHECK = "production-push"
RULE = "production-push"
LINES_FACT = "deploy-lines-1"
RUNNERS = frozenset(("npm", "pnpm", "yarn", "bun", "turbo", "nx", "lerna"))
MANY = frozenset(("npm-run-all", "run-s", "run-p", "concurrently"))
ALLOWED = re.compile(r"forge-migrations: allow production-push: (\S.*?)\s*(?:\*/|$)")
SILENT = frozenset(("echo", "printf", "grep", "alias"))


class Push(NamedTuple):
    """A place on a deploy path that ends in `drizzle-kit push`."""

    path: str
    line: int
    where: str
    """The script's name, or the file's."""
    chain: tuple[str, ...]
    """The scripts on the way, the last one of which pushes."""
    reason: str = ""
    """Why somebody allowed it."""


def check(subject: Subject) -> Iterator[Finding | Note]:
    """Deploy paths that change a database without a migration."""
    change = subject.change
    if not any(_concerns(path) for path in change.changed):
        return
    after = list(pushes(change.after, subject.facts))
    if not after:
        return
    before = (
        {(one.path, one.where) for one in pushes(change.before, subject.facts)}
        if not subject.whole
        else set()
    )
    # Where no project has a migration, pushing is how the team works: it is said, not refused.
    migrates = any(one.after.migrations or one.before.migrations for one in subject.projects)
    for one in after:
        way = " → ".join((*one.chain, "drizzle-kit push"))
        yield Finding(
            CHECK,
            RULE,
            one.path,
            one.line,
            f"{one.where} runs {way}: it changes the database without a migration",
            _migrating(change.after, one),
            "refuse" if migrates else "report",
            "deploy",
            inherited=(one.path, one.where) in before,
            acknowledged=one.reason,
        )


_PUSH = r"drizzle-kit\s+push(?::\w+)?(?:\s+--(?:force|strict|verbose)\b)*"
"""The call with the options that `migrate` doesn't take."""


def _migrating(tree: Tree, one: Push) -> Remedy:
    """The edit, where the line itself holds the call."""
    lines = tree.read(one.path).decode("utf-8", "replace").split("\n")
    found = re.search(_PUSH, lines[one.line - 1]) if one.line <= len(lines) else None
    if found is None:
        return Remedy("run the migrations in its place: npx drizzle-kit migrate")
    edit = Edit(one.path, one.line, "drizzle-kit migrate", found.group())
    return Remedy("run the migrations in its place", edit, decide=True)


def _concerns(path: str) -> bool:
    return posixpath.basename(path) == "package.json" or is_deploy_file(path)


def pushes(tree: Tree, facts: Facts | None = None) -> Iterator[Push]:
    """Every deploy path of a Tree that runs `drizzle-kit push`, by itself or through scripts."""
    facts = facts or Facts()
    scripts = _Scripts(Packages(tree, facts))
    if not scripts.pushing and not any(map(is_deploy_file, tree.entries)):
        return
    for package in scripts.packages.by_folder.values():
        for name, text in package.scripts.items():
            if is_deploy_script(name):
                chain = scripts.chain(text, package.folder)
                if chain is not None:
                    path = posixpath.join(package.folder, "package.json")
                    yield Push(path, _line_of(tree, path, name), f"the script {name}", chain)
    files = [
        path
        for path in tree.entries
        if is_deploy_file(path) and tree.is_file(path) and not vendored(path)
    ]
    for path, lines in learned(tree, facts, LINES_FACT, files, _Reader()).items():
        said = set()
        for number, command, reason in _lines(path, lines):
            chain = scripts.chain(command, posixpath.dirname(path))
            if chain is not None and number not in said:
                said.add(number)
                yield Push(path, number, posixpath.basename(path), chain, reason)


class _Reader:
    """Keeps of a deploy file only the lines that could push: few, and the file's name is not known."""

    def __call__(self, data: bytes) -> list[str]:
        text = data.decode("utf-8", "replace")
        return [text] if re.search(r"drizzle-kit|push|\brun\b|yarn|pnpm|bun|turbo", text) else []


def _lines(path: str, texts: list[str]) -> Iterator[tuple[int, str, str]]:
    for text in texts:
        lines = text.splitlines()
        for line in command_lines(path, text):
            near = lines[max(0, line.number - 2) : line.number]
            allowed = next(filter(None, map(ALLOWED.search, near)), None)
            yield line.number, line.command, allowed[1] if allowed else ""


def _line_of(tree: Tree, path: str, script: str) -> int:
    text = tree.read(path).decode("utf-8", "replace")
    at = text.find(json.dumps(script), max(0, text.find('"scripts"')))
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


class _Scripts:
    """The scripts of a repository and what they call."""

    def __init__(self, packages: Packages) -> None:
        self.packages = packages
        self.pushing = {run.script for run in packages.runs if run.command == "push"}
        self._may_lead = self._leading()

    def chain(self, text: str, folder: str, depth: int = 8) -> tuple[str, ...] | None:
        """The scripts through which a shell command pushes; `()` when it does so itself."""
        if "drizzle-kit" not in text and not any(name in text for name in self._may_lead):
            return None  # the words of a shell line cost more than a look
        if any(
            run.command == "push" and not run.silent for run in self.packages.calls(text, folder)
        ):
            return ()
        for command in commands(text):
            if command[0] in SILENT:
                continue
            where = self.packages.moved(command, folder)
            inner = (self.chain(text, where, depth - 1) for text in inner_shells(command) if depth)
            called = (self._through(name, where, depth) for name in _called(command))
            for found in (*called, *inner):
                if found is not None:
                    return found
        return None

    def _leading(self) -> set[str]:
        """The scripts whose text speaks of one that pushes, however far off."""
        found = set(self.pushing)
        every = [
            one for package in self.packages.by_folder.values() for one in package.scripts.items()
        ]
        size = -1
        while size != len(found):
            size = len(found)
            found |= {name for name, text in every if any(one in text for one in found)}
        return found

    def _through(self, name: str, folder: str, depth: int) -> tuple[str, ...] | None:
        if depth == 0:
            return None
        package = self.packages.nearest(folder)
        if package is not None and name in package.scripts:
            holders = [package]
        else:
            holders = [one for one in self.packages.by_folder.values() if name in one.scripts]
        for holder in holders:
            chain = self.chain(holder.scripts[name], holder.folder, depth - 1)
            if chain is not None:
                return (name, *chain)
        return None


def _called(command: list[str]) -> Iterator[str]:
    """The scripts that a command runs: `pnpm --filter db run push`, `turbo push`, `run-s a b`."""
    names = [posixpath.basename(word) for word in command]
    runner = next((i for i, word in enumerate(names) if word in RUNNERS | MANY), None)
    if runner is None:
        return
    words = iter(command[runner + 1 :])
    for word in words:
        if word.startswith("-"):
            if "=" not in word and word in VALUED:
                next(words, None)
        elif word == "workspace":
            next(words, None)
        elif word not in ("run", "run-script", "exec", "x", "dlx"):
            yield word.removeprefix("npm:")
            if names[runner] not in MANY and names[runner] != "turbo":
                return


VALUED = frozenset(
    ("--filter", "-F", "--workspace", "-w", "--cwd", "-C", "--prefix", "--dir", "--scope", "-e")
)
"""Options that take the next word."""
