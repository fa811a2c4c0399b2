"""A domain's constraint can't be changed without a look at every column of that domain."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def ban_create_domain_with_constraint(act: Act, scene: Scene) -> Iterator[Hit]:
    """A CHECK or NOT NULL of a new domain."""
    column = act.column
    if act.has("domain") and column is not None and (column.check or column.not_null):
        yield Hit(f'domain "{act.name}" comes with a constraint')


RULE = Rule(
    id="ban-create-domain-with-constraint",
    kind="hygiene",
    verbs=("create-type",),
    check=ban_create_domain_with_constraint,
    problem=(
        "A domain's constraint is checked in every column of the domain: to change it reads "
        "all their tables under a lock, and NOT NULL in a domain isn't kept by outer joins."
    ),
    remedy="write the constraint as a CHECK of the table",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/sql-createdomain.html",
)
