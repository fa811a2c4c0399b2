"""The clauses by which MySQL and MariaDB refuse an ALTER rather than keep writers waiting for it.

What MySQL 8.0.29 and later takes is its manual's word, and wasn't run here:
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html. What MariaDB takes was run on
10.11, and the tests run it again.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.online_kinds import kinds_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.online_kinds import Kind

INSTANT: Final = "ALGORITHM=INSTANT"
"""Only the dictionary changes."""
ONLINE: Final = "ALGORITHM=INPLACE, LOCK=NONE"
"""The table or an index is built beside readers and writers."""
_IN_PLACE: Final = "ALGORITHM=INPLACE"
_NONE: Final = ""


class Server(NamedTuple):
    """What the migrations run on, as far as it is told."""

    product: str = ""
    """`MySQL`, `MariaDB`; empty where nothing tells: then only what both take is written."""
    plain: bool = True
    """False for what speaks MySQL's words and has DDL of its own: PlanetScale, TiDB, SingleStore."""

    @property
    def named(self) -> str:
        """As a sentence names it."""
        return self.product or "MySQL"


CLAUSES: Final[dict[Kind, tuple[str, str]]] = {
    "add column": (INSTANT, INSTANT),
    "add column now": (_NONE, INSTANT),
    "add virtual column": (INSTANT, INSTANT),
    "drop column": (INSTANT, INSTANT),
    "drop indexed column": (ONLINE, ONLINE),
    "drop stored column": (ONLINE, INSTANT),
    "rename column": (INSTANT, INSTANT),
    "rename key column": (ONLINE, INSTANT),
    "default": (INSTANT, INSTANT),
    "null": (ONLINE, ONLINE),
    "not null": (ONLINE, ONLINE),
    "append value": (INSTANT, INSTANT),
    "widen": (ONLINE, INSTANT),
    "add index": (ONLINE, ONLINE),
    "drop index": (ONLINE, ONLINE),
    "rename index": (ONLINE, INSTANT),
    "add primary key": (ONLINE, ONLINE),
    "drop foreign key": (ONLINE, INSTANT),
    "drop check": (_NONE, INSTANT),
}
"""What is done -> (what MySQL takes, what MariaDB takes); empty where it isn't known."""
COPIES: Final[dict[Kind, str]] = {
    "add column computed default": (
        "add it without the default, and set the default in a migration behind it"
    ),
    "add stored column": "a VIRTUAL column takes no copy",
    "add auto column": "use gh-ost or pt-online-schema-change",
    "type": "add a column of the new type, fill it, release, and drop the old one later",
    "charset": "use gh-ost or pt-online-schema-change",
    "add foreign key": "run it when few write; each row is looked up, and there is no NOT VALID",
    "add check": "run it when few write; each row is read, and there is no NOT VALID",
    "drop primary key": "drop and add it in one ALTER TABLE",
    "add text index": "run it when few write",
}
"""What neither does beside writers -> what helps."""
_STRENGTH = (_NONE, _IN_PLACE, ONLINE, INSTANT)


class Way(NamedTuple):
    """How an act is done."""

    clause: str = ""
    """Empty where none is certain."""
    waits: str = ""
    """Why writers wait whatever is written, and what helps; a sentence."""


def way_of(act: Act, catalog: Catalog, server: Server) -> Way:
    """The clause for an act on what databases have; it is the only one of its statement."""
    table = catalog.table(act.table)
    kinds = kinds_of(act, catalog)
    if table is None or not kinds or not server.plain:
        return Way()
    for kind in kinds:
        if kind in COPIES:
            return Way("", f"{server.named} keeps writers waiting for it: {COPIES[kind]}")
    if "not null" in kinds:
        moment = act.column is not None and act.column.type.startswith("timestamp")
        if server.product == "MariaDB" and (moment or _has(table, "stored")):
            what = "to make a timestamp NOT NULL" if moment else "with a STORED column for it"
            return Way("", f"MariaDB copies a table {what}, and writers wait")
        if moment or (not server.product and _has(table, "stored")):
            return Way()  # of MySQL nothing tells whether a timestamp is no exception
    if _refused(table, kinds, server):
        return Way()
    clauses = [_clause(kind, server) for kind in kinds]
    clause = min(clauses, key=_STRENGTH.index)
    if clause == ONLINE and server.product != "MariaDB" and _cascades(catalog, table):
        # https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-limitations.html
        return Way(_IN_PLACE)
    return Way(clause)


def _clause(kind: Kind, server: Server) -> str:
    mysql, mariadb = CLAUSES[kind]
    if server.product:
        return mariadb if server.product == "MariaDB" else mysql
    return min(mysql, mariadb, key=_STRENGTH.index)  # MariaDB takes INPLACE for what is INSTANT


def _has(table: Table, generated: str) -> bool:
    return any(column.generated == generated for column in table.columns.values())


def _refused(table: Table, kinds: tuple[Kind, ...], server: Server) -> bool:
    """True where what else the table has makes the server refuse what it takes elsewhere."""
    if any(index.method in ("fulltext", "spatial") for index in table.indexes.values()):
        return True
    if server.product == "MySQL":
        return False
    virtual = {key for key, column in table.columns.items() if column.generated == "virtual"}
    if virtual and "drop indexed column" in kinds:
        return True
    return any(virtual & set(map(str.lower, index.columns)) for index in table.indexes.values())


def _cascades(catalog: Catalog, table: Table) -> bool:
    """True for a table with a foreign key, of its own or to it, that changes rows by itself."""
    keys = [one.reference for one in table.constraints if one.reference]
    keys += [one.reference for _, one in catalog.inbound(table.name) if one.reference]
    acting = ("cascade", "set null")
    return any(key.on_delete in acting or key.on_update in acting for key in keys)
