"""Whether this is a good moment to migrate a MySQL or MariaDB database."""

from __future__ import annotations

from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection

LONG = 60
"""Seconds of a transaction behind whose metadata lock an ALTER TABLE would wait, and all others."""
_LONG = """
SELECT count(*), max(timestampdiff(SECOND, trx_started, now())) FROM information_schema.innodb_trx
WHERE trx_mysql_thread_id <> connection_id() AND trx_started < now() - INTERVAL %s SECOND
"""


def moment(connection: Connection, lock: str) -> Iterator[str]:
    """A sentence for each thing that waits or can't be seen. `lock`: the applier's."""
    from sqlalchemy.exc import DBAPIError

    try:
        count, longest = connection.exec_driver_sql(_LONG, (LONG,)).first()
    except DBAPIError:
        yield "other transactions aren't seen: GRANT PROCESS ON *.* TO the role"
    else:
        if count:
            yield f"{counted(count, 'transaction')} open for more than {LONG} s, one for {longest} s"
    holder = connection.exec_driver_sql("SELECT IS_USED_LOCK(%s)", (lock,)).scalar()
    if holder is not None:
        yield "another apply is at work"
