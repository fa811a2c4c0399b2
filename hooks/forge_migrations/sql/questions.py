"""What pending SQL asks of the rows that are there: each a SELECT that counts, made from its acts.

The rules say that a statement fails if a row is so; a question asks whether one is. It is about the
rows as they are now: where a pending statement above writes the table, the count isn't the verdict.
"""

from __future__ import annotations

from forge_migrations.engines import row_of
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.places import Places
from forge_migrations.sql.question import Question
from forge_migrations.sql.question_types import is_bare
from forge_migrations.sql.question_types import refused_by_type
from forge_migrations.sql.read import read_script
from forge_migrations.sql.rebuild import names_in
from forge_migrations.sql.rebuild import rebuild_of
from forge_migrations.sql.rebuild import source_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.rebuild import Rebuild

_WRITES = frozenset({"update", "delete", "insert", "truncate", "merge", "copy"})
_ANYTHING = frozenset({"do", "call", "opaque", "dynamic-sql", "run-code"})
"""Verbs of acts that can write any table."""


class Asker:
    """Follows the pending migrations, from the catalog that the applied ones made."""

    def __init__(self, applied: Sequence[str], dialect: Dialect) -> None:
        self.catalog = Catalog(dialect)
        self.dialect = dialect
        for text in applied:
            for acts in read_script(text, dialect).acts:
                for act in acts:
                    apply(self.catalog, act, EARLIER)
            self.catalog.dropped.clear()
        self._called: dict[str, str] = {}
        """A table's name in the pending SQL, folded -> what it is called now."""
        self._changed: set[str] = set()
        """Tables, folded, of which a column was renamed: conditions don't fit the rows there now."""
        self._written: set[str] = set()
        self._gone: set[tuple[str, str]] = set()
        """(table, column), folded, that pending SQL dropped: made again, none of its values are there;
        column `""` for the whole table."""
        self._anything = False

    def ask(self, text: str) -> Iterator[Question]:
        """The questions of the next pending migration, in its order."""
        reading = read_script(text, self.dialect)
        acts = [(act, statement.line) for statement, found in
                zip(reading.script.statements, reading.acts, strict=True) for act in found]  # fmt: skip
        places = Places([act for act, _ in acts], self.catalog.fold)
        for at, (act, line) in enumerate(acts):
            if act.verb == "drop-table" and (rebuild := rebuild_of(self.catalog, places, at)):
                yield from self._of_rebuild(rebuild, line)
            else:
                yield from self._of(act, line)
            self._move_on(act)

    def _move_on(self, act: Act) -> None:
        fold = self.catalog.fold
        key = fold(act.table)
        if act.verb == "rename-table":
            new = fold(act.new)
            self._called[new] = self._called.pop(key, act.table)
            for names in (self._changed, self._written):
                names.discard(new)
                if key in names:
                    names.add(new)
            self._gone.discard((new, ""))
        elif act.verb == "rename-column":
            self._changed.add(fold(act.table))
        elif act.verb in ("drop-table", "drop-column"):
            self._gone.add((key, fold(act.name) if act.verb == "drop-column" else ""))
        elif act.verb in _WRITES or act.has("as-select") or self._converts(act):
            self._written.add(key)
        self._anything = self._anything or act.verb in _ANYTHING
        apply(self.catalog, act, FILE)

    def _of(self, act: Act, line: int) -> Iterator[Question]:
        table = self.catalog.table(act.table) if act.table else None
        fold = self.catalog.fold
        if table is None or table.born == FILE or table.kind != "table" or table.temporary:
            return
        if (fold(act.table), "") in self._gone:
            return  # dropped and made again
        old = self.catalog.column(act.table, act.name) if act.name else None
        if old is not None and (fold(act.table), fold(old.name)) in self._gone:
            return
        if act.verb == "drop-table":
            yield self._asked(act.table, line, "go with the table", "", fails=False)
        elif (
            act.verb == "drop-column" and old is not None and old.born != FILE and not old.computed
        ):
            where = f"{self._quoted(old.name)} IS NOT NULL"
            yield self._asked(
                act.table, line, f'lose what they have in "{old.name}"', where, fails=False
            )
        elif act.verb == "add-column" and act.column is not None:
            column = act.column
            bare = column.default is None and not column.generated
            if (
                bare
                and old is None
                and (column.not_null or column.primary)
                and self._refuses_bare(column)
            ):
                says = f'have no value for the new column "{column.name}", which is NOT NULL'
                yield self._asked(act.table, line, says, "")
        elif act.verb == "set-not-null" and old is not None and old.born != FILE:
            yield from self._nulls(act.table, [old.name], line)
        elif act.verb in ("alter-type", "modify-column") and old is not None and old.born != FILE:
            yield from self._of_type(act, line)
        elif act.verb in ("add-constraint", "validate-constraint"):
            key = act.constraint or next((c for c in table.constraints if c.name == act.name), None)
            if key is not None and (key.valid or act.verb == "validate-constraint"):
                yield from self._of_constraint(act.table, table, key, line)
        elif act.verb == "create-index" and act.indexed is not None and act.indexed.unique:
            index = act.indexed
            key = Constraint("unique", index.name, index.columns, nulls=index.nulls)
            yield from self._duplicates(act.table, table, key, line, index.where)

    def _refuses_bare(self, column: Column) -> bool:
        """PostgreSQL does; MySQL makes a value up, SQLite refuses with no row, too."""
        return self.dialect == "postgres" and not self.catalog.domain(column.type)

    def _of_type(self, act: Act, line: int) -> Iterator[Question]:
        old = self.catalog.column(act.table, act.name)
        assert old is not None
        if act.verb == "modify-column":
            new = act.column
            if new is None:
                return
            if new.not_null and not old.not_null and not old.primary:
                yield from self._nulls(act.table, [old.name], line)
            kind = new.type
        else:
            kind = act.new
        found = refused_by_type(old, kind, self.catalog, self._quoted(old.name), act.text)
        if found is not None:
            yield self._asked(act.table, line, f'hold in "{old.name}" what {kind} refuses', found)

    def _of_constraint(
        self, name: str, table: Table, key: Constraint, line: int
    ) -> Iterator[Question]:
        if key.using_index:
            return
        if key.kind in ("unique", "primary"):
            if key.kind == "primary" and self.catalog.grammar.primary_not_null:
                nullable = [c for c in key.columns if (found := self.catalog.column(name, c))
                            and not found.not_null and not found.generated]  # fmt: skip
                yield from self._nulls(name, nullable, line)
            yield from self._duplicates(name, table, key, line)
        elif key.kind == "check" and not self._needs_more(name, key.expression):
            yield self._asked(
                name, line, f'break the CHECK "{key.name}"', f"NOT ({key.expression})"
            )
        elif key.kind == "foreign" and key.reference is not None:
            yield from self._orphans(name, key, line)

    def _nulls(self, name: str, columns: Sequence[str], line: int) -> Iterator[Question]:
        if self.catalog.fold(name) in self._changed:
            return
        for column in columns:
            yield self._asked(
                name, line, f'have NULL in "{column}"', f"{self._quoted(column)} IS NULL"
            )

    def _duplicates(
        self, name: str, table: Table, key: Constraint, line: int, where: str = ""
    ) -> Iterator[Question]:
        fold = self.catalog.fold
        if not key.columns or self._needs_more(name, " ".join((*key.columns, where))):
            return
        if any(fold(c) not in table.columns and not c.startswith("(") for c in key.columns):
            return  # a prefix or an operator class, which GROUP BY doesn't know
        if any({*map(fold, known)} == {*map(fold, key.columns)} for known in table.unique_keys()):
            return
        columns = [c if c.startswith("(") else self._quoted(c) for c in key.columns]
        asked = [f"({where})"] if where else []
        if key.nulls != "not distinct":
            asked += [f"{column} IS NOT NULL" for column in columns]
        says = f"are equal to another in ({', '.join(key.columns)})"
        yield self._asked(name, line, says, " AND ".join(asked), group=", ".join(columns))

    def _orphans(self, name: str, key: Constraint, line: int) -> Iterator[Question]:
        assert key.reference is not None
        parent = self.catalog.table(key.reference.table)
        to = key.reference.columns or (parent.primary() if parent else ())
        own = [self.catalog.column(name, column) for column in key.columns]
        if parent is None or len(to) != len(own) or not all(c and c.born != FILE for c in own):
            return
        fold = self.catalog.fold
        if fold(name) in self._changed or fold(parent.name) in self._changed:
            return
        alias = self._alias(name)
        filled = [f"{alias}.{self._quoted(column)} IS NOT NULL" for column in key.columns]
        if parent.born == FILE:
            missing = ""  # a new table holds what pending statements put into it
        else:
            pairs = " AND ".join(
                f"p.{self._quoted(b)} = {alias}.{self._quoted(a)}"
                for a, b in zip(key.columns, to, strict=True)
            )
            missing = f"NOT EXISTS (SELECT 1 FROM {self._home(parent.name)} AS p WHERE {pairs})"
        says = f'refer to no row of "{parent.name}" by ({", ".join(key.columns)})'
        where = " AND ".join([*filled, *([missing] if missing else [])])
        yield self._asked(name, line, says, where, beside=parent.name)

    def _of_rebuild(self, rebuild: Rebuild, line: int) -> Iterator[Question]:
        """Rows are copied into the new form: what it refuses, and what is left behind."""
        old, new, copy = rebuild.old, rebuild.new, rebuild.copy
        if old.born == FILE or copy is None or copy.narrowed or copy.joined:
            return  # its INSERT counts as a write: the rows now don't decide
        fold = self.catalog.fold
        self._called[fold(new.name)] = self._called.get(fold(old.name), old.name)
        sources = {fold(t): fold(source_column(e, self.catalog) or "") for t, e in copy.pairs}
        if copy.whole:
            sources = {name: name for name in old.columns}
        for target, source in sources.items():
            to, was = new.columns.get(target), old.columns.get(source)
            if (
                to
                and was
                and was.born != FILE
                and to.not_null
                and not (was.not_null or was.primary)
            ):
                yield from self._nulls(old.name, [was.name], line)
        known = {_squeezed(c.expression) for c in old.constraints if c.kind == "check"}
        same = all(target == source for target, source in sources.items())
        (self._written.discard if same else self._changed.add)(fold(new.name))
        if same:
            for key in new.constraints:
                if key.kind == "check" and _squeezed(key.expression) not in known:
                    asked = self._asked(old.name, line, f'break the CHECK "{key.name}"',
                                        f"NOT ({key.expression})")  # fmt: skip
                    yield asked._replace(alias=self._alias(new.name))
        read = {fold(name) for _, e in copy.pairs for name in names_in(e, self.catalog)}
        for name, column in old.columns.items():
            if column.born == FILE or column.computed or copy.whole or name in read:
                continue
            where = f"{self._quoted(column.name)} IS NOT NULL"
            says = f'lose what they have in "{column.name}"'
            yield self._asked(old.name, line, says, where, fails=False)

    def _converts(self, act: Act) -> bool:
        """True for a USING that makes other values: what they are isn't asked."""
        kind = act.new
        return act.verb == "alter-type" and not is_bare(act.text, act.name, kind)

    def _needs_more(self, name: str, expression: str) -> bool:
        """True when a condition asks for columns that aren't there yet, or are called otherwise now."""
        table = self.catalog.table(name)
        if table is None or self.catalog.fold(name) in self._changed:
            return True
        key = self.catalog.fold(name)
        new = [column.name for folded, column in table.columns.items()
               if column.born == FILE or (key, folded) in self._gone]  # fmt: skip
        return any(each in expression for each in new)

    def _asked(
        self, name: str, line: int, says: str, where: str, *, group: str = "", fails: bool = True,
        beside: str = "",
    ) -> Question:  # fmt: skip
        table = self.catalog.table(name)
        keys = table.primary() if table else ()
        if table and not keys:
            keys = tuple(column.name for column in table.columns.values() if column.primary)
        fold = self.catalog.fold
        written = self._anything or bool({fold(name), fold(beside)} & self._written)
        shown = () if fold(name) in self._changed else tuple(map(self._quoted, keys))
        return Question(line, name, self._home(name), self._alias(name), says, where, group,
                        shown, fails, written)  # fmt: skip

    def _home(self, name: str) -> str:
        now = self._called.get(self.catalog.fold(name), name)
        return ".".join(map(self._quoted, now.split(".")))

    def _alias(self, name: str) -> str:
        return self._quoted(name.rpartition(".")[2])

    def _quoted(self, name: str) -> str:
        return row_of(self.dialect).quoted(name)


def _squeezed(expression: str) -> str:
    return "".join(expression.split()).replace("__new_", "").lower()
