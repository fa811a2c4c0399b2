"""MyISAM, MEMORY and their like have no transactions and no foreign keys, and lose rows in a
crash."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_POOR = re.compile(
    r"\bengine ?=? ?['\"]?(myisam|memory|merge|csv|archive|blackhole|aria)\b", re.IGNORECASE
)


def storage_engine(act: Act, scene: Scene) -> Iterator[Hit]:
    """Of a new table or a changed one."""
    text = act.text if act.verb == "create-table" else f"{act.name} = {act.new}"
    found = _POOR.search(text)
    if found:
        yield Hit(f'table "{act.table}" is stored by {found[1]}: no transactions, no foreign keys')
    elif act.verb == "create-table" and re.search(
        r"charset ?=? ?(latin1|utf8|utf8mb3|ascii)\b", text
    ):
        yield Hit(
            f'table "{act.table}" has a character set that can\'t hold every character', "report"
        )


RULE = Rule(
    id="storage-engine",
    kind="hygiene",
    verbs=("create-table", "table-option"),
    check=storage_engine,
    problem=(
        "MyISAM, MEMORY and their like have no transactions and no foreign keys, and lose "
        "rows in a crash. Character sets other than utf8mb4 can't hold every character."
    ),
    remedy="leave ENGINE out, or write ENGINE=InnoDB",
    engines=MYSQL,
)
