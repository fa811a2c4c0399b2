"""What the facts of production say of a hit that fails on rows: words, never a proof.

The statistics are estimates of some day: they say how likely rows are that the statement refuses, and
`preflight` asks the rows themselves.
"""

from __future__ import annotations

from forge_migrations.findings import Predicted
from forge_migrations.rules.judging.works import released_name
from forge_migrations.sql.production import in_words
from forge_migrations.sql.production import rows_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.rules.judging.rule import Rule
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.production import Facts
    from forge_migrations.sql.production import Production

TOLD = {
    "set-not-null": "It says how many of the rows have NULL there: `0 % null of 12 M`.",
    "add-unique": "It says how many values of the column differ: `40 k distinct of 12 M`.",
    "add-required-column": "It says how many rows there are.",
}
"""The rules that it says something of, and what."""


def said_of_rows(
    rule: Rule, act: Act, scene: Scene, environments: Sequence[Production]
) -> Predicted | None:
    """The environment with the most rows; `None` where nothing is known of what the rule asks."""
    table = released_name(act.table, scene) if act.table else ""
    known = [(one, facts) for one in environments if table and (facts := one.table(table))]
    if not known:
        return None
    production, facts = max(known, key=lambda pair: pair[1].rows)
    words = _words(rule, act, scene, facts)
    if not words:
        return None
    old = f", {production.old}" if production.old else ""
    where = ""
    if len(environments) > 1 or production.environment != "production":
        where = f"{production.environment}: "
    return Predicted(
        production.environment,
        production.observed,
        facts.name,
        facts.rows,
        f" ({where}{words}, an estimate{old})",
    )


def _words(rule: Rule, act: Act, scene: Scene, facts: Facts) -> str:
    if rule.id == "set-not-null":
        columns = act.constraint.columns if act.constraint else (act.name,)
        told = [(name, facts.fraction(_released(act, name, scene))) for name in columns]
        shares = [share for _name, share in told if share is not None]
        if not shares or len(shares) < len(columns):
            return ""
        return f"{_percent(max(shares))} null of {in_words(facts.rows)}"
    if rule.id == "add-unique":
        columns = act.indexed.columns if act.indexed else ()
        columns = act.constraint.columns if act.constraint else columns
        distinct = facts.distinct(_released(act, columns[0], scene)) if len(columns) == 1 else None
        if distinct is None:
            return ""
        return f"{in_words(distinct)} distinct of {in_words(facts.rows)}"
    if rule.id == "add-required-column":
        return rows_in_words(facts.rows)
    return ""


def _released(act: Act, column: str, scene: Scene) -> str:
    """The name that a column has in production."""
    renames = [*scene.pending_acts("rename-column"), *scene.before("rename-column")]
    for one in reversed(renames):
        if scene.same(one.table, act.table) and scene.same(one.new, column):
            column = one.name
    return column


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return f"{share * 100:.1g} %"
    return f"{round(share * 100)} %"
