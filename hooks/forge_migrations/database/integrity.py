"""Whether a live database's data holds what its constraints say, asked without changing anything."""

from __future__ import annotations

from forge_migrations.database.by_name import behaviour_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection


def read_only(connection: Connection, engine: str, timeout: float) -> None:
    """Nothing can be written any more in this session, and no statement runs longer (seconds)."""
    behaviour_of(engine).read_only(connection, timeout)


def problems(connection: Connection, engine: str, every: bool) -> Iterator[str]:
    """One sentence for each thing that is wrong with the data. `every`: of validated keys too."""
    return behaviour_of(engine).problems(connection, every)
