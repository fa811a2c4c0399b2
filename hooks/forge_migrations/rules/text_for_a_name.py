"""MySQL takes a word in double quotes for a text, so a CHECK compares the text and not the column."""

from __future__ import annotations

from forge_migrations import engines
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def text_for_a_name(act: Act, scene: Scene) -> Iterator[Hit]:
    """Checks and generated columns whose double quotes hold the name of a column."""
    table = scene.table(act.table) if act.verb != "create-table" else None
    columns = [*act.columns, *((act.column,) if act.column else ())]
    told = [(c.name, "CHECK", c.expression) for c in act.constraints if c.kind == "check"]
    if act.constraint is not None and act.constraint.kind == "check":
        told.append((act.constraint.name, "CHECK", act.constraint.expression))
    told += [(c.name, "generated column", c.expression) for c in columns if c.expression]
    told = [each for each in told if '"' in each[2]]
    if not told:
        return
    names = {scene.fold(c.name) for c in (*columns, *(table.columns.values() if table else ()))}
    for name, what, expression in told:
        for found in _in_double_quotes(expression):
            if scene.fold(found) in names:
                yield Hit(
                    f'{what} "{name}" reads the text "{found}" and not the column: error 1292'
                )
                break


def _in_double_quotes(expression: str) -> Iterator[str]:
    for token in tokenize(expression, engines.MYSQL.dialect)[0]:
        if token.kind == STRING and token.text[0] == '"':
            yield literal(token, engines.MYSQL.dialect)


RULE = Rule(
    id="text-for-a-name",
    kind="breaks-clients",
    verbs=("create-table", "add-column", "add-constraint", "modify-column"),
    check=text_for_a_name,
    problem=(
        "Without ANSI_QUOTES MySQL takes a word in double quotes for a text: the CHECK compares the "
        "text, and every INSERT fails or none does, whatever the column holds."
    ),
    remedy="write the name in backticks, or sql`${t.column} > 0` in the schema",
    engines=MYSQL,
    source="https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sqlmode_ansi_quotes",
)
