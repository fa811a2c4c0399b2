"""What code that uses a schema sends to the database: SQL of the project's own drizzle-orm.

drizzle-orm writes it (`queries.cjs`), from a schema at a Tree, without a connection. Values are left
open: whoever runs a query puts those of rows in that are there.
"""

from __future__ import annotations

from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.kit.bridge import VERSION
from forge_migrations.drizzle.kit.closure import Recorder
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.kit.bridge import Kit
    from forge_migrations.drizzle.project import Project

FORM = "3"
"""Of what `queries.cjs` writes."""


class Thing(NamedTuple):
    """A table or a view that queries name."""

    schema: str
    """Empty for the default one."""
    name: str
    kind: str
    """`table`, `view` or `materialized view`."""
    types: tuple[str, ...] = ()
    """The types of its columns, without what stands in brackets."""

    @property
    def label(self) -> str:
        """As rehearsals name tables: `users`, `auth.users`."""
        plain = self.schema in ("", "public")
        return self.name if plain else f"{self.schema}.{self.name}"


class Open(NamedTuple):
    """A value that a query leaves open, or one that it has."""

    column: str = ""
    """The column whose value it is; empty where the value is given."""
    label: bool = False
    """True where a value of the column's enum belongs."""
    given: str | int | float | bool | None = None


class Query(NamedTuple):
    """One query that code sends."""

    kind: str
    """`select`, `find`, `insert`, `insert-required`, `conflict`, `update`, `value`, `delete`,
    `refresh`."""
    thing: Thing
    uses: tuple[Thing, ...]
    """Everything that it reads or writes, `thing` among it."""
    parts: tuple[str, ...]
    """The SQL between its values: one more than there are of these."""
    values: tuple[Open, ...]
    column: str = ""
    """The one column that an update sets; empty where it sets all of them."""
    labels: tuple[str, ...] = ()
    """What the schema lets the column hold."""


class Queries(NamedTuple):
    """The queries of a schema."""

    key: str
    """The same for the same schema and drizzle-orm."""
    queries: tuple[Query, ...]
    failed: tuple[str, ...] = ()
    """What drizzle-orm could not write, with its reason."""


def queries_at(kit: Kit, project: Project, tree: Tree) -> Queries:
    """What code with the schema of a Tree sends. Raises `Undecided` where the schema can't be loaded."""
    loaded = kit.load(project, tree)
    if loaded.snapshot is None:
        raise Undecided(loaded.failure.message if loaded.failure else "it can't be loaded")
    key = digest(VERSION, FORM, loaded.key)
    kept = kit.facts.get_large("queries", key)
    if not isinstance(kept, dict):
        kept = _asked(kit, project, tree)
        kit.facts.put_large("queries", key, kept)
    things = [Thing(each[0], each[1], each[2], tuple(each[3])) for each in kept["things"]]
    queries = tuple(_query(each, things) for each in kept["queries"])
    return Queries(key, queries, tuple(kept["failed"]))


def _asked(kit: Kit, project: Project, tree: Tree) -> dict[str, Any]:
    recorder = Recorder(tree, kit.facts, kit.root)
    request = kit.request(project, kit.place(project, tree), schema_files(project, tree))
    try:
        answer = kit.node.ask({**request, "do": "queries"}, recorder.reply)
    finally:
        tree.rest()
    if "error" in answer:
        raise Undecided(str(answer["error"]["message"]))
    order = ("schema", "name", "kind", "types")
    things = [[each[name] for name in order] for each in answer["things"]]
    return {"things": things, "queries": answer["queries"], "failed": answer["failed"]}


def _query(told: dict[str, Any], things: list[Thing]) -> Query:
    return Query(
        told["kind"],
        things[told["at"]],
        tuple(things[each] for each in told["uses"]),
        tuple(told["parts"]),
        tuple(map(_open, told["params"])),
        told.get("column", ""),
        tuple(told.get("labels", ())),
    )


def _open(told: Any) -> Open:
    if isinstance(told, dict):
        return Open(given=told["value"])
    return Open(told[0], len(told) > 1)
