"""What a statement does, as data: the acts that the catalog replays and the rules judge."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.tokens import Token
    from forge_migrations.sql.verbs import Verb


class Reference(NamedTuple):
    """Where a foreign key points and what it does to its rows."""

    table: str
    columns: tuple[str, ...] = ()
    on_delete: str = ""
    """`cascade`, `set null`, `set default`, `restrict`, `no action` or empty."""
    on_update: str = ""


class Column(NamedTuple):
    """A column as it was written."""

    name: str
    type: str = ""
    """Normalised by `types.canonical`: `varchar(40)`, `numeric(10,4)`, `text[]`, `my_enum`."""
    not_null: bool = False
    default: str | None = None
    """The default's expression as `tokens.render` writes it; `None` when there is none."""
    generated: str = ""
    """`stored`, `virtual`, `identity`, `serial`, `auto` (AUTO_INCREMENT, AUTOINCREMENT) or empty."""
    expression: str = ""
    """Of a generated column."""
    primary: bool = False
    unique: bool = False
    check: str = ""
    reference: Reference | None = None
    collation: str = ""
    charset: str = ""
    comment: str = ""
    on_update: str = ""
    """MySQL's ON UPDATE CURRENT_TIMESTAMP."""
    identity: str = ""
    """`always` or `by default`, then the options that were given as `sequences.options` has them."""
    born: int = 0
    """When it came: 0 in an earlier migration, 1 in a pending file, 2 in the judged file."""

    @property
    def computed(self) -> bool:
        return self.generated in ("stored", "virtual")


class Constraint(NamedTuple):
    """A table's constraint."""

    kind: str
    """`foreign`, `unique`, `primary`, `check`, `exclude`, `not null`."""
    name: str = ""
    columns: tuple[str, ...] = ()
    reference: Reference | None = None
    expression: str = ""
    valid: bool = True
    using_index: str = ""
    nulls: str = ""
    """`not distinct` for a unique key that takes two NULLs for equal."""
    born: int = 0
    on_conflict: str = ""
    """SQLite's ON CONFLICT of a key: `replace`, `ignore`, …; empty for none."""


class Index(NamedTuple):
    """An index; a column that is an expression is rendered in brackets."""

    name: str
    table: str
    columns: tuple[str, ...] = ()
    unique: bool = False
    where: str = ""
    method: str = ""
    nulls: str = ""
    """As of a constraint."""
    forms: tuple[str, ...] = ()
    """What stands behind each column: `desc nulls last`, `text_pattern_ops`; empty when nothing does
    on any of them."""
    includes: tuple[str, ...] = ()
    """The columns that it carries along: INCLUDE."""
    options: str = ""
    """What it was told by WITH, as `options.written` has it."""
    born: int = 0


class Act(NamedTuple):
    """One thing that a statement does: one action of an ALTER TABLE, one table of a DROP."""

    verb: Verb
    """`drop-table`, `add-column`, `delete`, … : the words of `verbs.FIELDS`, which says what each fills."""
    table: str = ""
    """The table it is about, schema-qualified unless it is in the default one."""
    name: str = ""
    """The column, constraint, index, type, role, … it is about."""
    new: str = ""
    """The new name or value of a rename; an enum value that is added."""
    flags: frozenset[str] = frozenset()
    """`cascade`, `if-exists`, `temporary`, `concurrently`, `where`, `or-replace`, …"""
    column: Column | None = None
    constraint: Constraint | None = None
    indexed: Index | None = None
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    values: tuple[str, ...] = ()
    """Enum values, inserted columns, privileges: what the verb says."""
    tokens: tuple[Token, ...] = ()
    """The part that a rule reads itself: a WHERE clause, a USING expression, a body."""
    text: str = ""
    """The same, rendered."""
    bound: tuple[str, ...] = ()
    """Of DELETE and UPDATE: aliases and names of the tables whose rows decide about the table's rows,
    itself among them."""
    inside: str = ""
    """`DO` when it stands in a body that is run, `CTE` inside WITH."""

    def has(self, flag: str) -> bool:
        """True when the act carries the flag."""
        return flag in self.flags
