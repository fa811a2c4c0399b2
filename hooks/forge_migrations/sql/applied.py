"""An act as the engine carries it out: what is there already is not made a second time.

The catalog of the rules takes what is made anew for what is there, as a rule looks at one statement.
Here the end counts: where the DROP before it was left out, the engine refuses the CREATE, or a DO block
swallows the error, and the old object stays.
"""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import NAME_LENGTH
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.existence import existing


def carry_out(catalog: Catalog, act: Act) -> None:
    """Replay one act, unless the engine would refuse it for what is there."""
    plain = act._replace(inside="") if act.inside == "DO" else act
    cut = len(act.name.encode()) == NAME_LENGTH  # two names that were cut look like one
    if cut or not existing(catalog, plain):
        apply(catalog, act, EARLIER)
