"""An unqualified name is looked for in search_path."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def require_table_schema(act: Act, scene: Scene) -> Iterator[Hit]:
    """The table that a CREATE, ALTER or DROP TABLE names, as it is written."""
    if act.has("temporary") or act.inside:
        return
    tokens, _ = tokenize(scene.statements[scene.homes[scene.at]].text, scene.dialect)
    at = next((n for n, token in enumerate(tokens[:6]) if token.key == "TABLE"), -1) + 1
    while 0 < at < len(tokens) and tokens[at].key in ("IF", "NOT", "EXISTS", "ONLY"):
        at += 1
    if 0 < at < len(tokens) and [token.text for token in tokens[at + 1 : at + 2]] != ["."]:
        yield Hit(f'table "{act.table}" is named without its schema')


RULE = Rule(
    id="require-table-schema",
    kind="hygiene",
    verbs=(
        "create-table",
        "drop-table",
        "add-column",
        "drop-column",
        "alter-type",
        "set-not-null",
        "drop-not-null",
        "set-default",
        "drop-default",
        "add-constraint",
        "drop-constraint",
        "rename-column",
        "rename-table",
    ),
    check=require_table_schema,
    problem=(
        "A name without a schema is looked for in search_path, which is the role's and the "
        "session's: the same file changes another table elsewhere."
    ),
    remedy='write the schema before the name: "public"."pets"',
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
)
