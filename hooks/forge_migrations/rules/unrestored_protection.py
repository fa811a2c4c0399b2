"""The migration leaves a protection weaker than it found it: row security, a policy, a privilege,
a check of the session."""

from __future__ import annotations

from forge_migrations.rules import broad_grant
from forge_migrations.rules import bypass_constraints
from forge_migrations.rules import weaken_row_security
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def unrestored_protection(act: Act, scene: Scene) -> Iterator[Hit]:
    """What the three security rules see, when the file doesn't put it back."""
    for rule in (weaken_row_security.RULE, broad_grant.RULE, bypass_constraints.RULE):
        if act.verb in rule.verbs and scene.dialect in rule.engines:
            for hit in rule.check(act, scene):
                yield Hit(f"leaves the database less protected: {hit.message}")


RULE = Rule(
    id="unrestored-protection",
    kind="hygiene",
    verbs=(
        "disable-row-security",
        "no-force-row-security",
        "drop-policy",
        "grant",
        "alter-role",
        "create-role",
        "set",
        "disable-trigger",
        "pragma",
        "alter-policy",
        "create-policy",
        "default-privileges",
        "update",
        "delete",
        "insert",
    ),
    check=unrestored_protection,
    problem=(
        "The migration leaves a protection weaker than it found it: row security, a policy, a "
        "privilege, a check of the session. Later pending files run under it as well."
    ),
    remedy="restore it at the end of the file, or say in an acknowledgement why it stays so",
    severity="report",
)
