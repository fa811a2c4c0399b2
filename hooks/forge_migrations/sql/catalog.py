"""A light catalog: what the tables looked like, replayed from the acts of earlier migrations."""

from __future__ import annotations

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.table_keys import Constraints
from forge_migrations.sql.table_keys import Indexes
from forge_migrations.sql.table_keys import Keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.acts import Index
    from forge_migrations.sql.table_keys import Fold

EARLIER, PENDING, FILE = 0, 1, 2
"""When something came into being: before, in a file that is pending too, in the judged file."""


NAME_LENGTH = 63
"""The bytes that PostgreSQL keeps of a name."""


class Table:
    """A table or a view, as far as the history tells."""

    __slots__ = (
        "_keys",
        "born",
        "columns",
        "complete",
        "constraints",
        "definition",
        "engine",
        "freed",
        "gives",
        "indexes",
        "kind",
        "name",
        "options",
        "parent",
        "policies",
        "policy_parts",
        "policy_words",
        "replica",
        "row_security",
        "rows",
        "temporary",
        "trigger_calls",
        "trigger_columns",
        "triggers",
        "was",
        "words",
        "written",
    )

    def __init__(self, name: str, born: int, kind: str = "table") -> None:
        self.name = name
        self.born = born
        self.kind = kind
        """`table`, `view`, `materialized-view`."""
        self.columns: dict[str, Column] = {}
        self.constraints = Constraints()
        self.indexes = Indexes()
        self._keys: Keys | None = None
        self.triggers: dict[str, int] = {}
        self.trigger_columns: dict[str, list[str]] = {}
        """The columns, folded, that a trigger can't be without: of its UPDATE OF and its WHEN."""
        self.trigger_calls: dict[str, str] = {}
        """The function that each trigger runs, where it runs one."""
        self.policies: dict[str, int] = {}
        self.policy_words: dict[str, str] = {}
        """What each policy says, rendered."""
        self.policy_parts: dict[str, dict[str, str]] = {}
        """`as`, `for`, `to`, `using` and `check` of each policy, as `policies.parts` has them."""
        self.replica = ""
        """The index, folded, by which logical replication tells its rows; empty for the primary key."""
        self.row_security = False
        self.temporary = False
        self.complete = True
        """False when the columns aren't all known (CREATE TABLE … AS SELECT)."""
        self.parent = ""
        self.engine = ""
        self.options = ""
        """What stands behind its columns; of a view what it was told, as `options.written` has it."""
        self.words: frozenset[str] = frozenset()
        """Of a view: the names in its query, lower case; `*` for columns that aren't told."""
        self.gives: tuple[str, ...] = ()
        """Of a view: its columns, folded; empty when they aren't all told."""
        self.rows = ""
        """What pending files put into it: `copied` rows of other tables, or rows `seeded` by value."""
        self.written: set[str] = set()
        """Columns, folded, that pending files filled by UPDATE."""
        self.freed: set[str] = set()
        """Columns, folded, of foreign keys that went: MySQL keeps the index that it had made for them."""
        self.was: dict[str, str] = {}
        """The released type of each column, folded, whose type a pending file changed."""
        self.definition = ""
        """Of a view: its query, rendered."""

    def primary(self) -> tuple[str, ...]:
        """The primary key's columns."""
        return next((c.columns for c in self.constraints if c.kind == "primary"), ())

    def keys(self, fold: Fold) -> Keys:
        """Its keys and indexes by their columns, without looking at each of them every time."""
        if self._keys is None or not self._keys.holds_for(self.constraints, self.indexes):
            self._keys = Keys(self.constraints, self.indexes, fold)
        return self._keys.brought_up()

    def unique_keys(self) -> Iterator[tuple[str, ...]]:
        """Column lists that are unique: by key, constraint or full unique index."""
        for constraint in self.constraints:
            if constraint.kind in ("primary", "unique"):
                yield constraint.columns
        for index in self.indexes.values():
            if index.unique and not index.where:
                yield index.columns

    def key_columns(self) -> Iterator[tuple[str, ...]]:
        """Column lists that an index serves."""
        yield from self.unique_keys()
        for index in self.indexes.values():
            if not index.unique and not index.where:
                yield index.columns


class Named:
    """A type, sequence, schema, function, role …: that it is there, since when, and its values."""

    __slots__ = ("added", "body", "born", "flags", "values")

    def __init__(
        self,
        born: int,
        values: tuple[str, ...] = (),
        flags: frozenset[str] = frozenset(),
        added: tuple[str, ...] = (),
        body: tuple[str, str] = ("", ""),
    ) -> None:
        self.born = born
        self.values = values
        self.flags = flags
        self.body = body
        """Of a routine: its language and its text; of a domain: its type and its CHECK; of a
        publication: nothing and what it publishes."""
        self.added = added
        """The values that came with a pending file or the judged one: no released row holds them."""


class Catalog:
    """What exists after some migrations. `fold` compares names as the engine does."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect: Dialect = dialect
        self.grammar = GRAMMARS[dialect]
        self.tables: dict[str, Table] = {}
        self.named: dict[tuple[str, str], Named] = {}
        self.index_home: dict[str, str] = {}
        self.types: set[str] = set()
        """Every type, without its schema and `[]`, that a column has ever had: most tables are none's."""
        self.referrers: dict[str, set[str]] = {}
        """By table, folded: those that have ever had a foreign key to it, under all of their names."""
        self.viewed: set[str] = set()
        """Every word that a view's query has ever had: most tables are in none."""
        self.retyped: list[Table] = []
        """The tables whose `was` pending files have filled."""
        self.complete = True
        """False when an earlier migration is missing or couldn't be read."""
        self.touched: set[str] = set()
        """Tables that the judged file changed, folded."""
        self.dropped: dict[tuple[str, ...], Table | Named | int] = {}
        """What the file that is replayed has dropped: made again there, it is as old as it was."""
        self.gone: set[tuple[str, ...]] = set()
        """What the history made and dropped again: `("table", key)`, `("constraint", table, key)`."""
        self.hidden: dict[str, Table] = {}
        """The tables that temporary ones of their names hide in the session, by their keys."""
        self.certain = True
        """False after a statement that may make or drop anything: names prove nothing from there."""
        self.gaps = False
        """True after a statement about a table that no migration has made: there are others too."""
        self.parted = False
        """True when a pending file dropped what is released: copies of it are all that is left."""
        self._case = dialect == "postgres"

    def fold(self, name: str) -> str:
        """The key of a name: case matters on PostgreSQL only, where it was folded when read."""
        return name if self._case else name.lower()

    def since(self, key: tuple[str, ...], born: int) -> int:
        """When something that is made came into being: as early as what this file dropped of it."""
        old = self.dropped.get(key)
        if old is None:
            return born
        return min(born, old if isinstance(old, int) else old.born)

    def table(self, name: str) -> Table | None:
        """The table or view, or `None` when the history doesn't know it."""
        return self.tables.get(name if self._case else name.lower())

    def column(self, table: str, name: str) -> Column | None:
        """A column, or `None`."""
        found = self.table(table)
        return found.columns.get(self.fold(name)) if found else None

    def get(self, kind: str, name: str) -> Named | None:
        """A type, sequence, schema, … or `None`."""
        return self.named.get((kind, self.fold(name)))

    def enum(self, name: str) -> Named | None:
        """The enum that a column's type names."""
        return self.get("type", name.replace("[]", "")) or self.get("type", name.rpartition(".")[2])

    def domain(self, kind: str) -> frozenset[str]:
        """What the domain that a column's type names asks for: `checked`, `not-null`, `default`."""
        found = self.enum(kind) if self.named else None
        return found.flags if found and "domain" in found.flags else frozenset()

    def base_type(self, kind: str) -> str:
        """The type below a domain, however many there are; any other type itself. An array of a domain is
        one of what is below it."""
        kind, bracket, rest = kind.partition("[")
        for _ in range(8):
            found = self.enum(kind) if self.named else None
            if found is None or "domain" not in found.flags or not found.body[0]:
                break
            kind = found.body[0]
        return kind + bracket + rest

    def index(self, name: str, table: str = "") -> Index | None:
        """An index by name, on the table where the engine needs that."""
        key = self.fold(name.rpartition(".")[2])
        home = self.fold(table) if table else self.index_home.get(key, "")
        found = self.tables.get(home)
        return found.indexes.get(key) if found else None

    def inbound(self, table: str) -> Iterator[tuple[Table, Constraint]]:
        """Foreign keys of other tables that point here."""
        key = self.fold(table)
        known = self.referrers.get(key, set())
        for name in [each for each in self.tables if each in known] if len(known) > 1 else known:
            other = self.tables.get(name)
            if other is None or name == key:
                continue
            for constraint in other.constraints:
                target = constraint.reference.table if constraint.reference else ""
                if target == key or (not self._case and target.lower() == key):
                    yield other, constraint

    def refer(self, child: str, constraint: Constraint) -> None:
        """The table called this has the constraint from now on."""
        if constraint.reference:
            target = self.fold(constraint.reference.table)
            self.referrers.setdefault(target, set()).add(self.fold(child))

    def views_of(self, table: str, column: str = "") -> Iterator[Table]:
        """Views whose query names the table, and the column if one is given (or `*`)."""
        key = table.rpartition(".")[2].lower()
        if key not in self.viewed:
            return
        for other in self.tables.values():
            if other.kind == "table" or key not in other.words:
                continue
            if not column or column.lower() in other.words or "*" in other.words:
                yield other

    def view(self, view: Table, words: frozenset[str]) -> None:
        """The query of a view has these words, too, from now on."""
        view.words |= words
        self.viewed |= words

    def has_type(self, kind: str) -> None:
        """A column has this type from now on."""
        self.types.add(kind.replace("[]", "").rpartition(".")[2])

    def users_of_type(self, name: str) -> Iterator[tuple[Table, Column]]:
        """Columns of a type."""
        short = name.rpartition(".")[2]
        if short not in self.types:
            return
        for table in self.tables.values():
            for column in table.columns.values():
                kind = column.type.replace("[]", "")
                if kind in (name, short) or kind.rpartition(".")[2] == short:
                    yield table, column
