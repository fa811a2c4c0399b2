"""The statement couldn't be read, so nobody knows what it destroys."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_HARM = frozenset(
    [
        "DROP",
        "TRUNCATE",
        "DELETE",
        "UPDATE",
        "ALTER",
        "REVOKE",
        "REPLACE",
        "MERGE",
        "RENAME",
        "PURGE",
        "RESET",
        "DISABLE",
    ]
)


def opaque_statement(act: Act, scene: Scene) -> Iterator[Hit]:
    """Refused when a destructive word stands in it outside quotes."""
    words = [token.key for token in act.tokens if token.key in _HARM]
    if act.verb == "broken":
        yield Hit(f"holds {act.text}", "refuse")
        return
    first = act.tokens[0].text if act.tokens else act.inside
    if words:
        yield Hit(
            f"a statement that begins with {first} and says {words[0]} couldn't be read"
            f" ({act.text})",
            "refuse",
        )
    else:
        yield Hit(f"a statement that begins with {first} couldn't be read ({act.text})")


RULE = Rule(
    id="opaque-statement",
    kind="data-loss",
    verbs=("opaque", "broken"),
    check=opaque_statement,
    problem=(
        "The statement couldn't be read, so nobody knows what it destroys. A form that isn't "
        "known is never taken for a safe one."
    ),
    remedy="write it in plain SQL, or acknowledge what it does",
    severity="report",
)
