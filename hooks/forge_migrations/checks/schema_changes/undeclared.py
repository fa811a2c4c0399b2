"""A schema file that uses a name which it neither declares nor imports: which name is meant, and the
import that brings it."""

from __future__ import annotations

import difflib
import os
import re

from forge_migrations.engines import engine_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.kit.bridge import Failure
    from forge_migrations.remedy import Command

WORDS = re.compile(r"ReferenceError: (?P<name>[\w$]+) is not defined\Z")
"""V8's, JavaScriptCore's (Bun) says `Can't find variable: x`."""
BUNS = re.compile(r"ReferenceError: Can't find variable: (?P<name>[\w$]+)\Z")
EXPORTED = re.compile(rb"^export (?:declare )?(?:function|const|let|class) ([\w$]+)", re.MULTILINE)
IMPORT = r"import\s*(?!type\b)\{{(?P<names>[^}}]*)\}}\s*from\s*(?P<quote>['\"]){module}(?P=quote)"
CORES = {
    "postgresql": "pg-core",
    "mysql": "mysql-core",
    "sqlite": "sqlite-core",
    "turso": "sqlite-core",
    "singlestore": "singlestore-core",
    "gel": "gel-core",
}
"""Dialect of a config -> the folder of drizzle-orm whose functions its schemas call."""


class Undeclared(NamedTuple):
    """A name that isn't there, and what is meant by it."""

    name: str
    message: str
    remedy: Remedy


def undeclared(
    failure: Failure, tree: Tree, dialect: str, orm: str, stage: Command
) -> Undeclared | None:
    """What is wrong where a name isn't defined; `None` for every other failure. `orm` is the folder
    of the drizzle-orm that the schema was loaded with."""
    found = WORDS.match(failure.message) or BUNS.match(failure.message)
    if found is None or not failure.file or not tree.is_file(failure.file):
        return None
    name, path = found["name"], failure.file
    text = tree.read(path).decode("utf-8", "replace")
    message = f"{name} is neither declared nor imported"
    homes = _exported(orm, CORES.get(dialect, CORES.get(engine_of(dialect), "")))
    if name in homes:
        edit = _imported(text, path, name, homes[name])
        return Undeclared(name, message, Remedy("", edit, stage))
    close = difflib.get_close_matches(name, [*homes, *_imports_of(text)], 1, 0.75)
    if close:
        meant = close[0]
        line = text.split("\n")[failure.line - 1] if failure.line <= text.count("\n") + 1 else ""
        if not re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", line):
            return Undeclared(name, message, Remedy(f"write {meant} in {path}, then", stage))
        called = "(" if f"{name}(" in line else ""
        place = f"{path}:{failure.line} in place of {name}{called}"
        edits = [Edit(path, failure.line, meant + called, name + called, place)]
        if meant not in _imports_of(text):
            edits.append(_imported(text, path, meant, homes[meant]))
        return Undeclared(name, message, Remedy("", *edits, stage))
    words = f"declare or import {name} in {path}, then"
    return Undeclared(name, message, Remedy(words, stage, decide=True))


def _exported(orm: str, core: str) -> dict[str, str]:
    """Name -> module, of what schemas call. Read from the types, which name each export once."""
    homes: dict[str, str] = {}
    places = [
        (os.path.join(orm, "sql"), "drizzle-orm"),
        (os.path.join(orm, core), f"drizzle-orm/{core}"),
    ]
    for folder, module in places if core else places[:1]:
        for here, _folders, names in os.walk(folder):
            for each in names:
                if each.endswith(".d.ts"):
                    with open(os.path.join(here, each), "rb") as file:
                        found = EXPORTED.findall(file.read())
                    homes.update({one.decode(): module for one in found})
    try:
        with open(os.path.join(orm, "relations.d.ts"), "rb") as file:
            homes.update({one.decode(): "drizzle-orm" for one in EXPORTED.findall(file.read())})
    except OSError:
        pass
    return homes


def _imports_of(text: str) -> set[str]:
    """The names that a file imports in braces."""
    found = re.findall(r"import\s*(?!type\b)[^'\"]*?\{([^}]*)\}\s*from", text)
    return {each.split(" as ")[-1].strip() for names in found for each in names.split(",")} - {""}


def _imported(text: str, path: str, name: str, module: str) -> Edit:
    """The name beside those that come from there already, or a line of its own."""
    found = re.search(IMPORT.format(module=re.escape(module)), text)
    if found is None:
        return Edit(path, 1, f'import {{ {name} }} from "{module}";')
    end = found.end("names")
    at = text.count("\n", 0, end)
    line, column = text.split("\n")[at], end - (text.rfind("\n", 0, end) + 1)
    before = found["names"].rstrip()
    if "\n" not in found["names"]:
        old = line[line.rfind("{", 0, column) : column + 1]
        names = old[1:-1].strip().rstrip(",")
        return Edit(path, at + 1, f"{{ {names}, {name} }}", old)
    # The names stand on lines of their own: one more line above the bracket's.
    comma = "" if before.endswith(",") else ","
    last = text.count("\n", 0, found.start("names") + len(before))
    was = text.split("\n")[last]
    return Edit(path, last + 1, f"{was.strip()}{comma} {name},", was.strip())
