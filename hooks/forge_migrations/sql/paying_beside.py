"""The statements by which a column takes another's place, in the two migrations behind the one that
made it.

The first fills the rows, and makes ready what has to stand on the new column: indexes and constraints
under names of their own, and a CHECK that no row is without its value. The second has the constraints
look at the rows beside readers and writers, and then changes names, which reads nothing.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.acts import Index
from forge_migrations.sql.beside import NEXT
from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.beside import cut
from forge_migrations.sql.beside import fold_only
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.reworded import with_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.beside import Beside
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.verbs import Verb

DIALECT: Dialect = "postgres"
_ORDER = frozenset({"asc", "desc", "nulls", "first", "last"})
_KINDS = frozenset({"unique", "primary", "check", "foreign"})


class Placing(NamedTuple):
    """What one migration does for the columns of a table that are to take others' places."""

    statements: tuple[str, ...]
    pays: tuple[Debt, ...]
    waits: tuple[Debt, ...]


def placing(catalog: Catalog, debts: Sequence[Debt]) -> Placing:
    """Of one table's debts those that are ready, else what makes all of them ready."""
    table = catalog.table(debts[0].table)
    if table is None:
        return Placing((), (), tuple(debts))
    pairs = [(debt, one) for debt in debts if (one := beside_of(debt.act)) is not None]
    named = {each.name for each in table.constraints}
    ready = [(debt, one) for debt, one in pairs if one.proof in named]
    chosen = ready or pairs
    work = _Work(catalog, table, chosen)
    made = work.taking() if ready else work.preparing()
    paid = tuple(debt for debt, _ in ready)
    return Placing(tuple(made), paid, tuple(debt for debt in debts if debt not in paid))


class _Work:
    """One table on its way."""

    def __init__(
        self, catalog: Catalog, table: Table, pairs: Sequence[tuple[Debt, Beside]]
    ) -> None:
        self.catalog, self.table, self.pairs = catalog, table, pairs
        self.name = dotted(table.name, DIALECT)
        self.names = {one.old: one.new for _, one in pairs}

    def preparing(self) -> Iterator[str]:
        for debt, pair in self.pairs:  # one by one, as `fills` knows them
            new, value = quoted(pair.new, DIALECT), value_of(debt)
            unfilled = f"{new} IS NULL AND ({value}) IS NOT NULL"
            yield f"UPDATE {self.name} SET {new} = {value} WHERE {unfilled};"
        for index in self._indexes():
            made = index._replace(name=cut(index.name + NEXT))
            yield self._owing("drop-index", made.name, index.name) + self._index(made)
        for one in self._constraints():
            name = cut(one.name + NEXT)
            if one.kind in ("unique", "primary"):
                key = Index(name, self.table.name, one.columns, unique=True, nulls=one.nulls)
                yield self._owing("drop-index", name, one.name) + self._index(key)
            else:
                yield self._owing("drop-constraint", name, one.name) + self._constraint(one, name)
        for debt, pair in self.pairs:
            proof = quoted(pair.proof, DIALECT)
            reason = f"proves that {pair.new} has every value"
            owing = Debt("drop-constraint", self.table.name, pair.proof, reason)
            yield (
                f"{owing.comment(DIALECT)}\nALTER TABLE {self.name} ADD CONSTRAINT {proof}"
                f" CHECK ({self._filled(debt, pair)}) NOT VALID;"
            )

    def taking(self) -> Iterator[str]:
        alter = f"ALTER TABLE {self.name}"
        fold = self.catalog.fold
        there = {fold(each.name): each for each in self.table.constraints}
        own = list(self._constraints())
        mirrored = [(one, cut(one.name + NEXT)) for one in own]
        looked = [pair.proof for _, pair in self.pairs] + [name for _, name in mirrored]
        for name in looked:
            if fold(name) in there and not there[fold(name)].valid:
                yield f"{alter} VALIDATE CONSTRAINT {quoted(name, DIALECT)};"
        for debt, pair in self.pairs:
            old = self.table.columns[fold(pair.old)]
            if old.not_null:
                yield f"{alter} ALTER COLUMN {quoted(pair.new, DIALECT)} SET NOT NULL;"
            if debt.verb == "rename-column" and old.default is not None:
                yield (
                    f"{alter} ALTER COLUMN {quoted(pair.new, DIALECT)} SET DEFAULT {old.default};"
                )
        indexes = [index.name for index in self._indexes()]
        for _, pair in self.pairs:
            yield from self._out_of_step(pair)
            yield f"{alter} DROP CONSTRAINT {quoted(pair.proof, DIALECT)};"
            yield f"{alter} DROP COLUMN {quoted(pair.old, DIALECT)};"
            if pair.new != pair.name:
                yield (
                    f"{alter} RENAME COLUMN {quoted(pair.new, DIALECT)}"
                    f" TO {quoted(pair.name, DIALECT)};"
                )
        schema = self.table.name.rpartition(".")[0]
        above = f"{quoted(schema, DIALECT)}." if schema else ""
        for name in indexes:
            now = quoted(cut(name + NEXT), DIALECT)
            yield f"ALTER INDEX {above}{now} RENAME TO {quoted(name, DIALECT)};"
        for one, name in mirrored:
            now, wanted = quoted(name, DIALECT), quoted(one.name, DIALECT)
            if one.kind in ("unique", "primary"):
                kind = "PRIMARY KEY" if one.kind == "primary" else "UNIQUE"
                yield f"{alter} ADD CONSTRAINT {wanted} {kind} USING INDEX {now};"
            else:
                yield f"{alter} RENAME CONSTRAINT {now} TO {wanted};"

    def _out_of_step(self, pair: Beside) -> Iterator[str]:
        trigger = self.catalog.fold(pair.trigger)
        if trigger not in self.table.triggers:
            return
        called = self.table.trigger_calls.get(trigger) or pair.function.rpartition(".")[2]
        schema = self.table.name.rpartition(".")[0]
        function = dotted(f"{schema}.{called}" if schema else called, DIALECT)
        yield f"DROP TRIGGER {quoted(pair.trigger, DIALECT)} ON {self.name};"
        yield f"DROP FUNCTION {function}();"

    def _filled(self, debt: Debt, pair: Beside) -> str:
        new = f"{quoted(pair.new, DIALECT)} IS NOT NULL"
        old = self.table.columns.get(self.catalog.fold(pair.old))
        return new if old and old.not_null else f"{new} OR ({value_of(debt)}) IS NULL"

    def _indexes(self) -> Iterator[Index]:
        for index in self.table.indexes.values():
            told = [*index.columns, *index.includes, index.where]
            if any(self._names(text) for text in told if text) and not self._ready(index.name):
                yield index

    def _constraints(self) -> Iterator[Constraint]:
        for one in self.table.constraints:
            named = {*one.columns} & self.names.keys() or self._names(one.expression)
            if named and one.kind in _KINDS and not self._ready(one.name):
                yield one

    def _ready(self, name: str) -> bool:
        """True for a proof, which names both columns."""
        return any(name == pair.proof for _, pair in self.pairs)

    def _names(self, text: str) -> bool:
        if not text:
            return False
        if not fold_only(self.catalog, self.table, text):
            return text in self.names
        return any(names_column(self.catalog, text, old) for old in self.names)

    def _owing(self, verb: Verb, name: str, of: str) -> str:
        reason = f"takes the place of {of}"
        return Debt(verb, self.table.name, name, reason).comment(DIALECT) + "\n"

    def _index(self, index: Index) -> str:
        unique = "UNIQUE " if index.unique else ""
        method = f" USING {index.method}" if index.method else ""
        forms = index.forms or ("",) * len(index.columns)
        columns = ", ".join(
            f"{self._key(text, form)} {form}".strip()
            for text, form in zip(index.columns, forms, strict=True)
        )
        includes = ", ".join(self._key(text, "") for text in index.includes)
        return (
            f"CREATE {unique}INDEX IF NOT EXISTS {quoted(index.name, DIALECT)}"
            f" ON {self.name}{method} ({columns})"
            + (f" INCLUDE ({includes})" if includes else "")
            + (" NULLS NOT DISTINCT" if index.nulls else "")
            + (f" WITH ({index.options})" if index.options else "")
            + (f" WHERE {self._reworded(index.where)}" if index.where else "")
            + ";"
        )

    def _key(self, text: str, form: str) -> str:
        """A column, or an expression in brackets, which may hold its order too."""
        if fold_only(self.catalog, self.table, text):
            words = _ORDER | set(form.lower().split())
            inner = text.removeprefix("(").removesuffix(")")
            while inner.rpartition(" ")[2].lower() in words:
                inner = inner.rpartition(" ")[0]
            return f"({self._reworded(inner)})"
        return quoted(self.names.get(text, text), DIALECT)

    def _reworded(self, text: str) -> str:
        return with_names(text, self.names, DIALECT)

    def _constraint(self, one: Constraint, name: str) -> str:
        begin = f"ALTER TABLE {self.name} ADD CONSTRAINT {quoted(name, DIALECT)}"
        if one.reference is None:
            return f"{begin} CHECK ({self._reworded(one.expression)}) NOT VALID;"
        columns = ", ".join(quoted(self.names.get(each, each), DIALECT) for each in one.columns)
        target = one.reference
        there = ", ".join(quoted(each, DIALECT) for each in target.columns)
        return (
            f"{begin} FOREIGN KEY ({columns}) REFERENCES {dotted(target.table, DIALECT)}"
            + (f"({there})" if there else "")
            + (f" ON DELETE {target.on_delete.upper()}" if target.on_delete else "")
            + (f" ON UPDATE {target.on_update.upper()}" if target.on_update else "")
            + " NOT VALID;"
        )


def value_of(debt: Debt) -> str:
    """What a value of the new column is made of, in SQL."""
    return debt.using or quoted(debt.name, DIALECT)
