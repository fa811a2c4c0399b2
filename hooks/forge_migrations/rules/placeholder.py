"""A bind parameter such as $1 or ? stands in DDL, where nothing binds it."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.layout import words_alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def placeholder(act: Act, scene: Scene) -> Iterator[Hit]:
    """`= $1` outside a function's body."""
    for token, after in zip(act.tokens, (*act.tokens[1:], None), strict=False):
        if (token.key == "$" and after is not None and after.kind == "n") or (
            token.key == "?" and scene.dialect != "postgres"
        ):
            yield Hit(
                f'{act.verb.replace("-", " ")} "{act.name or act.table}" holds a bind'
                " parameter that nothing binds"
            )
            return
    if act.indexed is None or not act.indexed.where:
        return
    where = words_alone(act.indexed.where, scene.dialect)
    if re.search(r"\$ ?\d", where) or ("?" in where and scene.dialect != "postgres"):
        yield Hit(f'index "{act.name}" holds a bind parameter that nothing binds')


RULE = Rule(
    id="placeholder",
    kind="fails-on-data",
    verbs=("create-index", "create-view", "add-constraint", "create-table", "create-policy"),
    check=placeholder,
    problem=(
        "A bind parameter such as $1 or ? stands in DDL, where nothing binds it. drizzle-kit "
        "writes it for a partial index whose condition is made with eq()."
    ),
    remedy="write the condition with sql`…` and a literal in the schema, and generate again",
)
