"""Two statements stand in one piece without `--> statement-breakpoint` between them."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import ONE_STATEMENT
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def missing_breakpoint(act: Act, scene: Scene) -> Iterator[Hit]:
    """The second statement of a piece, where the driver doesn't run it."""
    if not scene.migrator.one_statement:
        return
    home = scene.homes[scene.at]
    if scene.at and scene.homes[scene.at - 1] == home:
        return
    chunk = scene.statements[home].chunk
    if home == 0 or scene.statements[home - 1].chunk != chunk:
        return
    if home >= 2 and scene.statements[home - 2].chunk == chunk:
        return
    if scene.migrator.silent_rest:
        yield Hit(
            "only the first statement of this piece is run:"
            f" {_NAMES.get(scene.migrator.name, scene.migrator.name)} leaves the rest out silently",
            None if scene.migrator.named else "report",
        )
    else:
        yield Hit(
            f"two statements in one piece: {scene.migrator.name} runs one at a time",
            None if scene.migrator.named else "report",
        )


_NAMES = {"libsql": "libSQL", "turso": "libSQL", "the migrator": "every driver of the project"}

RULE = Rule(
    id="missing-breakpoint",
    kind="transaction",
    verbs=("*",),
    check=missing_breakpoint,
    needs=needed(("*",), ONE_STATEMENT),
    problem=(
        "Two statements stand in one piece without `--> statement-breakpoint` between them. "
        "better-sqlite3 and MySQL refuse the piece; libSQL runs the first and silently leaves "
        "out the rest."
    ),
    remedy="write --> statement-breakpoint after each statement",
)
