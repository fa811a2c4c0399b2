"""MODIFY and CHANGE replace the whole definition of a column."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.type_change import modified
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def modify_drops_attributes(act: Act, scene: Scene) -> Iterator[Hit]:
    """Attributes that the column had and the new definition hasn't."""
    found = modified(act, scene)
    if found is None:
        return
    old, new = found.old, found.new
    lost = []
    if old.default not in (None, "null") and new.default is None and not new.generated:
        lost.append(f"DEFAULT {old.default}")
    if old.comment and not new.comment:
        lost.append(f"COMMENT '{old.comment}'")
    if old.on_update and not new.on_update:
        lost.append(f"ON UPDATE {old.on_update}")
    if (
        old.charset
        and not new.charset
        and parse(new.type).base
        in ("char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum", "set")
    ):
        lost.append(f"CHARACTER SET {old.charset}")
    if old.collation and not new.collation and not new.charset and not lost:
        lost.append(f"COLLATE {old.collation}")
    if old.generated == "auto" and new.generated != "auto":
        lost.append("AUTO_INCREMENT")
    if old.computed and not new.computed:
        lost.append("its generated expression")
    if lost:
        yield Hit(f'MODIFY of "{act.table}"."{act.name}" drops {" and ".join(lost)}')


RULE = Rule(
    id="modify-drops-attributes",
    kind="data-loss",
    verbs=("modify-column",),
    check=modify_drops_attributes,
    problem=(
        "MODIFY and CHANGE replace the whole definition of a column. DEFAULT, COMMENT, ON "
        "UPDATE, CHARACTER SET and AUTO_INCREMENT are gone unless they are repeated, and "
        "nothing says so."
    ),
    remedy="repeat every attribute that the column had",
    engines=MYSQL,
)
