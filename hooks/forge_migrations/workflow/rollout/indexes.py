"""An index on a table in use: the migration asks for it only where it isn't there, so that it can be built
beside readers and writers before, outside the transaction that drizzle-orm's migrator holds. A unique key is
made of such an index.

https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX
"""

from __future__ import annotations

import re

from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.reworded import if_not_exists
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.rollout.softened import Softening

HOW = "apply --online builds it first, beside its writers, and the migration finds it there"
KEY = "its index is built first by apply --online, beside its writers, and becomes the key"
NEW = "its column isn't there before, and the snapshot has both: generate it later for a big table"
_PLAIN = re.compile(
    r"\bUNIQUE\s*(NULLS\s+(?:NOT\s+)?DISTINCT\s*)?\([^()]*\)\s*;?\s*$", re.IGNORECASE
)


def soften_indexes(soft: Softening) -> None:
    """PostgreSQL alone builds CONCURRENTLY."""
    given = soft.given
    if given.dialect != "postgres":
        return
    for at, group in enumerate(soft.acts):
        act = group[0] if len(group) == 1 else None
        if act is None or act.inside or at in soft.instead or not given.knows(act.table):
            continue
        if act.verb == "add-constraint":
            made = _key(soft, at, act)
            if made:
                soft.instead[at] = made
                soft.forms.append(Form(f"add-constraint {_said(act)}", KEY, 1))
        elif act.verb == "create-index" and act.name:
            if act.has("if-not-exists") and not act.has("concurrently"):
                continue
            what = f'create-index "{act.name}" of "{act.table}"'
            if _on_new_column(soft, act):
                soft.left.append(Left(what, NEW))
                continue
            soft.instead[at] = (if_not_exists(given.written(at), given.dialect),)
            soft.forms.append(Form(what, HOW, 1))


def _said(act: Act) -> str:
    name = act.constraint.name if act.constraint else ""
    return f"{dotted(act.table, 'postgres')}.{quoted(name, 'postgres')}"


def _on_new_column(soft: Softening, act: Act) -> bool:
    """True for an index with a column that the migration adds."""
    fold = soft.given.before.fold
    words = [*act.indexed.columns, *act.indexed.includes, act.indexed.where] if act.indexed else []
    return any(
        each.verb == "add-column"
        and fold(each.table) == fold(act.table)
        and any(re.search(rf"(?<!\w){re.escape(fold(each.name))}(?!\w)", word) for word in words)
        for group in soft.given.reading.acts
        for each in group
    )


def _key(soft: Softening, at: int, act: Act) -> tuple[str, ...]:
    """A unique key of columns that are there, made of its index; nothing for another one."""
    made, given = act.constraint, soft.given
    if made is None or made.kind != "unique" or not made.name or made.using_index:
        return ()
    written = _PLAIN.search(given.written(at))
    if written is None or not all(given.knows(act.table, name) for name in made.columns):
        return ()
    table, name = dotted(act.table, "postgres"), quoted(made.name, "postgres")
    columns = ", ".join(quoted(each, "postgres") for each in made.columns)
    nulls = f" {' '.join(written[1].split())}" if written[1] else ""
    return (
        f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {table} ({columns}){nulls};",
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name};",
    )
