"""UPDATE without a condition, or with one that always holds, overwrites the values of every row."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def update_without_where(act: Act, scene: Scene) -> Iterator[Hit]:
    """UPDATE of columns that existed, on a table that existed."""
    if not scene.existed(act.table):
        return
    if act.verb == "merge":
        if act.has("update") and not act.has("conditional") and scene.holds_always(act):
            yield Hit(f'MERGE overwrites every row of table "{act.table}": its ON always holds')
        return
    overwritten = [name for name in act.values if not scene.is_new_column(act.table, name)]
    bare = act.text.lower().replace('"', "").replace("`", "")
    overwritten = [name for name in overwritten if not _keeps(act, name, bare)]
    if not overwritten:
        return
    if act.has("spared"):
        return
    if act.has("where") and not scene.holds_always(act):
        if scene.is_about(act):
            return
    elif act.has("limit"):
        severity: Severity | None = "report" if act.has("ordered") else None
        names = quoted(overwritten)
        yield Hit(
            f'overwrites {names} in rows of table "{act.table}" that LIMIT alone picks', severity
        )
        return
    yield Hit(f'overwrites {quoted(overwritten)} in every row of table "{act.table}"')


def _keeps(act: Act, name: str, bare: str) -> bool:
    """`SET c = COALESCE(c, …)` and `SET c = c` keep every value that is there; `bare` is the act's text in lower
    case, without quotes, where most have neither."""
    if not any(word in bare for word in (f"= {name.lower()}", "coalesce", "ifnull")):
        return False
    found = re.search(rf"[\"`]?\b{re.escape(name)}\b[\"`]? = (.*)", act.text, re.IGNORECASE)
    if not found:
        return False
    value = found[1].strip().lower().replace('"', "").replace("`", "")
    low = re.escape(name.lower())
    return bool(re.match(rf"(?:coalesce|ifnull) ?\((?:\w+\.)?{low},|{low}$|{low},", value))


RULE = Rule(
    id="update-without-where",
    kind="data-loss",
    verbs=("update", "merge"),
    check=update_without_where,
    problem=(
        "UPDATE without a condition, or with one that always holds, overwrites the values of "
        "every row."
    ),
    remedy="add the condition that is meant; a backfill fills a new column or one that IS NULL",
)
