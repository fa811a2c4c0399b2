"""An index on a table in use: the migration asks for it only where it isn't there, so that it can be built
beside readers and writers before, outside the transaction that drizzle-orm's migrator holds."""

from __future__ import annotations

from forge_migrations.sql.reworded import if_not_exists
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Softening

HOW = "apply --online builds it first, beside its writers, and the migration finds it there"


def soften_indexes(soft: Softening) -> None:
    """PostgreSQL alone builds CONCURRENTLY."""
    given = soft.given
    if given.dialect != "postgres":
        return
    for at, group in enumerate(soft.acts):
        act = group[0] if len(group) == 1 else None
        if act is None or act.verb != "create-index" or act.inside or not act.name:
            continue
        already = act.has("if-not-exists") and not act.has("concurrently")
        if already or not given.knows(act.table) or at in soft.instead:
            continue
        soft.instead[at] = (if_not_exists(given.written(at), given.dialect),)
        soft.forms.append(Form(f'create-index "{act.name}" of "{act.table}"', HOW, 1))
