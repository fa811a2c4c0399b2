"""PostgreSQL cuts names after 63 bytes without an error, so two long names can become one, and a
DO block that swallows duplicate_object hides the collision."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_LONG = re.compile(r"""(?<=["`])[^"`]{16,}(?=["`])|[^\s(),;"`]{16,}""")
"""What could be an identifier of 64 bytes and more, a character having four at most; what stands
between two identifiers is taken for one as well."""


def identifier_too_long(act: Act, scene: Scene) -> Iterator[Hit]:
    """Every identifier of the statement that was cut."""
    limit = 63 if scene.dialect == "postgres" else 64
    if scene.at and scene.homes[scene.at - 1] == scene.homes[scene.at]:
        return
    text = scene.statement.text
    # Most statements have no name near it: what stands between two quotes is shorter than that.
    if text.isascii() and max(map(len, text.replace("`", '"').split('"'))) <= limit:
        return
    if not any(len(found.encode()) > limit for found in _LONG.findall(text)):
        return
    for token in tokenize(text, scene.dialect)[0]:
        if token.kind not in ("w", "q"):
            continue
        name = token.text if token.kind == "w" else token.text[1:-1]
        size = len(name.encode()) if scene.dialect == "postgres" else len(name)
        if size > limit:
            unit = "bytes" if scene.dialect == "postgres" else "characters"
            effect = (
                f"becomes {name.encode()[:63].decode('utf-8', 'ignore')}"
                if (scene.dialect == "postgres")
                else "is refused"
            )
            severity: Severity | None = None if scene.dialect == "postgres" else "refuse"
            yield Hit(f'"{name}" has {size} {unit} and {effect}', severity)
    if act.verb == "add-constraint" and act.constraint and _collides(act, scene):
        yield Hit(
            f'constraint "{act.name}" of "{act.table}" exists already under the same first 63'
            " bytes",
            "refuse",
        )


def _collides(act: Act, scene: Scene) -> bool:
    table = scene.table(act.table)
    if table is None or len(act.name.encode()) < 63:
        return False
    if any(True for _gone in scene.before("drop-constraint", table=act.table, name=act.name)):
        return False
    return any(
        c.name == act.name and c.columns != (act.constraint.columns if act.constraint else ())
        for c in table.constraints
    )


RULE = Rule(
    id="identifier-too-long",
    kind="hygiene",
    verbs=(
        "create-table",
        "add-column",
        "add-constraint",
        "create-index",
        "rename-table",
        "rename-column",
        "rename-constraint",
        "create-type",
        "create-view",
        "create-policy",
        "create-trigger",
        "create-sequence",
        "create-function",
    ),
    check=identifier_too_long,
    problem=(
        "PostgreSQL cuts names after 63 bytes without an error, so two long names can become "
        "one, and a DO block that swallows duplicate_object hides the collision. MySQL "
        "refuses more than 64 characters."
    ),
    remedy="give the constraint a short name in the schema",
    engines=(*POSTGRES, *MYSQL),
    severity="report",
)
