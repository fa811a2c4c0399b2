"""What of pending migrations can be done before they run, outside of their transaction."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.fills import fill_of
from forge_migrations.sql.fills import named_in
from forge_migrations.sql.read import read_script
from forge_migrations.sql.reworded import concurrently

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.statements import Statement


class Building(NamedTuple):
    """An index that PostgreSQL can build beside readers and writers."""

    table: str
    """In quotes, with its schema where it was given one."""
    name: str
    sql: str
    """CREATE INDEX CONCURRENTLY IF NOT EXISTS …, without a semicolon."""


class Kept(NamedTuple):
    """An UPDATE that stays where it is."""

    what: str
    """`the UPDATE of users.plan`."""
    why: str


Before = Building | Fill | Kept


def done_before(texts: Sequence[str], dialect: Dialect) -> Iterator[tuple[int, Before]]:
    """(the migration's number among them, what of it can be done before all of them), in order: indexes
    that one makes IF NOT EXISTS on a table and columns that none of them makes, UPDATEs that fill what
    was there before them."""
    state = _Seen(dialect)
    for number, text in enumerate(texts):
        script, groups = read_script(text, dialect)
        for statement, acts in zip(script.statements, groups, strict=True):
            found = state.looked(statement, acts)
            if found is not None:
                yield number, found


def stages(texts: Sequence[str], dialect: Dialect) -> list[int]:
    """The numbers of the migrations that others have to run before, so that what they do can be done before
    them: they fill or index a column that an earlier one adds to a table that was there."""
    begins = [0]
    for number in range(1, len(texts)):
        earlier = texts[begins[-1] : number]
        alone = _doable(done_before([texts[number]], dialect), dialect)
        if not alone:
            continue
        behind = (each for each in done_before([*earlier, texts[number]], dialect)
                  if each[0] == len(earlier))  # fmt: skip
        more = alone.keys() - _doable(behind, dialect).keys()
        made = _tables_made(earlier, dialect) if more else set()
        if any(alone[each] not in made for each in more):
            begins.append(number)
    return begins


def _doable(found: Iterable[tuple[int, Before]], dialect: Dialect) -> dict[str, str]:
    """What can be done before -> its table, in quotes."""
    told = {}
    for _, each in found:
        if isinstance(each, Building):
            told[each.sql] = each.table
        elif isinstance(each, Fill):
            told[each.within("")] = dotted(each.table, dialect)
    return told


def _tables_made(texts: Sequence[str], dialect: Dialect) -> set[str]:
    acts = (act for text in texts for group in read_script(text, dialect).acts for act in group)
    return {dotted(act.table, dialect) for act in acts if act.verb == "create-table"}


def buildings(texts: Sequence[str]) -> Iterator[Building]:
    """Of PostgreSQL's migrations in order: each index that can be built before."""
    found = (each for _, each in done_before(texts, "postgres"))
    return (each for each in found if isinstance(each, Building))


_ELSEWHERE = frozenset(
    {
        "create-index", "drop-index", "add-constraint", "validate-constraint", "set-not-null",
        "drop-not-null", "insert", "delete", "create-policy", "alter-policy", "drop-policy",
        "enable-row-security", "disable-row-security", "force-row-security",
        "no-force-row-security", "grant", "revoke", "owner", "select", "rename-constraint",
        "rename-index", "replica-identity", "set-logged", "set-unlogged", "lock-table", "vacuum",
        "drop-foreign-key", "refresh-view",
    }
)  # fmt: skip
"""What an UPDATE of NULLs before it makes no difference to."""
_OF_COLUMN = frozenset(
    {
        "add-column", "drop-column", "rename-column", "alter-type", "modify-column", "set-default",
        "drop-default", "alter-column-to", "set-expression", "drop-expression", "add-identity",
        "drop-identity", "set-identity",
    }
)  # fmt: skip
_UNREAD = frozenset({"opaque", "broken", "do", "run-code", "dynamic-sql", "call", "merge", "copy"})
_TYPES = frozenset(
    {
        "add-enum-value", "rename-enum-value", "rename-type", "drop-type", "create-type",
        "alter-attribute", "rename-attribute",
    }
)  # fmt: skip


class _Seen:
    """What the statements up to here have done."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._made: set[tuple[str, str]] = set()
        self._columns: dict[str, dict[str, str]] = {}
        """Table -> column, or `*` for all of it, -> what is done to it."""
        self._all = ""
        """Why nothing behind it can be done before."""
        self._types: set[str] = set()

    def looked(self, statement: Statement, acts: tuple[Act, ...]) -> Before | None:
        """What of the statement can be done before, or that it can't."""
        found: Before | None = None
        if acts and acts[0].verb == "update":
            found = self._filling(statement, acts)
        elif self._dialect == "postgres" and len(acts) == 1:
            found = self._building(statement, acts[0])
        for act in acts:
            self._remember(act, isinstance(found, Fill))
        return found

    def _building(self, statement: Statement, act: Act) -> Building | None:
        if act.verb != "create-index" or not act.indexed:
            return None
        words = [*act.indexed.columns, *act.indexed.includes, act.indexed.where]
        new = any(
            table == act.table and (not name or any(name in word for word in words))
            for table, name in self._made
        )
        if not act.has("if-not-exists") or not act.name or act.inside or new:
            return None
        sql = concurrently(statement.text, self._dialect)
        return Building(dotted(act.table, self._dialect), act.name, sql)

    def _filling(self, statement: Statement, acts: tuple[Act, ...]) -> Fill | Kept:
        told = f"the UPDATE of {acts[0].table}.{', '.join(acts[0].values)}"
        found = fill_of(statement.text, acts, self._dialect)
        if isinstance(found, str):
            return Kept(told, found)
        if self._all:
            return Kept(told, self._all)
        names = named_in(statement.text, self._dialect)
        done = self._columns.get(found.table.lower(), {})
        why = next((why for name, why in done.items() if name == "*" or name in names), "")
        if not why and self._types & names:
            why = "a type that it names is changed before it"
        return Kept(told, why) if why else found

    def _remember(self, act: Act, before: bool) -> None:
        if act.verb in ("create-table", "add-column", "alter-type"):
            self._made.add((act.table, act.name))
        if act.verb in ("rename-table", "rename-column"):
            self._made |= {(act.new, ""), (act.table, act.new)}
        if act.verb in _UNREAD or (act.verb == "set" and "timeout" not in act.text.lower()):
            self._all = self._all or "what stands before it does more than can be read"
        elif act.verb in _TYPES:
            self._types |= {act.name.lower(), act.new.strip("'").lower()} - {""}
        elif act.verb == "update":
            if not before:
                self._of(act.table, act.values, "another UPDATE stands before it")
        elif act.verb in _OF_COLUMN:
            made = act.verb == "add-column"
            why = "the migrations make its column" if made else "its columns are changed before it"
            self._of(act.table, (act.name, act.new), why)
        elif act.table and act.verb not in _ELSEWHERE:
            why = "the migrations make its table" if act.verb == "create-table" else ""
            self._of(act.table, ("*",), why or "its table is changed before it")
            if act.new:
                self._of(act.new, ("*",), "its table is changed before it")

    def _of(self, table: str, names: Sequence[str], why: str) -> None:
        told = self._columns.setdefault(table.lower(), {})
        for name in names:
            if name:
                told.setdefault(name.lower(), why)
