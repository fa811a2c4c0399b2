"""A failure that an earlier migration of the run caused, by what it left in the session."""

from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.sql.pieces import BREAKPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.failures import Failure
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.steps import Step
    from forge_migrations.findings import Note

_UNFOUND = frozenset({"42P01", "42704", "42883", "3F000"})
"""No relation, object, function or schema of the name: PostgreSQL's codes."""


class _Set(NamedTuple):
    path: str
    line: int
    text: str


def explained(
    said: Finding | Note, result: Rehearsal, steps: Sequence[Step], new: frozenset[str]
) -> Finding | Note:
    """A failure to find a name, with the statement that took the names' schema away from the run.

    The migrator runs everything that is pending in one session and one transaction, so that what one
    file sets holds for those after it: https://www.postgresql.org/docs/current/sql-set.html
    """
    if not isinstance(said, Finding) or result.version.engine != "postgresql":
        return said
    for failure in (result.history_failure, result.failure, result.fresh_failure):
        here = failure is not None and (said.path, said.line) == (failure.step.path, failure.line)
        if failure is None or not here or failure.code not in _UNFOUND:
            continue
        found = _before(failure, steps)
        if found is not None:
            return said._replace(
                message=f"{said.message}: {found.path}:{found.line} sets search_path, which holds for"
                " every statement after it in the run",
                remedy=_remedy(found, failure, new),
            )
    return said


def _before(failure: Failure, steps: Sequence[Step]) -> _Set | None:
    """The last statement in front of the failure that sets search_path and isn't taken back."""
    from forge_migrations.sql.sessions import search_path_changes

    found: _Set | None = None
    for step in steps:
        here = step.path == failure.step.path
        lines = step.text.splitlines(keepends=True)
        text = "".join(lines[: failure.line - 1]) if here else step.text
        for change in search_path_changes(text):
            found = None if change.back else _Set(step.path, change.line, change.text)
        if here:
            break
    return found


def _remedy(found: _Set, failure: Failure, new: frozenset[str]) -> Remedy:
    if found.path in new:
        edit = Edit(found.path, found.line, old=found.text.partition("\n")[0])
        return Remedy("name each table with its schema there, and", edit)
    again = "SELECT pg_catalog.set_config('search_path', 'public', false);" + BREAKPOINT
    return Remedy("", Edit(failure.step.path, 1, again))
