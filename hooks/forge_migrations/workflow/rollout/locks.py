"""What MySQL is asked for with each ALTER: that it refuses rather than keep writers waiting."""

from __future__ import annotations

import copy

from forge_migrations.checks.destructive_sql.production import observed
from forge_migrations.checks.destructive_sql.settings import settings_of
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.online_mysql import Server
from forge_migrations.sql.refusing import refusing
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.rollout.scene import Scene
    from forge_migrations.workflow.rollout.softened import Softening

HOW = "the server refuses it rather than keep writers waiting"


def server_of(scene: Scene) -> Server | None:
    """What the policy says, else what was observed of production; `None` for other dialects."""
    if scene.dialect != "mysql":
        return None
    policy, project = scene.subject.policy, scene.change.project
    if settings_of(policy, project).engine:
        return Server(plain=False)
    own = next((each for each in policy.projects if each.get("config") == project.config), {})
    for word, product in (("mariadb", "MariaDB"), ("mysql", "MySQL")):
        if own.get(word):
            return Server(product)
    for word, product in (("mariadb", "MariaDB"), ("mysql", "MySQL")):
        if policy.get(word):
            return Server(product)
    seen = {each.engine for each in observed(scene.subject, project, "mysql").environments}
    return Server(seen.pop()) if len(seen) == 1 else Server()


def soften_locks(soft: Softening, server: Server | None) -> None:
    """Write the clause behind each statement of a migration, whatever has become of it."""
    if server is None:
        return
    catalog, given = copy.deepcopy(soft.given.before), soft.given
    soft.ahead = [each.text for each in refusing(soft.ahead, catalog, server, given.knows)]
    for at in range(len(given.reading.acts)):
        written = soft.instead.get(at, (given.written(at),))
        found = list(refusing(written, catalog, server, given.knows))
        texts = tuple(each.text for each in found)
        if texts != written:
            soft.instead[at] = texts
        for each in found:
            if each.act and each.way.waits:
                soft.left.append(Left(_named(each.act), each.way.waits))
            elif each.act and each.way.clause and written == (given.written(at),):
                soft.forms.append(Form(_named(each.act), f"{each.way.clause}: {HOW}", 1))


def _named(act: Act) -> str:
    name = act.name or (act.constraint.name if act.constraint else "")
    parts = [act.table, name] if name else [act.table]
    return f"{act.verb} {'.'.join(quoted(part, 'postgres') for part in parts)}"
