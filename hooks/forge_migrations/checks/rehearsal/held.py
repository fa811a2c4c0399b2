"""How long tables stay locked on production's rows, from their first lock to the last pending file."""

from __future__ import annotations

from forge_migrations.sql.held import Held
from forge_migrations.sql.held import Lock
from forge_migrations.sql.held import across
from forge_migrations.sql.sessions import own_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.tracing import Traced
    from forge_migrations.findings import Predicted
    from forge_migrations.sql.held import Across

_WRITES = frozenset({"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"})
_BOTH = "ACCESS EXCLUSIVE"


def held_across(result: Rehearsal, told: Mapping[tuple[str, int], Predicted]) -> Iterator[Across]:
    """By the locks that were taken, and by what was measured; files are by their place in `result.pending`."""
    files = [
        _held([one for one in result.statements if one.path == step.path], told)
        for step in result.pending
    ]
    return across(files)


def _held(statements: Sequence[Traced], told: Mapping[tuple[str, int], Predicted]) -> Held:
    def takes(start: int) -> tuple[float]:
        found = (told.get((one.path, one.line)) for one in statements[start:])
        return (sum(one.seconds or 0.0 for one in found if one is not None),)

    locks = [
        Lock(lock.table.removeprefix("public."), one.line, lock.mode == _BOTH, takes(at))
        for at, one in enumerate(statements)
        for lock in one.locks
        if lock.mode == _BOTH or lock.mode in _WRITES
    ]
    ends = any(own_end(one.sql, "postgres") for one in statements)
    return Held(tuple(locks), takes(0), ends)
