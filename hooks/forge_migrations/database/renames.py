"""Where tables and columns are after renames, for the engines whose catalogs keep no identity."""

from __future__ import annotations

from forge_migrations.engines import row_of
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.engines import Dialect


class Renames:
    """Follows `ALTER TABLE … RENAME` and its like, statement by statement."""

    def __init__(self, tables: Iterable[str], dialect: Dialect) -> None:
        self._dialect = dialect
        self.tables = {name: name for name in tables}
        """From a table's name before to its name now."""
        self._columns: dict[tuple[str, str], str] = {}

    def follow(self, sql: str) -> None:
        """Take note of what a statement renames."""
        if "rename" not in sql.lower() and "change" not in sql.lower():
            return
        for statement in split(sql, self._dialect).statements:
            for act in read(statement, self._dialect):
                if act.verb == "rename-table":
                    self._table(act.table, act.new)
                elif act.verb in ("rename-column", "modify-column") and act.new != act.name:
                    self._column(act.table, act.name, act.new)

    def now(self, there: Iterable[str]) -> dict[str, str]:
        """Keys before (`table`, `table.column`) to names now, for tables that are `there`."""
        names = set(there)
        # The original's name may be the copy's now: a rebuild by renaming the original away.
        tables = {
            before: name for before, name in self.tables.items() if before != name and name in names
        }
        columns = {f"{table}.{first}": name for (table, first), name in self._columns.items()}
        return tables | columns

    def _table(self, old: str, new: str) -> None:
        before = self._before(old)
        if before is not None:
            self.tables[before] = new.rpartition(".")[2]

    def _column(self, table: str, old: str, new: str) -> None:
        before = self._before(table)
        if before is None:
            return
        known = (
            key
            for key, name in self._columns.items()
            if key[0] == before and name.lower() == old.lower()
        )
        first = next(known, (before, old))
        self._columns[first] = new

    def _before(self, table: str) -> str | None:
        """What the table was called at first. Case matters to MySQL where files' names have it."""
        fold = str.lower if row_of(self._dialect).folds_tables else str
        return next((key for key, name in self.tables.items() if fold(name) == fold(table)), None)
