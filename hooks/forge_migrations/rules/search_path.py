"""Names without a schema mean others than elsewhere, since the file has set search_path."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def search_path(act: Act, scene: Scene) -> Iterator[Hit]:
    """A table that is made, changed or written without a schema, while another one is looked in first."""
    if not act.table or "." in act.table or act.has("temporary") or act.inside:
        return
    path = _path(scene)
    if path is None or re.search(
        rf'public"?\s*\.\s*"?{re.escape(act.table)}', scene.statement.text
    ):
        return
    table = scene.table(act.table)
    if table is not None and table.temporary:
        return
    first = path.split(",")[0].strip().strip("\"'") if path else ""
    if first in ("public", "$user", "pg_catalog"):
        return
    if not first:
        yield Hit(
            f'names table "{act.table}" without its schema, while search_path is empty: the statement'
            " fails"
        )
    else:
        yield Hit(
            f'means table "{first}.{act.table}" by "{act.table}", since the file sets search_path',
            "report",
        )


def _path(scene: Scene) -> str | None:
    """What the file has set search_path to here; `None` for nothing."""
    found: str | None = None
    for act in scene.before("set", "call"):
        text = act.text.removeprefix("local ").removeprefix("session ")
        if act.verb == "call" and act.name == "set_config" and "search_path" in text:
            parts = text.split(",", 1)
            value = parts[1].rsplit(",", 1)[0].strip() if len(parts) > 1 else ""
            found = value.strip("'") if value.startswith("'") else None
        elif text.startswith("search_path"):
            value = text.removeprefix("search_path").strip()
            value = value.removeprefix("to ").removeprefix("= ").removeprefix("=").strip()
            found = None if value in ("default", "") else value
    return found


RULE = Rule(
    id="search-path",
    kind="transaction",
    verbs=(
        "create-table",
        "drop-table",
        "add-column",
        "drop-column",
        "add-constraint",
        "create-index",
        "insert",
        "update",
        "delete",
        "truncate",
        "rename-table",
    ),
    check=search_path,
    problem=(
        "SET search_path, which pg_dump writes too, holds to the end of the session: a name without a "
        "schema then means a table of the first one in it, and none at all when it is empty. Drizzle's "
        "snapshot knows the table as public's, and the files that are pending behind it run in the same "
        "session."
    ),
    remedy="write the schema before the name, and take SET search_path out",
    engines=POSTGRES,
    after=("set", "call"),
    once=True,
    source="https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
)
