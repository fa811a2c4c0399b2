"""An engine's behaviour by the engine's name."""

from __future__ import annotations

from functools import cache

from forge_migrations.engines import MYSQL
from forge_migrations.engines import POSTGRESQL
from forge_migrations.engines import SQLITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.behaviour import Behaviour


@cache
def behaviour_of(engine: str) -> Behaviour:
    """By `name` of its row: `postgresql`, `mysql`, `sqlite`. Raises `KeyError`."""
    return _MAKERS[engine]()


def _postgres() -> Behaviour:
    from forge_migrations.database.postgres.behaviour import PostgresBehaviour

    return PostgresBehaviour()


def _mysql() -> Behaviour:
    from forge_migrations.database.mysql.behaviour import MysqlBehaviour

    return MysqlBehaviour()


def _sqlite() -> Behaviour:
    from forge_migrations.database.sqlite.behaviour import SqliteBehaviour

    return SqliteBehaviour()


_MAKERS = {POSTGRESQL.name: _postgres, MYSQL.name: _mysql, SQLITE.name: _sqlite}
