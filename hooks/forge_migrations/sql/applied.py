"""An act as the engine carries it out: what is there already is not made a second time.

The catalog of the rules takes what is made anew for what is there, as a rule looks at one statement.
Here the end counts: where the DROP before it was left out, the engine refuses the CREATE, or a DO block
swallows the error, and the old object stays.
"""

from __future__ import annotations

from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import NAME_LENGTH
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.existence import existing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog


def carry_out(catalog: Catalog, act: Act, strict: bool = False) -> None:
    """Replay one act, unless the engine would refuse it for what is there.

    Two names that were cut to the same bytes are one to the engine, and two to whoever wrote them:
    only a `strict` replay refuses the second.
    """
    plain = act._replace(inside="") if act.inside == "DO" else act
    cut = not strict and len(act.name.encode()) == NAME_LENGTH
    if strict and _cut_alike(catalog, act):
        return
    if cut or not existing(catalog, plain):
        apply(catalog, act, EARLIER)


def _cut_alike(catalog: Catalog, act: Act) -> bool:
    """A constraint whose name is another one's on the table, once both are cut."""
    table, new = catalog.table(act.table), act.constraint
    if act.verb != "add-constraint" or table is None or new is None:
        return False
    cut = len(new.name.encode()) == NAME_LENGTH
    return cut and any(old.name == new.name for old in table.constraints)
