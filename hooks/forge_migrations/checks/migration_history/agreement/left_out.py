"""What drizzle-kit itself writes so that it doesn't do what its snapshot says, and the line that does.

PostgreSQL: the DROP of a primary key in a comment, with `<constraint_name>` to fill in
(`PgAlterTableAlterColumnDropPrimaryKeyConvertor` of drizzle-kit 0.31). SQLite: an index on an
expression in the quotes of a column's name, by older versions.
"""

from __future__ import annotations

import re

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.migration_history.agreement.told import Told

_COMMENTED = r"--\s*ALTER TABLE (?P<table>.+?) DROP CONSTRAINT \"<constraint_name>\""
_BREAK = "--> statement-breakpoint"
_IDLE = r"[\s\"`()]+"


class LeftOut(NamedTuple):
    """Why it isn't done, and the line to write instead."""

    why: str
    edit: Edit


def left_out(path: str, text: str, told: Told, statement: str) -> LeftOut | None:
    """`statement` is what would make it so; `None` where somebody else left it out."""
    lines = text.splitlines()
    if told.key.kind == "primary key" and statement:
        table = told.key.table.rpartition(".")[2]
        for at, line in enumerate(lines, 1):
            found = re.match(_COMMENTED, line.strip())
            if found and found["table"].rpartition(".")[2].strip('"') == table:
                first = statement.splitlines()[0]
                why = f"drizzle-kit left its DROP to you, in the comment on line {at}"
                return LeftOut(why, _instead(path, at, line, first))
    if quoted_expression(told):
        line = lines[told.line - 1] if told.line <= len(lines) else ""
        code = line.partition(_BREAK)[0].rstrip()
        if code.upper().startswith("CREATE ") and code.endswith(";"):
            made = statement.splitlines()[-1]
            why = f"line {told.line} has it in quotes, as the name of a column that isn't there"
            return LeftOut(why, _instead(path, told.line, line, made))
    return None


def quoted_expression(told: Told) -> bool:
    """The SQL has the expression of an index in the quotes of a name."""
    return (
        told.aspect == "columns"
        and told.key.kind in ("index", "unique index")
        and told.want.startswith("(")
        and not told.have.startswith("(")
        and re.sub(_IDLE, "", told.want).lower() == re.sub(_IDLE, "", told.have).lower()
    )


def _instead(path: str, at: int, line: str, statement: str) -> Edit:
    ending = _BREAK if _BREAK in line else ""
    return Edit(path, at, statement + ending, line)
