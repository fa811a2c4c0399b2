"""A question to the rows of a live table, and the SELECTs that ask it."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple


class Question(NamedTuple):
    """One thing to count."""

    line: int
    """Of the statement, 1-based."""
    table: str
    """As the migration names it."""
    home: str
    """The table as it is called now, quoted."""
    alias: str
    """Quoted; conditions name it."""
    says: str
    """What the counted rows are: `have NULL in "email"`."""
    where: str
    """Which rows they are; empty for all."""
    group: str = ""
    """The columns that rows have to differ in."""
    keys: tuple[str, ...] = ()
    """The primary key's columns, quoted."""
    fails: bool = True
    """False for what the statement loses without failing."""
    written: bool = False
    """A pending statement above writes a table that it is about."""

    def number(self, sample: int = 0) -> str:
        """The SELECT of one number. `sample`: of so many rows at most."""
        if not self.group:
            return f"SELECT count(*) FROM {self._rows(sample)}{self._filter()}"
        return (
            f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {self._rows(sample)}"
            f"{self._filter()} GROUP BY {self.group} HAVING count(*) > 1) d"
        )

    def some(self, sample: int = 0) -> str:
        """The SELECT of at most three primary keys; empty without a key."""
        if not self.keys:
            return ""
        named, where = ", ".join(self.keys), self._filter()
        if self.group:
            same = (
                f"({self.group}) IN (SELECT {self.group} FROM {self._rows(sample)}{where}"
                f" GROUP BY {self.group} HAVING count(*) > 1)"
            )
            where = f"{where} AND {same}" if where else f" WHERE {same}"
        return f"SELECT {named} FROM {self._rows(sample)}{where} ORDER BY {named} LIMIT 3"

    def _rows(self, sample: int) -> str:
        inner = f"(SELECT * FROM {self.home} LIMIT {sample})" if sample else self.home
        return f"{inner} AS {self.alias}"

    def _filter(self) -> str:
        return f" WHERE {self.where}" if self.where else ""
