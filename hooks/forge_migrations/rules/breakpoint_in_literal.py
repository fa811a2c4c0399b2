"""Drizzle cuts the file at every `--> statement-breakpoint`, also inside a string or a body, so
both halves are broken SQL."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def breakpoint_in_literal(act: Act, scene: Scene) -> Iterator[Hit]:
    """A quote that never ends in a piece that another one follows."""
    home = scene.homes[scene.at]
    chunk = scene.statements[home].chunk
    if "never ends" in act.text and any(s.chunk > chunk for s in scene.statements):
        yield Hit("the breakpoint marker stands inside a quote: both halves are broken SQL")


RULE = Rule(
    id="breakpoint-in-literal",
    kind="transaction",
    verbs=("broken",),
    check=breakpoint_in_literal,
    problem=(
        "Drizzle cuts the file at every `--> statement-breakpoint`, also inside a string or a "
        "body, so both halves are broken SQL."
    ),
    remedy="take the marker out of the literal",
)
