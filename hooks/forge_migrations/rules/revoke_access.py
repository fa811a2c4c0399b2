"""A role loses a privilege that the release that is running uses."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_LESS = frozenset(("NOLOGIN", "NOINHERIT", "NOCREATEDB", "NOCREATEROLE", "NOSUPERUSER"))


def revoke_access(act: Act, scene: Scene) -> Iterator[Hit]:
    """REVOKE; a role that may no longer log in."""
    if act.verb == "revoke":
        if act.table and scene.is_new(act.table) and scene.table(act.table) is not None:
            return
        if act.has("public"):
            yield Hit(f"revokes {' '.join(act.values).lower()} from PUBLIC", "report")
            return
        again = any(
            g.table == act.table and g.name == act.name
            for g in scene.after("grant", table=act.table, name=act.name)
        )
        what = f' on "{act.table}"' if act.table else ""
        if not again:
            yield Hit(f"revokes {' '.join(act.values).lower()}{what} from {act.name}")
    elif act.verb == "alter-role":
        if _LESS & set(act.values) and "NOSUPERUSER" not in act.values:
            yield Hit(f'role "{act.name}" loses an attribute: {act.text}')
        elif "account lock" in act.text:
            yield Hit(f'locks the account "{act.name}"')
        elif "PASSWORD" in act.values:
            yield Hit(f'changes the password of role "{act.name}"', "report")
        elif "IDENTIFIED" in act.values:
            yield Hit(f'changes the password of "{act.name}"', "report")


RULE = Rule(
    id="revoke-access",
    kind="breaks-clients",
    verbs=("revoke", "alter-role"),
    check=revoke_access,
    problem="A role loses a privilege that the release that is running uses.",
    remedy="make sure that no release uses the privilege any more, then revoke it",
)
