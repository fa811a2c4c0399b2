"""What the migrations did to what an editor shows: the history of each project's tables and columns."""

from __future__ import annotations

from functools import lru_cache

from forge_migrations.change.arrivals import arrivals
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.declared import declared
from forge_migrations.engines import dialect_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.workflow.editor.column_history import column_history
from forge_migrations.workflow.editor.names import in_schema
from forge_migrations.workflow.editor.names import in_sql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.change.arrivals import Arrival
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.declared import Table
    from forge_migrations.engines import Dialect
    from forge_migrations.workflow.editor.column_history import ColumnHistory
    from forge_migrations.workflow.editor.column_history import Touch
    from forge_migrations.workflow.editor.names import Name

MOST = 6
"""Migrations that a lens names; of more the last few, and the first."""
STEPS = 12
"""Lines of a hover."""


class Past(NamedTuple):
    """One project's."""

    config: str
    out: str
    casing: str
    dialect: Dialect
    parts: frozenset[str]
    """The files of its schema, as far as they are known."""
    history: ColumnHistory

    def holds(self, path: str) -> bool:
        """True for a file of its migrations or of its schema."""
        return path.startswith(f"{self.out}/") or path in self.parts

    def knows(self, table: str, column: str) -> bool:
        """True where its migrations speak of it."""
        return bool(self.history.history_of(table, column))


class Lens(NamedTuple):
    """What stands above a table."""

    at: int
    """Where the table's declaration begins, in letters from the start of the text."""
    title: str
    newest: Touch | None
    """What a click opens."""


def pasts_of(subject: Subject) -> tuple[Past, ...]:
    """The pasts of the projects of a Subject."""
    repository, facts = subject.change.repository, subject.facts
    brought = arrivals(repository, facts) if repository is not None else {}
    return tuple(_pasts(subject, brought))


def _pasts(subject: Subject, brought: Mapping[str, Arrival]) -> Iterator[Past]:
    tree = subject.change.after
    for one in subject.projects:
        project = one.project
        dialect = dialect_of(project.dialect, one.after.dialect)
        if one.gone or dialect is None:
            continue
        parts = frozenset(schema_files(project, tree)) | subject.kit.took_part(project)
        history = column_history(one.after, tree, dialect, subject.facts, brought)
        yield Past(project.config, project.out, project.casing, dialect, parts, history)


def name_at(pasts: Iterable[Past], path: str, text: str, offset: int) -> tuple[Past, Name] | None:
    """What is named at a place of a schema file or of a migration."""
    for past in pasts:
        if path.endswith(".sql") and path.startswith(f"{past.out}/"):
            name = in_sql(text, offset, past.dialect, past.knows)
            return (past, name) if name is not None else None
    found = of_script(pasts, path)
    if found is None:
        return None
    name = in_schema(tables_of(text), offset, found.casing)
    return (found, name) if name is not None else None


def of_script(pasts: Iterable[Past], path: str) -> Past | None:
    """The project whose schema a script is part of; the only one where it isn't known yet."""
    if not path.endswith(EXTENSIONS):
        return None
    known = list(pasts)
    mine = [each for each in known if path in each.parts]
    return mine[0] if mine else known[0] if len(known) == 1 else None


def told(past: Past, name: Name) -> str:
    """Markdown about what happened to a table or a column, the oldest first."""
    steps = [str(each) for each in past.history.history_of(name.table, name.column)]
    what = f"{name.table}.{name.column}" if name.column else name.table
    if not steps:
        return f"**{_plain(what)}**\n\nno migration carries it yet"
    if len(steps) > STEPS:
        steps = [steps[0], f"… {len(steps) - STEPS} more", *steps[1 - STEPS :]]
    return "\n".join([f"**{_plain(what)}**", "", *(f"- {_plain(step)}" for step in steps)])


def lenses(pasts: Iterable[Past], path: str, text: str) -> list[Lens]:
    """What stands above the tables of a schema file."""
    past = of_script(pasts, path)
    found = []
    for table in tables_of(text) if past is not None else ():
        assert past is not None
        touched = past.history.migrations_of(table.whole)
        newest = touched[-1] if touched else None
        found.append(Lens(table.start, _title(touched), newest))
    return found


@lru_cache(maxsize=8)
def tables_of(text: str) -> tuple[Table, ...]:
    """The tables that a text declares; the texts of the last few are remembered."""
    return declared(text)


def _title(touched: tuple[Touch, ...]) -> str:
    if not touched:
        return "no migration yet"
    numbers = [each.migration.tag.partition("_")[0] for each in touched]
    if len(numbers) > MOST:
        numbers = [numbers[0], "…", *numbers[2 - MOST :]]
    said = ", ".join(numbers).replace(", …,", " …")
    return f"{len(touched)} migration{'s' if len(touched) > 1 else ''}: {said}"


def _plain(text: str) -> str:
    """Without what Markdown takes for a mark."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|" else letter for letter in text)
