"""A sequence that is set back hands out numbers that rows already have: the next INSERT fails on
the primary key."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act


def rewind_sequence(act: Act, scene: Scene) -> Iterator[Hit]:
    """RESTART, setval with a constant, AUTO_INCREMENT = n."""
    if act.verb == "call":
        if act.name == "setval" and not any(
            t.key in ("SELECT", "MAX", "COALESCE", "GREATEST", "NEXTVAL") for t in act.tokens
        ):
            yield Hit(f"sets a sequence to a fixed number: setval({act.text})")
    elif act.verb == "table-option":
        if act.name == "auto_increment" and not scene.is_new(act.table):
            yield Hit(f'sets AUTO_INCREMENT of "{act.table}" to {act.new}', "report")
    elif act.verb == "restart-sequence":
        known = scene.catalog.get("sequence", act.name)
        if known is None or not scene.fresh(known.born):
            yield Hit(f'restarts sequence "{act.name}"')
    elif act.verb == "restart-identity" and scene.existed(act.table):
        yield Hit(f'restarts the numbers of "{act.table}"."{act.name}"')


RULE = Rule(
    id="rewind-sequence",
    kind="fails-on-data",
    verbs=("restart-sequence", "restart-identity", "call", "table-option", "truncate"),
    check=rewind_sequence,
    problem=(
        "A sequence that is set back hands out numbers that rows already have: the next "
        "INSERT fails on the primary key."
    ),
    remedy="set it to the highest number in use: SELECT setval('s', (SELECT max(id) FROM t))",
)
