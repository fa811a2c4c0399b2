"""A database's error as data: its code, its words, the line of the migration, nothing secret."""

from __future__ import annotations

import re

from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step


class Failure(NamedTuple):
    """Why a migration stopped."""

    step: Step
    segment: Segment
    line: int
    """1-based, of the migration's file: where the engine pointed, or where the segment begins."""
    code: str
    """PostgreSQL's SQLSTATE (`42804`), MySQL's number (`1062`), SQLite's name
    (`SQLITE_CONSTRAINT`)."""
    message: str
    """The engine's own sentence, on one line, without a password."""
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message} ({self.code})" if self.code else self.message


def failure_of(error: Exception, step: Step, segment: Segment) -> Failure:
    """What an exception of SQLAlchemy or of a DBAPI says about a segment of a migration."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None)
    diagnosis = getattr(original, "diag", None)
    if diagnosis is not None and diagnosis.message_primary:
        position = diagnosis.statement_position
        message = diagnosis.message_primary
        if diagnosis.message_detail:
            message += f" ({diagnosis.message_detail})"
        return Failure(
            step,
            segment,
            _line_at(segment, int(position) if position else None),
            state or "",
            without_secrets(message),
            without_secrets(diagnosis.message_hint or ""),
        )
    code, message = _plain(original)
    return Failure(step, segment, segment.line, code or (state or ""), without_secrets(message))


def refuse_faults(error: Exception) -> None:
    """Raise `Undecided` for what is the server's fault and not the migration's.

    A connection that is gone, a full disk, no memory: PostgreSQL's class 53 and 57P0x
    (https://www.postgresql.org/docs/current/errcodes-appendix.html), MySQL's 1021, 1114 and 20xx.
    """
    original = getattr(error, "orig", None) or error
    code = str(getattr(original, "sqlstate", "") or "")
    number = original.args[0] if original.args and isinstance(original.args[0], int) else 0
    name = str(getattr(original, "sqlite_errorname", "") or "")
    gone = getattr(error, "connection_invalidated", False) or code.startswith("57P0")
    gone = gone or (not code and _is_of_the_connection(original))
    full = (
        code.startswith("53") or number in (1021, 1114) or name in ("SQLITE_FULL", "SQLITE_NOMEM")
    )
    if gone or 2000 <= number < 2100:
        raise Undecided("the scratch server went away in the middle of a statement") from error
    if full:
        told = without_secrets(str(original))
        raise Undecided(f"the scratch server has no room left: {told}") from error


def _is_of_the_connection(error: BaseException) -> bool:
    """True for psycopg's own errors: what the server says has a code."""
    kind = type(error)
    return kind.__module__.startswith("psycopg") and kind.__name__ in (
        "OperationalError",
        "InterfaceError",
    )


def without_secrets(text: str) -> str:
    """One line, with the password of every URL and of every `password=` replaced."""
    text = " ".join(text.split())
    # Up to the last @ of the word: a password may hold one.
    text = re.sub(r"(\w[\w+.-]*://[^\s:/@]*):\S*@", r"\1:***@", text)
    text = re.sub(r"(?i)(password\s*=\s*)('[^']*'|\"[^\"]*\"|[^\s,;)]+)", r"\1***", text)
    # Without the sign only what is quoted: `password authentication failed` is no secret.
    return re.sub(r"(?i)(\b(?:password|identified by)\s+)('[^']*'|\"[^\"]*\")", r"\1***", text)


def _plain(error: Exception) -> tuple[str, str]:
    name = getattr(error, "sqlite_errorname", None)
    if name:
        return str(name), str(error)
    if len(error.args) >= 2 and isinstance(error.args[0], int):
        return str(error.args[0]), str(error.args[1])
    return "", str(error) or type(error).__name__


def _line_at(segment: Segment, position: int | None) -> int:
    if position is None:
        return segment.line
    return segment.start + segment.sql[: position - 1].count("\n")
