"""CREATE RULE … DO INSTEAD NOTHING throws away what the running release writes."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.writes_along import behind_do
from forge_migrations.rules.judging.writes_along import empties

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rule_discards_writes(act: Act, scene: Scene) -> Iterator[Hit]:
    """INSTEAD on a table that existed; a view's rules are how it is written to."""
    table = scene.table(act.table)
    for emptied in empties(behind_do(act.tokens), scene):
        event = act.values[0].upper()
        yield Hit(f'rule "{act.name}" deletes every row of table "{emptied}" at each {event}')
    if act.values == ("select",) or not act.has("instead") or not scene.existed(act.table):
        return
    if table is not None and table.kind != "table":
        others = any(
            rule.name != act.name for rule in scene.elsewhere("create-rule", table=act.table)
        )
        if act.has("nothing") and not act.has("where") and not others:
            event = act.values[0].upper()
            yield Hit(f'rule "{act.name}" discards each {event} on view "{act.table}"', "report")
        return
    word = act.values[0].upper()
    some = " for which its condition holds" if act.has("where") else ""
    if act.has("nothing"):
        yield Hit(f'rule "{act.name}" discards each {word} on table "{act.table}"{some}')
    else:
        how = f'rule "{act.name}" does something else instead of each {word}'
        yield Hit(f'{how} on table "{act.table}"{some}', "report")


RULE = Rule(
    id="rule-discards-writes",
    kind="data-loss",
    verbs=("create-rule",),
    check=rule_discards_writes,
    problem=(
        "With CREATE RULE … DO INSTEAD NOTHING the server answers every INSERT, UPDATE or DELETE of "
        "the running release with success and does none of it: the rows are lost, and no error tells. "
        "With DO DELETE FROM … without a condition the first write empties that table."
    ),
    remedy="revoke the privilege, or raise an error in a trigger, so that a lost write is told",
    engines=POSTGRES,
    source="https://www.postgresql.org/docs/current/sql-createrule.html",
)
