"""Many statements in one message to PostgreSQL: a third of the time that one by one takes.

Only for what is expected to succeed, and whose success is the same either way: in one transaction
each statement is planned after the one before it ran. A failure says nothing: whoever asked does it
again one by one, from where nothing of it is left, and learns which statement it was.
"""

from __future__ import annotations

import contextlib

from forge_migrations.database.asking import tell
from forge_migrations.database.deadline import Deadline
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.ledger import recording
from forge_migrations.database.ledger import rows
from forge_migrations.sql.layout import without_comments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.database.steps import Step

CONTROL = ("COMMIT", "ROLLBACK", "CONCURRENTLY", "SAVEPOINT", "ABORT")
"""Words of SQL that has its own mind about transactions; in a literal they cost time only."""


OWN_SESSION = "RESET search_path"
"""What was deployed by itself had a session of its own: a dump that empties the path in it left none
of that to the next one."""


def succeeds_at_once(connection: Connection, statements: Iterable[str], seconds: float) -> bool:
    """Run all of it in one transaction. False when that can't be tried, or failed."""
    text = _transaction(statements)
    return text is not None and _ran(connection, text, seconds)


def applied_at_once(
    connection: Connection, ledger: Ledger, steps: Sequence[Step], done: int, seconds: float
) -> int:
    """Run a history from its `done`th migration on, each in a transaction of its own and recorded.

    How many are applied afterwards: of the next one, and of those behind it, nothing is left.
    """
    texts = []
    for step in steps[done:]:
        statements = [*(segment.sql for segment in step.segments), recording(ledger, step)]
        text = _transaction(statements)
        if text is None:
            break
        texts.append(f"{text};\n{OWN_SESSION}")
    if texts and _ran(connection, ";\n".join(texts), seconds):
        return done + len(texts)
    return len(rows(connection, ledger)) if texts else done


def _transaction(statements: Iterable[str]) -> str | None:
    """All of it in one transaction; `None` for what begins or ends one itself."""
    text = "\n;\n".join(statements)
    words = without_comments(text, "postgres").upper()
    if any(word in words for word in CONTROL):
        return None
    return f"BEGIN;\n{text}\n;\nCOMMIT"


def _ran(connection: Connection, text: str, seconds: float) -> bool:
    with Deadline(connection, seconds) as deadline:
        deadline.start()
        try:
            tell(connection, text)
        except Exception as error:
            if not deadline.passed:
                refuse_faults(error)
            with contextlib.suppress(Exception):
                tell(connection, "ROLLBACK")
            return False
        finally:
            deadline.end()
    return True
