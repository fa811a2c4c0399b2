"""The package.json files of a Tree: names, dependencies, and the scripts that run drizzle-kit."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cached_property
from itertools import pairwise

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.facts import Facts

FACT = "package-2"
OPERATORS = frozenset(("&&", "||", ";", "|", "&"))
FOLDER_OPTIONS = frozenset(("--cwd", "-C", "--prefix", "--dir"))
"""`bun --cwd`, `pnpm -C`/`--dir`, `npm --prefix`, `yarn --cwd`."""
PACKAGE_OPTIONS = frozenset(("--filter", "-F", "--workspace", "-w", "--scope"))
"""`pnpm --filter`, `bun --filter`, `turbo --filter`, `npm --workspace`, `lerna --scope`."""
VALUED = frozenset(("--config", "--dialect", "--schema", "--out", "--name", "--driver", "--url"))
"""Options of drizzle-kit that take the next word."""
SHELLS = frozenset(("sh", "bash", "zsh", "dash", "ash"))
VENDORED = frozenset(
    ("node_modules", "vendor", "vendored", "third_party", "bower_components", ".yarn", ".git")
)
"""Folders whose content is somebody else's."""


class Run(NamedTuple):
    """One call of drizzle-kit in a package.json script."""

    folder: str
    """The folder it is run in, from the repository's root."""
    script: str
    """The script's name; empty when it isn't one (a workflow, a Dockerfile)."""
    command: str
    """`generate`, `push`, …"""
    dialect: str
    """Of `generate:pg` (drizzle-kit before 0.21) or `--dialect`; empty otherwise."""
    config: str
    """The config's path from the root, when the call names one; else empty."""
    silent: bool = False
    """True when it is only spoken of: `echo drizzle-kit push`."""
    applies: bool = False
    """True when the same script also changes a database: `drizzle-kit generate && drizzle-kit migrate`."""
    home: str = ""
    """The folder of the package.json that has the script."""
    last: bool = True
    """True when it is what the script ends with, so that options put after the script reach it."""


class Package(NamedTuple):
    """One package.json."""

    folder: str
    name: str
    dependencies: tuple[str, ...]
    scripts: Mapping[str, str]
    manager: str = ""
    """Of `packageManager`: `pnpm` of `pnpm@10.10.0`."""


def vendored(path: str) -> bool:
    return not VENDORED.isdisjoint(path.split("/"))


def is_manifest(path: str) -> bool:
    """True for a package.json that isn't vendored."""
    ends = path.endswith("package.json") and posixpath.basename(path) == "package.json"
    return ends and not vendored(path)


class Packages:
    """Every package.json of a Tree that isn't vendored, read in one batch."""

    def __init__(self, tree: Tree, facts: Facts) -> None:
        self._tree = tree
        self.facts = facts

    @cached_property
    def by_folder(self) -> dict[str, Package]:
        tree = self._tree
        paths = [path for path in tree.picked(is_manifest, "package.json") if tree.is_file(path)]
        known = learned(tree, self.facts, FACT, paths, _read)
        return {
            posixpath.dirname(path): Package(
                posixpath.dirname(path), one[0], tuple(one[1]), one[2], one[3]
            )
            for path, one in known.items()
        }

    @cached_property
    def by_name(self) -> dict[str, Package]:
        return {package.name: package for package in self.by_folder.values() if package.name}

    def nearest(self, folder: str) -> Package | None:
        """The package that a folder is in: its own package.json or the next one upwards."""
        while True:
            if folder in self.by_folder:
                return self.by_folder[folder]
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def manager_of(self, folder: str) -> str:
        """The package manager that the nearest package.json that names one does."""
        while True:
            package = self.nearest(folder)
            if package is None or package.manager or not package.folder:
                return package.manager if package else ""
            folder = posixpath.dirname(package.folder)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Every call of drizzle-kit in a script."""
        return tuple(
            run
            for package in self.by_folder.values()
            for name, text in package.scripts.items()
            if "drizzle-kit" in text
            for run in self.calls(text, package.folder, name)
        )

    def calls(self, text: str, folder: str, script: str = "") -> Iterator[Run]:
        """The calls of drizzle-kit in a shell command that is run in `folder`."""
        here = folder
        found = list(commands(text))
        for number, command in enumerate(found, start=1):
            if command[0] in ("cd", "pushd") and len(command) > 1:
                here = within(here, command[1])
            at = next((i for i, word in enumerate(command) if _is_kit(word)), None)
            if at is not None:
                run = self._call(command, at, self.moved(command[:at], here), script)
                others = [other for other in found if other is not command]
                applies = any(map(_changes_database, others))
                yield run._replace(home=folder, last=number == len(found), applies=applies)
            for inner in inner_shells(command):
                where = self.moved(command, here)
                for run in self.calls(inner, where, script) if "drizzle-kit" in inner else ():
                    yield run._replace(home=folder, last=False)

    def moved(self, words: list[str], folder: str) -> str:
        """Where the options before the program's name put it: `--cwd x`, `--filter name`."""
        for option, value in options(words):
            if option in FOLDER_OPTIONS:
                folder = within(folder, value)
            elif option in PACKAGE_OPTIONS or option == "workspace":
                named = self.by_name.get(value.strip("{}./")) or self.by_name.get(value)
                inside = within(folder, value.strip("{}"))
                if named is not None:
                    folder = named.folder
                elif inside in self.by_folder:
                    folder = inside
        return folder

    def _call(self, command: list[str], at: int, folder: str, script: str) -> Run:
        rest = command[at + 1 :]
        name, _, dialect = _command(rest).partition(":")
        config = ""
        for option, value in options(rest):
            if option == "--config":
                config = within(folder, value)
            elif option == "--dialect":
                dialect = value
        silent = command[0] in ("echo", "printf", "grep")
        return Run(folder, script, name, dialect, config, silent)


def learned(tree: Tree, facts: Facts, kind: str, paths: Iterable[str], read: Any) -> dict[str, Any]:
    """What `read` makes of the bytes at each path, from the facts where it is known by blob id."""
    paths = list(paths)
    known: dict[str, Any] = {}
    missing = []
    for path in paths:
        fact = facts.get(kind, tree.entries[path].blob)
        if fact is None:
            missing.append(path)
        else:
            known[path] = fact
    for path, data in tree.each(missing):
        known[path] = read(data)
        facts.put(kind, tree.entries[path].blob, known[path])
    return {path: known[path] for path in paths if path in known}


def commands(text: str) -> Iterator[list[str]]:
    """The simple commands of a shell line as words; a line that no shell could read gives none."""
    import shlex

    lexer = shlex.shlex(text, posix=True, punctuation_chars="();&|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    command: list[str] = []
    try:
        words = list(lexer)
    except ValueError:
        words = text.split()
    for word in [*words, ";"]:
        if word in OPERATORS or set(word) <= set("();&|"):
            if command:
                yield command
            command = []
        else:
            command.append(word)


def inner_shells(command: list[str]) -> Iterator[str]:
    """The shell lines that a command hands on: `sh -c "…"`, `concurrently "…" "…"`."""
    names = [posixpath.basename(word) for word in command]
    if not SHELLS.isdisjoint(names):
        for option, value in pairwise(command):
            if re.fullmatch(r"-[a-z]*c", option):
                yield value
                return
    if "concurrently" in names:
        yield from (word for word in command if " " in word)


def options(words: list[str]) -> Iterator[tuple[str, str]]:
    """(option, value) of `--option value` and `--option=value`; `yarn workspace x` counts as one."""
    for position, word in enumerate(words):
        if word.startswith("-") and "=" in word:
            option, _, value = word.partition("=")
            yield option, value
        elif (word.startswith("-") or word == "workspace") and position + 1 < len(words):
            yield word, words[position + 1]


def within(folder: str, path: str) -> str:
    """`path` seen from `folder`, from the root; `..` beyond the root stays as it is."""
    joined = posixpath.normpath(posixpath.join("/" + folder, path) if path else "/" + folder)
    return joined.lstrip("/")


_CHANGING = r"(?i)(?<![a-z])(?:migrat(?:e|ions?)|push|seed|reset)(?![a-z])"


def _changes_database(command: list[str]) -> bool:
    """True of `drizzle-kit push`, `tsx src/migrate.ts`, `npm run db:seed`."""
    named = [posixpath.splitext(posixpath.basename(word))[0] for word in command]
    return command[0] not in ("cd", "pushd", "echo", "git", "prettier", "biome", "eslint") and any(
        re.search(_CHANGING, name) for name in named
    )


def _is_kit(word: str) -> bool:
    """`drizzle-kit`, `drizzle-kit@latest`, `node_modules/.bin/drizzle-kit`, `…/drizzle-kit/bin.cjs`."""
    parts = word.split("/")
    name = parts[-1].partition("@")[0]
    return name == "drizzle-kit" or (
        len(parts) > 1 and parts[-2] == "drizzle-kit" and name.startswith("bin.")
    )


def _command(words: list[str]) -> str:
    """`push` of `--config x push`: drizzle-kit takes options before its command too."""
    for position, word in enumerate(words):
        valued = position > 0 and words[position - 1] in VALUED
        if not word.startswith("-") and not valued:
            return word
    return ""


def _read(data: bytes) -> list[Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return ["", [], {}, ""]
    manager = value.get("packageManager")
    name, scripts = value.get("name"), value.get("scripts")
    groups = (value.get(key) for key in ("dependencies", "devDependencies", "peerDependencies"))
    return [
        name if isinstance(name, str) else "",
        sorted({one for group in groups if isinstance(group, dict) for one in group}),
        {key: text for key, text in scripts.items() if isinstance(text, str)}
        if isinstance(scripts, dict)
        else {},
        manager.partition("@")[0] if isinstance(manager, str) else "",
    ]
