"""A piece between breakpoints without a statement: the driver sends it, and most engines refuse it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.migrator import Migrator
    from forge_migrations.sql.statements import Script


def empty_statements(script: Script, migrator: Migrator) -> Iterator[tuple[int, Hit]]:
    """(line, hit) of every such piece that the driver, or its server, refuses."""
    by_wrangler = migrator.driver == "d1"
    if migrator.blank == "ok" and not by_wrangler:
        return
    pieces = len(script.blanks) + len({statement.chunk for statement in script.statements})
    for blank in script.blanks:
        if migrator.blank == "comment" and blank.comment:
            continue
        where = "the migration" if pieces == 1 else "a piece between two breakpoints"
        held = "nothing but a comment" if blank.comment else "nothing"
        yield (
            blank.line,
            Hit(
                f"{where} holds {held}: {_refusal(migrator)}",
                "report" if by_wrangler else None,
            ),
        )


def _refusal(migrator: Migrator) -> str:
    if migrator.blank == "comment":
        return f'{migrator.name} fails with "Query was empty"'
    if migrator.driver == "d1":
        return "only wrangler, which sends whole files, runs it"
    return f"{migrator.name} refuses a text without a statement"


def empty_statement(act: Act, scene: Scene) -> Iterator[Hit]:
    """Nothing: no act stands in an empty piece, `empty_statements` is asked for the file."""
    yield from ()


RULE = Rule(
    id="empty-statement",
    kind="transaction",
    verbs=(),
    check=empty_statement,
    problem=(
        "Drizzle's migrator sends every piece between two breakpoints, empty ones too. SQLite's "
        "drivers refuse a text without a statement, and MySQL one that has no comment either."
    ),
    remedy="delete the breakpoint that stands for nothing, or write the statement that is meant",
    engines=(*MYSQL, *SQLITE),
)
