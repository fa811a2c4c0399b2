"""The places of one tree that use what is taken away, with the released schema laid over it."""

from __future__ import annotations

import re

from forge_migrations.change.naming import naming
from forge_migrations.change.naming import readable
from forge_migrations.drizzle.code.declared import Enum
from forge_migrations.drizzle.code.declared import declared_in
from forge_migrations.drizzle.code.declared import is_named
from forge_migrations.drizzle.code.mentions import Code
from forge_migrations.drizzle.code.mentions import Named
from forge_migrations.drizzle.code.mentions import mentions
from forge_migrations.drizzle.code.syntax import SCRIPTS
from forge_migrations.drizzle.code.typed import Asked
from forge_migrations.drizzle.code.typed import Schema
from forge_migrations.drizzle.code.typed import Side
from forge_migrations.drizzle.code.typed import Told
from forge_migrations.drizzle.code.typed import ask
from forge_migrations.drizzle.config.imports import candidates
from forge_migrations.drizzle.config.imports import relative_imports
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.packages import vendored
from forge_migrations.findings import Use
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.change.naming import Found
    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.uses.acts import Contract
    from forge_migrations.drizzle.code.declared import Column
    from forge_migrations.drizzle.code.declared import Declared
    from forge_migrations.drizzle.code.declared import Table
    from forge_migrations.drizzle.code.typed import Asking
    from forge_migrations.drizzle.project import Project
    from forge_migrations.facts import Facts

NOT_RELEASED = re.compile(
    r"(?:^|/)(?:__tests__|__mocks__|__fixtures__|tests?|e2e|cypress|playwright|dist|\.next)/"
    r"|\.(?:test|spec|e2e|stories|bench|d)\.[cm]?[jt]sx?$"
)
"""Code that no release runs: tests, stories, what is built, types alone."""
CLOSURE = 400
"""Files of a schema that are read, at most."""


class Declaration(NamedTuple):
    """The schema of a tree as it is written."""

    schema: Schema
    tables: tuple[Table, ...]
    enums: tuple[Enum, ...]

    def table(self, name: str) -> Table | None:
        """The table of a SQL name; one that a function prefixes (`pgTableCreator`) by its end."""
        exact = next((each for each in self.tables if each.name == name), None)
        ending = [each for each in self.tables if name.endswith(("_" + each.name, "-" + each.name))]
        return exact or (ending[0] if len(ending) == 1 else None)


def declaration(project: Project, tree: Tree, facts: Facts) -> Declaration:
    """What the schema's files declare, those that they import relatively among them."""
    found: dict[str, None] = dict.fromkeys(schema_files(project, tree))
    waiting = list(found)
    while waiting and len(found) < CLOSURE:
        imported = relative_imports(tree, [each for each in waiting if tree.is_file(each)], facts)
        waiting = []
        for path, each in imported.items():
            for _line, specifier in each:
                names = (c for c in candidates(path, str(specifier)) if c.endswith(SCRIPTS))
                target = next((name for name in names if tree.is_file(name)), None)
                if target and target not in found:
                    found[target] = None
                    waiting.append(target)
    texts = readable(tree, (path for path in found if tree.is_file(path)))
    read = {path: declared_in(path, data) for path, data in texts.items()}
    entries = set(schema_files(project, tree))
    kept = {path: data for path, data in texts.items() if path in entries or _declares(read[path])}
    return Declaration(
        Schema(kept, project.cwd),
        tuple(table for path in kept for table in read[path].tables),
        tuple(enum for path in kept for enum in read[path].enums),
    )


def _declares(one: Declared) -> bool:
    return bool(one.tables or one.enums)


class Search(NamedTuple):
    """What is asked of one tree."""

    tree: Tree
    declared: Declaration
    """The released schema, whichever tree it is asked of."""
    own: Declaration
    """The tree's own schema."""
    out: str
    """The migrations folder, which isn't code."""


class Answer(NamedTuple):
    """The places of each contract, in the contracts' order."""

    places: tuple[tuple[Use, ...], ...]
    told: Told
    doubtful: frozenset[int] = frozenset()
    """The contracts of which an `any` may hide a use."""


def search(sides: Sequence[Search], wanted: list[Contract], asking: Asking) -> list[Answer]:
    """The places of each tree, of which the first one is released.

    Raises `Undecided` where TypeScript doesn't answer.
    """
    asked, numbers = _asked(sides[0].declared, wanted)
    tables = {each.table for each in asked if each.table is not None}
    words = {name for table in tables for name in (table.export, *table.types)}
    words |= {each.enum.export for each in asked if each.enum is not None}
    names = {name for each in asked for name in each.names}
    in_sql = {each.column or each.table for each in wanted if not each.values}
    first = sides[0].tree
    held = [naming(one.tree, words | names | in_sql, SCRIPTS, first) for one in sides]
    looked = [
        Side(one.tree, _released(one, found, words), _released(one, found, names))
        for one, found in zip(sides, held, strict=True)
    ]
    told = [Told(()) for _ in sides]
    if asked and any(each.mention and each.sources for each in looked):
        told = ask(looked, sides[0].declared.schema, asked, asking)
    answers, codes = [], dict[tuple[str, bytes], Code]()
    for one, found, side, said in zip(sides, held, looked, told, strict=True):
        places: list[set[Use]] = [set() for _ in wanted]
        for place in said.places:
            places[numbers[place.asked]].add(Use(place.path, place.line, "typed"))
        written = _released(one, found, in_sql)
        files = _codes(one.tree, {*side.sources, *written}, codes)
        _read_names(one, wanted, (files, {*side.sources}), bool(said.version), places)
        doubtful = frozenset(numbers[each] for each in said.doubts)
        answers.append(Answer(tuple(tuple(_once(each)) for each in places), said, doubtful))
    return answers


def _released(one: Search, held: Found, words: Iterable[str]) -> tuple[str, ...]:
    schema = one.declared.schema.texts
    return tuple(
        path
        for path in sorted({path for word in words for path in held[word]})
        if path not in schema
        and not NOT_RELEASED.search(path)
        and not vendored(path)
        and not path.startswith(one.out + "/")
    )


def _asked(declared: Declaration, wanted: list[Contract]) -> tuple[list[Asked], list[int]]:
    """What TypeScript is asked for, and the contract that each belongs to."""
    asked, numbers = [], []
    for number, each in enumerate(wanted):
        one = _one(declared, each)
        if one is not None:
            asked.append(one)
            numbers.append(number)
    return asked, numbers


def _one(declared: Declaration, each: Contract) -> Asked | None:
    if each.values:
        return _of_values(declared, each)
    table = declared.table(each.table)
    if table is None:
        return None
    if not each.column:
        return Asked("table", (table.export,), table)
    column = next((one for one in table.columns if is_named(one, each.column)), None)
    if column is None:
        return None
    required = each.verb in ("requires", "takes the default of")
    names = (table.export,) if required else (column.key,)
    filled = required and _fills_itself(declared, table, column)
    return Asked("required" if required else "column", names, table, column, filled=filled)


def _codes(tree: Tree, paths: Iterable[str], known: dict[tuple[str, bytes], Code]) -> list[Code]:
    """The files, each that both trees have once."""
    texts = readable(tree, sorted(paths))
    return [known.setdefault((path, data), Code(path, data)) for path, data in texts.items()]


def _fills_itself(declared: Declaration, table: Table, column: Column) -> bool:
    """True for a column that drizzle-orm gives a value where an insert has none: `$defaultFn`, `$onUpdate`."""
    text = declared.schema.texts[table.path][column.value : column.end].decode("utf-8", "replace")
    return RUNS.search(text) is not None


RUNS = re.compile(r"\.\$(?:default|defaultFn|onUpdate|onUpdateFn)\(")


def _of_values(declared: Declaration, each: Contract) -> Asked | None:
    """Values of an enum that has a type, or of a column that lists them (MySQL)."""
    if not each.column:
        enum = next((one for one in declared.enums if one.name == each.table), None)
        return Asked("values", each.values, enum=enum._replace(values=each.every)) if enum else None
    table = declared.table(each.table)
    if table is None:
        return None
    listed = Enum(table.export, each.column, table.path, each.every, table.start, table.end)
    return Asked("values", each.values, table, enum=listed)


def _read_names(
    one: Search,
    wanted: list[Contract],
    read: tuple[list[Code], set[str]],
    typed: bool,
    found: list[set[Use]],
) -> None:
    """Whole rows, SQL that is written out and, where no TypeScript is, members by their names: of the files
    that name the table, whose paths are given, and of those that write a name as SQL has it."""
    files, known = read
    for number, each in enumerate(wanted):
        if each.values or each.verb in ("requires", "takes the default of"):
            continue
        named = named_of(one.declared, each)
        for code in files:
            if code.path in known or _speaks(code.data, named):
                found[number].update(_of_file(code, named, one, each, typed))


def _speaks(data: bytes, named: Named) -> bool:
    return named.table.encode() in data and (named.column or named.table).encode() in data


def _of_file(code: Code, named: Named, one: Search, each: Contract, typed: bool) -> Iterable[Use]:
    own = one.own.table(each.table)
    kept = own is not None and any(is_named(column, each.column) for column in own.columns)
    for mention in mentions(code, named, keys=not typed):
        if mention.how == "rows" and (not kept or each.verb not in ("drops", "renames")):
            continue  # its own schema has no such column, so its SQL names none
        yield Use(code.path, mention.line, "named" if mention.how == "key" else mention.how)


def named_of(declared: Declaration, each: Contract) -> Named:
    """How code names what a contract is about."""
    table = declared.table(each.table)
    if table is None:
        return Named((), each.table, each.column)
    column = next((one for one in table.columns if is_named(one, each.column)), None)
    return Named((table.export,), each.table, each.column, column.key if column else "")


ORDER: Mapping[str, int] = {"typed": 0, "named": 1, "sql": 2, "rows": 3}


def _once(places: Iterable[Use]) -> list[Use]:
    """Each line once, by the surest way in which it is known."""
    best: dict[tuple[str, int], Use] = {}
    for each in sorted(places, key=lambda use: ORDER[use.how]):
        best.setdefault((each.path, each.line), each)
    return sorted(best.values(), key=lambda use: (ORDER[use.how] > 2, use.path, use.line))
