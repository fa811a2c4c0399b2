"""What the project's own TypeScript says of names in a Tree's files: which of them mean a column or table.

The program is made of the Tree's texts, handed over while it asks for them: no checkout, nothing of the
repository run. The schema's files are as the caller has them; each column in question has a type of its own
there, by which it is known again in rows, inserts and conditions.
"""

from __future__ import annotations

import os
from contextlib import suppress

from forge_migrations.change.naming import readable
from forge_migrations.drizzle.code.syntax import SCRIPTS
from forge_migrations.drizzle.kit.closure import workspace_of
from forge_migrations.drizzle.kit.node import Node
from forge_migrations.drizzle.kit.places import installed_above
from forge_migrations.drizzle.kit.places import version_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.code.declared import Column
    from forge_migrations.drizzle.code.declared import Enum
    from forge_migrations.drizzle.code.declared import Table
    from forge_migrations.facts import Facts

STEPS = 2
"""How many imports a file may be away from one that names the table."""
FILES = 150
"""Files whose names are asked about, the nearest to the table first."""
PROGRAM = 220
"""Files that a program holds beside packages' types: it bounds time and memory."""
READ = 4000
"""Files whose imports are read."""
MEMORY = ("--max-old-space-size=1536", "--max-semi-space-size=64")


class Asked(NamedTuple):
    """One thing to look for."""

    kind: str
    """`column`, `table`, `required` or `values`."""
    names: tuple[str, ...]
    """What the code writes: the key, the export, an enum's values."""
    table: Table | None = None
    column: Column | None = None
    enum: Enum | None = None
    filled: bool = False
    """True for a required column to which drizzle-orm gives a value where an insert has none."""


class Place(NamedTuple):
    """A line of code that uses what was looked for."""

    asked: int
    path: str
    line: int


class Told(NamedTuple):
    """What TypeScript said."""

    places: tuple[Place, ...]
    version: str = ""
    """Empty where there is no TypeScript: then the near files are all that is known."""
    near: tuple[str, ...] = ()
    """The files that mention a name, and name the table or import what does."""
    doubts: frozenset[int] = frozenset()
    """Those asked for whose name stands on an `any` in a file that names the table."""
    late: int = 0
    """Near files that weren't looked at: too many, or the time was over."""


class TypeScript(NamedTuple):
    """An installed compiler with the packages whose types hand a schema on."""

    folder: str
    version: str
    orm: str
    packages: tuple[str, ...]


def find_typescript(starts: Iterable[str]) -> TypeScript | None:
    """The compiler that Node finds from the first of the folders that has one, and drizzle-orm."""
    folders = list(starts)
    compiler = _first(folders, "typescript")
    orm = _first(folders, "drizzle-orm")
    if compiler is None or orm is None:
        return None
    try:
        return TypeScript(compiler, version_of(compiler), orm, tuple(folders))
    except Undecided:
        return None


def _first(folders: list[str], name: str) -> str | None:
    return next((found for each in folders if (found := installed_above(each, name))), None)


class Asking(NamedTuple):
    """What asks about trees, of one project after the other, in one process."""

    node: Node
    compiler: TypeScript | None
    facts: Facts
    seconds: float
    """How long each tree may be looked at."""

    @classmethod
    def of(
        cls, compiler: TypeScript | None, root: str | None, facts: Facts, seconds: float
    ) -> Asking:
        """With a process of its own, whose memory is bounded; whoever asks ends it. It reads the compiler
        while git is asked which files to look at."""
        asking = cls(Node(seconds * 2 + 10, root, MEMORY), compiler, facts, seconds)
        if compiler is not None:
            nothing = {"cwd": "", "schema": [], "edits": {}, "acts": [], "sides": []}
            with suppress(Undecided):  # whoever asks is told
                asking.node.prepare(
                    {"do": "uses", **nothing, **_of_compiler(compiler), "seconds": seconds}
                )
        return asking


class Schema(NamedTuple):
    """The schema's files as texts, whatever Tree they are laid over."""

    texts: Mapping[str, bytes]
    cwd: str


class Side(NamedTuple):
    """A Tree and its files that can matter."""

    tree: Tree
    sources: tuple[str, ...]
    """Those that name a table."""
    mention: tuple[str, ...]
    """Those that write one of the names."""


def ask(sides: Sequence[Side], schema: Schema, asked: list[Asked], asking: Asking) -> list[Told]:
    """Of each side the places that use what is asked for, with the schema laid over it.

    All sides are of one program, in which what is the same in them is once. Raises `Undecided` where Node
    doesn't answer.
    """
    compiler = asking.compiler
    edits, acts = _laid(schema, asked)
    request = {
        "do": "uses",
        "cwd": schema.cwd,
        "schema": sorted(schema.texts),
        "edits": edits,
        "acts": acts,
        "sides": [_side(each, schema, asking.facts) for each in sides],
        "steps": STEPS,
        "most": READ,
        "program": PROGRAM,
        "checked": FILES,
        **_of_compiler(compiler),
        "seconds": asking.seconds * len(sides),
    }
    try:
        answer = asking.node.ask(request, lambda question: _reply(sides, edits, question))
    finally:
        for side in sides:
            side.tree.rest()
    if "error" in answer:
        raise Undecided(f"TypeScript: {answer['error']['message'].splitlines()[0]}")
    return [_told(each, answer["version"]) for each in answer["sides"]]


def _of_compiler(compiler: TypeScript | None) -> dict[str, Any]:
    return {
        "typescript": compiler.folder if compiler else None,
        "orm": compiler.orm if compiler else "",
        "folders": list(compiler.packages) if compiler else [],
    }


def _side(side: Side, schema: Schema, facts: Facts) -> dict[str, Any]:
    tree = side.tree
    files = [path for path in tree.entries if _is_read(path) and tree.is_file(path)]
    return {
        "files": [*files, *(path for path in sorted(schema.texts) if path not in tree)],
        "workspace": workspace_of(tree, facts),
        "sources": [each for each in side.sources if each not in schema.texts],
        "mention": [each for each in side.mention if each not in schema.texts],
    }


def _told(said: Mapping[str, Any], version: str) -> Told:
    places = {Place(each["act"], each["path"], each["line"]) for each in said["places"]}
    late = said["late"] + (0 if said["whole"] else 1)
    doubts = frozenset(said["doubts"])
    return Told(tuple(sorted(places)), version, tuple(said["near"]), doubts, late)


def _is_read(path: str) -> bool:
    """Code, manifests and the files that say what an import means."""
    if path.endswith(SCRIPTS):
        return True
    name = path.rpartition("/")[2]
    return name.endswith(".json") and ("config" in path or name == "package.json")


def _reply(sides: Sequence[Side], edits: Mapping[str, str], question: Mapping[str, Any]) -> Any:
    tree = sides[question["side"]].tree
    paths = [str(path) for path in question["paths"]]
    held = readable(tree, (path for path in paths if tree.is_file(path) and path not in edits))
    texts = {path: data.decode("utf-8", "replace") for path, data in held.items()}
    return {"texts": [edits.get(path, texts.get(path, "")) for path in paths]}


class _Insert(NamedTuple):
    """A text that is put into a schema file, for one of those asked for."""

    at: int
    text: str
    number: int


def _laid(schema: Schema, asked: list[Asked]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The schema's texts with a type of its own for each column in question, and where each stands."""
    inserts: dict[str, list[_Insert]] = {path: [] for path in schema.texts}
    for number, each in enumerate(asked):
        if each.kind == "column" and each.table is not None and each.column is not None:
            inserts[each.table.path] += _marking(each.table, each.column, number)
    for added in inserts.values():
        added.sort(key=lambda one: one.at)
    acts = [_act(schema, inserts, number, each) for number, each in enumerate(asked)]
    texts = {path: _edited(data, inserts[path]) for path, data in schema.texts.items()}
    for act in acts:
        mark = act["mark"]
        texts[act["path"]] += f"\ninterface {mark} {{ readonly {mark}: true }}" if mark else ""
    return texts, acts


def _marking(table: Table, column: Column, number: int) -> list[_Insert]:
    kind = f".$type<ForgeMark{number}>()"
    if column.spread:  # written out behind what is spread, for this table alone
        text = f", {column.key}: ({column.spread}).{column.key}{kind} "
        return [_Insert(table.inside, text, number)]
    return [_Insert(column.value, "(", number), _Insert(column.end, f"){kind}", number)]


def _act(
    schema: Schema, inserts: Mapping[str, list[_Insert]], number: int, asked: Asked
) -> dict[str, Any]:
    """An act as `naming.cjs` is told it, with its span in the text as it is laid."""
    of = asked.table or asked.enum
    assert of is not None
    marked = asked.kind == "column" and asked.column is not None
    start, end = of.start, of.end
    if marked and asked.column is not None and not asked.column.spread:
        start, end = asked.column.start, asked.column.end
    added, data = inserts[of.path], schema.texts[of.path]
    own = [at for at, one in enumerate(added) if one.number == number] if marked else []
    if asked.column is not None and asked.column.spread and own:
        first = _units(data[: added[own[0]].at]) + _length(added[: own[0]])
        last = first + _length([added[own[0]]])
    else:
        first = _units(data[:start]) + _length(one for one in added if one.at < start)
        last = _units(data[:end]) + _length(one for one in added if one.at <= end)
    return {
        "kind": asked.kind,
        "filled": asked.filled,
        "names": list(asked.names),
        "key": asked.column.key if asked.column else "",
        "table": asked.table.export if asked.table else "",
        "path": of.path,
        "start": first,
        "end": last,
        "mark": f"ForgeMark{number}" if marked else "",
        "all": list(asked.enum.values) if asked.enum else [],
    }


def _edited(data: bytes, inserts: list[_Insert]) -> str:
    parts, done = [], 0
    for one in inserts:
        parts += [data[done : one.at], one.text.encode()]
        done = one.at
    return b"".join([*parts, data[done:]]).decode("utf-8", "replace")


def _length(inserts: Iterable[_Insert]) -> int:
    return sum(_units(one.text) for one in inserts)


def _units(text: bytes | str) -> int:
    """Its length as JavaScript counts."""
    whole = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return len(whole.encode("utf-16-le")) // 2


def typescript_starts(root: str | None, cwd: str, schema: Iterable[str], kit: str) -> list[str]:
    """The folders to look for packages from: the schema's, the project's, the one that was named."""
    folders = [each.rpartition("/")[0] for each in schema]
    found = (
        [os.path.join(root, each) for each in dict.fromkeys([*folders, cwd, ""])] if root else []
    )
    return [*([os.path.abspath(kit)] if kit else []), *found]
