"""What follows from a disagreement: how it is spelled, where it stands, how much it weighs."""

from __future__ import annotations

from forge_migrations.checks.migration_history.agreement.told import Told
from forge_migrations.engines import MYSQL
from forge_migrations.sql.parts import WHOLE
from forge_migrations.sql.structure import OWN_SEQUENCE
from forge_migrations.sql.types import SERIALS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.agreement import Disagreement
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.parts import Part
    from forge_migrations.sql.read import Reading
    from forge_migrations.sql.structure import Structure

_FALSY = frozenset({"0", "false", "''"})

_EMPTY = frozenset({"'{}'", "'[]'", "'{}'::jsonb", "'[]'::jsonb"})
"""Defaults that betas of drizzle-kit 1.0 left out of a snapshot, and said nothing of in the SQL."""


class Telling:
    """One migration's disagreements, told."""

    def __init__(
        self,
        reading: Reading,
        dialect: Dialect,
        known: Structure,
        have: Structure,
        want: Structure,
        catalogs: tuple[Catalog, Catalog],
        newer: bool,
        made: Sequence[Act] = (),
    ) -> None:
        """`newer`: drizzle-kit 1.0 wrote it, whose release candidates change no check and no index
        on MySQL; `made`: the tables that came before that migration."""
        self.newer = newer
        self.reading = reading
        self.dialect = dialect
        self.known = known
        self.have = have
        self.want = want
        self.fold = catalogs[0].fold
        self.tables, self.names = _spelled(*catalogs)
        self.acts = [*made, *(act for group in reading.acts for act in group)]

    def told(self, one: Disagreement) -> Told:
        """The disagreement with everything that is said of it."""
        part = one.part
        return Told(
            part._replace(
                table=self.tables.get(part.table, part.table),
                name=self.names.get(part.name, part.name),
            ),
            one.aspect,
            one.have,
            one.want,
            part,
            part in self.known,
            self._shown(one),
            self._line(part),
            self._lenient(one),
            one.extra and self._undeclared(part),
            any(act.verb == "add-enum-value" and act.name == part.name for act in self.acts),
        )

    def _shown(self, one: Disagreement) -> str:
        aspects = (self.want if not one.extra else self.have).get(one.part)
        if aspects is None or one.aspect != WHOLE:
            return ""
        for name in ("type", "columns", "condition", "values"):
            if name in aspects:
                return aspects[name].text
        return ""

    def _line(self, part: Part) -> int:
        """The statement that is about the object; else the last one about its table."""
        lines = [statement.line for statement in self.reading.script.statements]
        near = 1
        for line, group in zip(lines, self.reading.acts, strict=True):
            for act in group:
                about = part.table and part.table in (self.fold(act.table), self.fold(act.new))
                if part.name and self.fold(act.name.rpartition(".")[2]) == part.name:
                    return line
                if about:
                    near = line
        return near

    def _lenient(self, one: Disagreement) -> bool:
        if one.aspect == "default" and one.want == "none" and one.part not in self.known:
            return True  # a new column that has to be filled somehow
        if one.aspect == "default" and one.want == "none" and one.have in _EMPTY:
            return not any(one.part.table == self.fold(act.table) for act in self.acts)
        if one.aspect == "order":
            return _without_nulls(one.have) == _without_nulls(one.want)
        if one.aspect == "default" and one.want == OWN_SEQUENCE:
            # drizzle-kit writes SET DATA TYPE serial, which is no type that PostgreSQL knows
            return any(act.verb == "alter-type" and act.new in SERIALS for act in self.acts)
        if one.aspect == "default" and one.want in _FALSY:
            # drizzle-kit 0.31 looks past a default that is false to JavaScript where a column changes
            return any(
                act.verb in ("alter-type", "modify-column")
                and (self.fold(act.table), self.fold(act.name)) == (one.part.table, one.part.name)
                for act in self.acts
            )
        if one.part.kind == "foreign key" and one.aspect in ("on delete", "on update"):
            if self.dialect == MYSQL.dialect:
                return self._in_table(one.part)
            return self.dialect in ("sqlite", "libsql") and self._by_column(one.part)
        if one.part.kind == "sequence" and one.aspect == "options":
            return self._keeps_cycling(one)
        changed = one.part in self.known and one.part.kind in ("check", "index")
        if self.newer and self.dialect == MYSQL.dialect and changed:
            return not any(self.fold(act.name) == one.part.name for act in self.acts)
        return False

    def _keeps_cycling(self, one: Disagreement) -> bool:
        """drizzle-kit writes CYCLE into ALTER SEQUENCE and never NO CYCLE."""
        left = [word for word in one.have.split("; ") if word != "cycle yes"]
        return ("; ".join(left) or "none") == one.want and any(
            act.verb in ("alter-sequence", "alter-other")
            and act.name == one.part.name
            and all(token.key != "CYCLE" for token in act.tokens)
            for act in self.acts
        )

    def _by_column(self, key: Part) -> bool:
        """The key came with ADD COLUMN … REFERENCES, where drizzle-kit 0.31 leaves the actions out."""
        columns = key.name.partition(" -> ")[0]
        return any(
            act.verb == "add-column"
            and self.fold(act.table) == key.table
            and self.fold(act.name) == columns
            and act.column is not None
            and act.column.reference is not None
            and not act.column.reference.on_delete
            and not act.column.reference.on_update
            for act in self.acts
        )

    def _in_table(self, key: Part) -> bool:
        """The key came inside CREATE TABLE, where drizzle-kit 1.0 leaves the actions out on MySQL."""
        return any(
            act.verb == "create-table"
            and self.fold(act.table) == key.table
            and any(
                each.reference
                and self.fold(each.name) == key.name
                and not (each.reference.on_delete or each.reference.on_update)
                for each in act.constraints
            )
            for act in self.acts
        )

    def _undeclared(self, part: Part) -> bool:
        """True for what no Drizzle schema has a word for, or says in another way."""
        aspects = self.have.get(part, {})
        if part.kind in ("index", "unique index"):
            return "(" in aspects["columns"].text or bool(aspects["order"].text)
        if part.kind == "table":
            made = [act for act in self.acts if self.fold(act.table) == part.table]
            return any(_odd(act) for act in made)
        return part.kind == "role"


def _odd(act: Act) -> bool:
    flags = ("as-select", "virtual", "partition-of", "like", "unlogged", "foreign")
    return act.verb == "create-table" and (
        any(act.has(flag) for flag in flags) or "partition by" in act.text
    )


def _without_nulls(order: str) -> str:
    return order.replace("nulls first", "").replace("nulls last", "").replace(" ", "")


def _spelled(*catalogs: Catalog) -> tuple[dict[str, str], dict[str, str]]:
    """Folded name -> the name as it was written, of tables and of the rest; empty where case
    matters."""
    tables: dict[str, str] = {}
    found: dict[str, str] = {}
    for catalog in catalogs:
        if catalog.dialect == "postgres":
            continue
        for key, table in catalog.tables.items():
            tables[key] = table.name
            found.update((name, column.name) for name, column in table.columns.items())
            found.update((name, index.name) for name, index in table.indexes.items())
            found.update((catalog.fold(each.name), each.name) for each in table.constraints)
    return tables, {key: name for key, name in found.items() if name and key != name}
