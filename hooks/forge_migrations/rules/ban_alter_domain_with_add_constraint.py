"""A constraint added to a domain reads every table that uses it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def ban_alter_domain_with_add_constraint(act: Act, scene: Scene) -> Iterator[Hit]:
    """ADD … of a domain that is there, checked at once."""
    text = act.text.lower()
    if text.startswith("add ") and not text.endswith("not valid"):
        yield Hit(f'domain "{act.name}" gets a constraint that every column of it is read for')


RULE = Rule(
    id="ban-alter-domain-with-add-constraint",
    kind="hygiene",
    verbs=("alter-domain-constraint",),
    check=ban_alter_domain_with_add_constraint,
    problem=(
        "A constraint that is added to a domain is checked in every column of the domain, "
        "under a lock on each of their tables."
    ),
    remedy="write the constraint as a CHECK of the table, NOT VALID first",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/sql-alterdomain.html",
)
