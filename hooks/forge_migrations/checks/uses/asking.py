"""Who still uses what the pending migrations of a project take away: asked of the released tree and the new one."""

from __future__ import annotations

from forge_migrations.change.past import took_word_away
from forge_migrations.checks.uses.acts import Contract
from forge_migrations.checks.uses.acts import contracts
from forge_migrations.checks.uses.places import Search
from forge_migrations.checks.uses.places import declaration
from forge_migrations.checks.uses.places import search
from forge_migrations.checks.uses.words import words_of
from forge_migrations.drizzle.code.declared import is_named
from forge_migrations.drizzle.code.syntax import SCRIPTS
from forge_migrations.drizzle.code.typed import Asking
from forge_migrations.drizzle.code.typed import find_typescript
from forge_migrations.drizzle.code.typed import typescript_starts
from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.newest import newest_at
from forge_migrations.drizzle.history.tables import read_shape
from forge_migrations.engines import dialect_of
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.findings import Uses
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.checks.uses.places import Declaration
    from forge_migrations.drizzle.code.typed import TypeScript
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.drizzle.project import Project

VERSION = "5"
"""Of what is said: it is part of every fact's kind."""
MOST = 40
"""Contracts that are asked about; of more the first are."""


class Answered(NamedTuple):
    """A contract and who uses it."""

    contract: Contract
    uses: Uses


def uses_of(subject: Subject, change: ProjectChange) -> list[Answered]:
    """Each contract of the project's pending migrations with its places. Nothing where nothing is released.

    Raises `Undecided` where TypeScript is there and doesn't answer.
    """
    base, after = subject.change.base, subject.change.after
    dialect = dialect_of(change.project.dialect, change.after.dialect)
    if dialect is None or change.gone or not base.entries:
        return []
    earlier = _at(subject, change.project, base)
    released = read_history(base, earlier.out, subject.facts)
    shape = _shape(base, released)
    found = [*contracts(released, change.after, after, dialect, shape)]
    if any(brought_in(released, change.after)):
        new = _shape(after, change.after)
        found += _values(shape, new, change.after.migrations[-1].path)
    wanted = list(dict.fromkeys(found))[:MOST]
    if not wanted:
        return []
    was = declaration(earlier, base, subject.facts)
    compiler = _compiler(subject, change.project, was)
    key = _key(subject, wanted, compiler)
    kept = subject.facts.get("uses-" + VERSION, key)
    if kept is None:
        now = declaration(change.project, after, subject.facts)
        kept, lasts = _looked(subject, change, wanted, (was, now), compiler)
        if lasts:
            subject.facts.put("uses-" + VERSION, key, kept)
    read = ((each, Uses.from_kept(one)) for each, one in zip(wanted, kept, strict=True))
    return [Answered(each, words_of(each, uses)) for each, uses in read if _says_something(uses)]


def _says_something(uses: Uses) -> bool:
    """False where names alone were read and none was found: nobody is told that nothing is known."""
    return bool(uses.by or uses.proven or uses.released or uses.new)


def _at(subject: Subject, project: Project, tree: Tree) -> Project:
    """The project as the released tree's config has it."""
    return next((p for p in subject.found(tree).projects if p.config == project.config), project)


def _values(was: Shape | None, now: Shape | None, path: str) -> list[Contract]:
    """The values that enums lose, by the newest migration."""
    if was is None or now is None:
        return []
    found = []
    for name, values in was.enums.items():
        new = now.enums.get(name)
        gone = tuple(value for value in values if new and value not in new)
        if gone:
            bare = name.rpartition(".")[2]
            found.append(Contract("takes a value out of", path, 0, bare, "", gone, values))
    return found


def _compiler(subject: Subject, project: Project, was: Declaration) -> TypeScript | None:
    root, facts = subject.change.root, was.schema.texts
    starts = typescript_starts(root, project.cwd, facts, subject.kit_folder)
    found = find_typescript(starts)
    repository = subject.change.repository
    main = repository.main_root if found is None and repository and root else None
    return found or find_typescript(typescript_starts(main, project.cwd, facts, ""))


def _key(subject: Subject, wanted: list[Contract], compiler: TypeScript | None) -> str:
    trees = (_code(subject.change.base), _code(subject.change.after))
    return digest(*trees, repr(wanted), repr(compiler and (compiler.version, compiler.orm)))


def _code(tree: Tree) -> str:
    """What a tree's code is: any file of it can use what is taken away."""
    endings = (*SCRIPTS, ".json")
    return digest(*(f"{p} {e.blob}" for p, e in tree.entries.items() if p.endswith(endings)))


def _looked(
    subject: Subject,
    change: ProjectChange,
    wanted: list[Contract],
    declared: tuple[Declaration, Declaration],
    compiler: TypeScript | None,
) -> tuple[list[Any], bool]:
    """Uses of each contract without their words, and whether they may be kept."""
    was, now = declared
    base, after = subject.change.base, subject.change.after
    seconds = subject.policy.looking.seconds
    out = change.project.out
    asking = Asking.of(compiler, subject.change.root, subject.facts, seconds)
    try:
        sides = [Search(base, was, was, out)]
        if _code(base) != _code(after):
            sides.append(Search(after, was, now, out))
        answers = search(sides, wanted, asking)
    finally:
        asking.node.close()
    released, new = answers[0], answers[-1]
    late = sum(each.told.late for each in answers)
    shape = _shape(base, read_history(base, out, subject.facts))
    found = []
    for number, each in enumerate(wanted):
        places = released.places[number]
        concerns = not each.values and each.verb in ("drops", "renames")
        declared_still = _kept(was, each)
        sure = bool(compiler) if declared_still else _left_schema(each, shape)
        proven = not places and not late and sure and number not in released.doubtful
        since, days = _since(subject, each, was) if proven and not declared_still else ("", 0)
        by = f"TypeScript {compiler.version}" if compiler else ""
        mine = new.places[number] if concerns and not _goes_on(was, now, each) else None
        found.append([each.what, each.verb, places, mine, proven, "", since, days, by])
    return found, not late


def _kept(declared: Declaration, each: Contract) -> bool:
    """True when a schema declares what a contract is about."""
    table = declared.table(each.table)
    if each.values or table is None:
        return bool(each.values)
    return not each.column or any(is_named(one, each.column) for one in table.columns)


def _goes_on(was: Declaration, now: Declaration, each: Contract) -> bool:
    """True when the new schema has the same name in code, for the same thing made again or for another:
    then the new code is right to use it."""
    table = was.table(each.table)
    mine = next((one for one in now.tables if table and one.export == table.export), None)
    if _kept(now, each) or table is None or mine is None:
        return _kept(now, each)
    keys = {column.key for column in table.columns if is_named(column, each.column)}
    return not each.column or any(column.key in keys for column in mine.columns)


def _shape(tree: Tree, history: History) -> Shape | None:
    """What the released snapshot says; `None` where there is none that can be read."""
    content = newest_at(tree, history).content
    try:
        return read_shape(content) if content else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _left_schema(each: Contract, shape: Shape | None) -> bool:
    """True when the released snapshot hasn't got it either: no schema file that can't be read has it."""
    if shape is None or each.values:
        return False
    tables = [
        table for name, table in shape.tables.items() if name.rpartition(".")[2] == each.table
    ]
    return not any(not each.column or each.column in table.columns for table in tables)


def _since(subject: Subject, each: Contract, was: Declaration) -> tuple[str, int]:
    """The released commit that took it out of the schema, and how many days ago."""
    repository = subject.change.repository
    if repository is None:
        return "", 0
    word = each.column or each.table
    try:
        return took_word_away(repository, word, subject.change.base.name, sorted(was.schema.texts))
    except Undecided:
        return "", 0
