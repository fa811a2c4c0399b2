"""What SQLite keeps of a project's objects, asked for only where something takes a rebuild."""

from __future__ import annotations

from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.ledger import Ledger as Applied
from forge_migrations.database.open import prelude_of
from forge_migrations.database.steps import step_of
from forge_migrations.database.steps import steps_of
from forge_migrations.engines import DIALECTS
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.paying_by_rebuild import Stock
from forge_migrations.workflow.history.rewriting.appending import sql_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.steps import Step
    from forge_migrations.sql.keeping import Stored
    from forge_migrations.workflow.rollout.scene import Scene

SQLITE = ("sqlite", "libsql")


def setting_of(scene: Scene) -> Setting:
    """What the project's migrations run in."""
    subject, project = scene.subject, scene.change.project
    ledger = Applied.of(project, scene.change.after)
    return Setting(
        ledger, driver_of(project), prelude_of(subject.policy, subject.change.after, project)
    )


def replaced(scene: Scene, tag: str, statements: Sequence[str]) -> list[Step]:
    """The history with other statements in one of its migrations."""
    text = sql_text(tuple(statements), True)
    steps = steps_of(scene.change.after, scene.subject.change.after)
    return [
        step_of(step.tag, step.path, "", text, step.millis, step.dialect)
        if step.tag == tag
        else step
        for step in steps
    ]


def stock_of(
    scene: Scene, tag: str = "", statements: Sequence[str] = (), whole: bool = True
) -> Stock | None:
    """SQLite's objects behind the history; with a `tag`, with other statements in that migration, and
    unless it is to be the `whole` one, without what follows it."""
    if scene.dialect not in SQLITE:
        return None
    project = scene.change.project
    model = migrator_of(scene.dialect, project.driver, project.packages)

    def stored() -> tuple[Stored, ...]:
        from forge_migrations.database.sqlite.stored import stored as kept

        steps = replaced(scene, tag, statements)
        if not whole:
            at = next(number for number, step in enumerate(steps) if step.tag == tag)
            steps = steps[: at + 1]
        setting = setting_of(scene)
        # What a piece may hold is for the rules to say.
        lenient = setting.driver._replace(several="all", blank="ok")
        return kept(steps, setting._replace(driver=lenient))

    return Stock(stored, model.foreign_keys)


def later_steps(scene: Scene, steps: Sequence[Step], later: Sequence[Sequence[str]]) -> list[Step]:
    """The contractions behind a history."""
    dialect = DIALECTS[Applied.of(scene.change.project, scene.change.after).engine]
    last = max(step.millis or 0 for step in steps)
    return [
        step_of(
            f"contract {number}", "", "", sql_text(tuple(sql), True), last + number * 1000, dialect
        )
        for number, sql in enumerate(later, 1)
    ]
