"""The structure that the migrations make, against the one that drizzle-kit's DDL for the schema
makes."""

from __future__ import annotations

import re
from itertools import pairwise

from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.database.failures import failure_of
from forge_migrations.database.given import platforms_of
from forge_migrations.database.given import schemas_of
from forge_migrations.database.postgres.at_once import succeeds_at_once
from forge_migrations.database.postgres.privileges import extension_statements
from forge_migrations.database.postgres.privileges import function_statements
from forge_migrations.database.steps import step_of
from forge_migrations.database.structure import CUSTOM
from forge_migrations.database.structure import Difference
from forge_migrations.database.structure import differences
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.newest import newest_at
from forge_migrations.drizzle.kit.bridge import settled
from forge_migrations.engines import DIALECTS
from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.drizzle.project import Project
    from forge_migrations.engines import Dialect

RULE = "structure-differs"


class Expected(NamedTuple):
    """The schema at one tree: its DDL as drizzle-kit writes it, and a key for it."""

    key: str
    sql: tuple[str, ...]


class Given(NamedTuple):
    """What the migrations make and the schema only uses."""

    extensions: Sequence[str]
    functions: Sequence[str]


def expected_at(subject: Subject, project: Project, tree: Tree) -> Expected:
    """What drizzle-kit makes of the schema. Raises `Undecided` when it can't be loaded."""
    loaded = subject.kit.load(project, tree)
    if loaded.computed:
        newest = newest_at(tree, read_history(tree, project.out, subject.facts))
        loaded = settled(loaded, newest, loaded.computed)
    if loaded.snapshot is None:
        told = loaded.failure.message if loaded.failure else "it can't be loaded"
        raise Undecided(
            f"the structure was not compared: {told}", Remedy("run", ours("schema-changes"))
        )
    answer = subject.kit.statements(project, tree, None, loaded.snapshot, f"nothing {loaded.key}")
    return Expected(loaded.key, answer.sql)


def make_expected(
    arena: Arena, setting: Setting, expected: Expected, steps: Sequence[Step] = ()
) -> Structure:
    """The structure of an empty database after that DDL, with the extensions of `steps` in it.

    The order in which drizzle-kit writes the statements is no matter of the structure: what fails
    is tried again behind the others. Raises `Undecided` with the statement that never applies.
    """
    setting = setting._replace(start=None)  # the schema has all of it
    given = Given(extension_statements(steps), function_statements(steps))
    try:
        return _expected_on(arena, setting, expected, given)
    except Undecided:
        platforms = platforms_of(setting.prelude)
        if platforms == setting.prelude:
            raise
        # A file that makes what is there already makes what the schema has, too.
        bare = setting._replace(prelude=platforms)
        return _expected_on(arena, bare, expected, given)


def _expected_on(arena: Arena, setting: Setting, expected: Expected, needs: Given) -> Structure:
    extensions = needs.extensions
    if setting.ledger.engine == "postgresql":
        with arena.connect(arena.empty(setting, "expected")) as connection:
            if succeeds_at_once(connection, [*extensions, *expected.sql], setting.timeout):
                return arena.structure(connection, setting)
    with arena.connect(arena.empty(setting, "expected")) as connection:
        for statement in extensions:
            _run(arena, connection, statement)
        given = schemas_of(setting.prelude)
        waiting = [text for text in expected.sql if _schema_of(text) not in given]
        functions = needs.functions
        known = arena.structure(connection, setting) if functions else {}
        while waiting:
            functions = [text for text in functions if _run(arena, connection, text) is not None]
            failed = [(text, _tried(arena, connection, text)) for text in waiting]
            left = [(text, failure) for text, failure in failed if failure is not None]
            if len(left) == len(waiting):
                raise Undecided(
                    "the structure was not compared: drizzle-kit's own DDL fails:"
                    f" {left[0][1]}: {_short(left[0][0])}"
                )
            waiting = [text for text, _ in left]
        made = arena.structure(connection, setting)
        return {
            thing: aspects
            for thing, aspects in made.items()
            if thing.kind != "function" or thing in known or not needs.functions
        }


def _schema_of(text: str) -> str:
    """The schema that a statement makes, or has its table in; empty for the default one."""
    from forge_migrations.sql.read import acts_of

    act = next(iter(acts_of(text, "postgres")), None)
    if act is None:
        return ""
    return act.name if act.verb == "create-schema" else act.table.rpartition(".")[0]


def _tried(arena: Arena, connection: Connection, text: str) -> Failure | None:
    """Run a statement of drizzle-kit's; where only a name is in the way, under another one."""
    failure = _run(arena, connection, text)
    if failure is None:
        return None
    if failure.code == "42P06":
        return None  # the schema is there, which is all that was asked for
    missing = re.match(r'schema "([^"]+)" does not exist', failure.message)
    if missing:
        # A pgSchema that the schema doesn't export: no DDL of drizzle-kit's makes it.
        _run(arena, connection, f'CREATE SCHEMA "{missing[1]}"')
        return _run(arena, connection, text)
    if failure.code in _NAME_TAKEN:
        return _run(arena, connection, _renamed(text, DIALECTS[arena.version.engine]))
    return failure


def _run(arena: Arena, connection: Connection, text: str) -> Failure | None:
    step = step_of("schema", "", "", text.encode(), 0, DIALECTS[arena.version.engine])
    try:
        arena.execute(connection, step, step.segments[0])
    except Exception as error:
        return failure_of(error, step, step.segments[0])
    return None


LONG = 61
"""Characters of a name in quotes from which on it may be cut to one that is taken."""
_NAME_TAKEN = ("42710", "42P07", "1059", "1826")
"""Cut to 63 bytes a constraint's name is another one's already, or MySQL refuses its length."""


def _renamed(text: str, dialect: Dialect) -> str:
    """The statement with a constraint name of its own where the one it has is too long."""

    parts = []
    at = 0
    tokens, _ = tokenize(text, dialect)
    for before, token in pairwise(tokens):
        if before.key == "CONSTRAINT" and token.kind == QUOTED and len(token.text) > LONG:
            name, quote = token.text[1:-1], token.text[0]
            parts += [text[at : token.start], f"{quote}{name[:50]}_{digest(name)[:8]}{quote}"]
            at = token.start + len(token.text)
    return "".join([*parts, text[at:]])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"


def told(
    found: Sequence[Difference],
    inherited: Collection[str],
    steps: Sequence[Step],
    new: Collection[str],
    project: str,
) -> Iterator[Finding | Note]:
    """A finding for each difference; what Drizzle can't express is listed in one note."""
    custom = [each for each in found if _is_custom(each)]
    if custom:
        names = ", ".join(
            f"{each.aspect} of {each.thing}" if each.aspect else str(each.thing)
            for each in custom[:12]
        )
        more = f" and {len(custom) - 12} more" if len(custom) > 12 else ""
        yield Note(CHECK, f"made by custom migrations, not in the schema: {names}{more}", project)
    for difference in found:
        if difference in custom:
            continue
        step = blamed(difference, steps)
        yield Finding(
            CHECK,
            RULE,
            step.path,
            _line(difference, step),
            f"leaves a database other than the schema: {difference}",
            Remedy(
                "write what is missing into a new migration",
                ours("generate", project, "--custom", "--name", "catch_up"),
                decide=True,
            ),
            "report" if difference.aspect in _HARMLESS else "refuse",
            "hygiene",
            project=project,
            inherited=str(difference) in inherited and step.path not in new,
        )


def blamed(difference: Difference, steps: Sequence[Step]) -> Step:
    """The migration that made it so: the last that names the object, or its table, or the last."""
    from forge_migrations.sql.mentions import mentions

    thing = difference.thing
    for name in (thing.name, thing.table):
        short = name.rpartition(".")[2]
        naming = [step for step in steps if short and mentions(step.text, step.dialect, short)]
        if naming:
            return naming[-1]
    return steps[-1]


def compare(have: Structure, want: Structure) -> list[Difference]:
    """The differences, with a missing and an extra object of one definition told as another name."""
    found = differences(have, want)
    missing = [each for each in found if each.missing and each.thing.kind in _NAMED]
    extra = [each for each in found if each.extra and each.thing.kind in _NAMED]
    for lacking in missing:
        aspects = want[lacking.thing]
        for other in extra:
            same = (other.thing.kind, other.thing.table) == (
                lacking.thing.kind,
                lacking.thing.table,
            )
            if same and have[other.thing] == aspects and aspects.get("definition"):
                found.remove(lacking)
                found.remove(other)
                extra.remove(other)
                name = Difference(lacking.thing, "name", other.thing.name, lacking.thing.name)
                found.append(name)
                break
    return _with_columns(found, want)


def _with_columns(found: list[Difference], want: Structure) -> list[Difference]:
    """Keys that are known by their columns only: another order is one difference, not two."""
    keys = [each for each in found if each.missing and each.thing.kind == "primary key"]
    for lacking in [each for each in keys if not want[each.thing].get("definition")]:
        thing = lacking.thing
        for other in found:
            same = (other.thing.kind, other.thing.table) == (thing.kind, thing.table)
            if same and other.extra:
                found.remove(lacking)
                found.remove(other)
                unnamed = thing._replace(name="")
                found.append(Difference(unnamed, "columns", other.thing.name, thing.name))
                break
    return found


_HARMLESS = ("name", "validity")
"""Aspects that change nothing that is read or written: reported. Old rows may break a constraint
that was never validated, and VALIDATE is often run by hand, at night."""
_NAMED = frozenset({"foreign key", "unique constraint", "primary key", "check", "index"})


def _is_custom(difference: Difference) -> bool:
    """True for what a Drizzle schema has no word for, comments among it, and for more indexes."""
    if difference.aspect in ("comment", "collation", "partition key"):
        return not difference.want
    return difference.extra and (
        difference.thing.kind in CUSTOM or difference.thing.kind == "index"
    )


def _line(difference: Difference, step: Step) -> int:
    from forge_migrations.sql.mentions import mentions

    names = [difference.thing.name.rpartition(".")[2], difference.thing.table.rpartition(".")[2]]
    for name in names:
        for segment in step.segments:
            if name and mentions(segment.sql, step.dialect, name):
                return segment.line
    return 1
