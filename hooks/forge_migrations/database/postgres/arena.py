"""PostgreSQL's arena: a server of our own, its data folder kept by the history's content."""

from __future__ import annotations

import contextlib
from contextlib import contextmanager

from forge_migrations.database.arena import AGAIN
from forge_migrations.database.arena import Prepared
from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.filling import Filled
from forge_migrations.database.filling import fill
from forge_migrations.database.given import begin_with
from forge_migrations.database.given import platform_schemas
from forge_migrations.database.given import schemas_of
from forge_migrations.database.leniency import Lenient
from forge_migrations.database.own_server import OwnServer
from forge_migrations.database.postgres.pglite import Package
from forge_migrations.database.postgres.pglite import Pglite
from forge_migrations.database.postgres.privileges import extensions_of
from forge_migrations.database.postgres.privileges import roles_of
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.shapes import read_tables
from forge_migrations.database.postgres.sizing import as_in_production
from forge_migrations.database.postgres.structure import read_structure
from forge_migrations.database.postgres.tracer import WATCH
from forge_migrations.database.postgres.tracer import PostgresTracer
from forge_migrations.database.server import Version
from forge_migrations.facts import digest
from forge_migrations.system.turns import of_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.arena import Setting
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.leniency import LeftOut
    from forge_migrations.database.many_rows import Sample
    from forge_migrations.database.named_server import NamedServer
    from forge_migrations.database.postgres.server import Binaries
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.database.tracing import Tracer

VERSION = "9"
"""Of what a prepared history holds: its rows too."""
HISTORY, FRESH = "history", "fresh"


class PostgresArena:
    """Starts its server when the first database is asked for.

    `server` is one that somebody else started: then nothing is kept, and if it is `lent` it isn't
    stopped either.
    """

    def __init__(
        self,
        source: Binaries | Package,
        steps: Sequence[Step] = (),
        server: Postgres | NamedServer | None = None,
        lent: bool = True,
    ) -> None:
        self._source = source
        self._steps = steps
        self._lent = server is not None and lent
        self._running: Postgres | Pglite | NamedServer | None = server
        self.execute = Lenient()
        self._spare = False
        """True while an empty database stands ready: one is kept with every history, since making it
        takes longer than copying it."""
        self._made: set[str] = set()
        """Databases that are there; on a server of others there may be more."""
        self._watched = False
        """True where what tells the tracer what is dropped is there: it is kept with every history."""

    @property
    def version(self) -> Version:
        if isinstance(self._source, Package):
            return self._server().version
        return Version("postgresql", "PostgreSQL", self._source.version)

    @property
    def concurrent(self) -> bool:
        return not self._lent

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What this server couldn't run."""
        return self.execute.left_out

    def prepare(self, steps: Sequence[Step], setting: Setting) -> Prepared:
        name = "history-" + digest(
            VERSION,
            str(self._source),
            repr(setting),
            *extensions_of(self._steps),
            *roles_of(self._steps),
            *(f"{step.tag} {step.millis} {step.hash}" for step in steps),
        )
        server = self._server(name)
        if isinstance(server, OwnServer) and server.from_template and not self._lent:
            self._spare = self._watched = True
            self._made = {HISTORY, FRESH}
            if extensions_of(self._steps):
                with server.engine(HISTORY, admin=True).connect() as admin:
                    self._look_for_extensions(admin)
            return Prepared(HISTORY, Filled.from_text(server.told))
        failure, filled = self._filled(HISTORY, steps, setting)
        if (
            failure is None
            and (steps or setting.start)
            and not self.left_out
            and server.keeps
            and not self._lent
        ):
            self._watch()
            self._make(FRESH, setting)
            self._spare = True
            server.save(name, filled.as_text())
        return Prepared(HISTORY, filled, failure)

    def _filled(
        self, name: str, steps: Sequence[Step], setting: Setting
    ) -> tuple[Failure | None, Filled]:
        self._make(name, setting)
        if name == HISTORY:
            self._watched = False
        with self.connect(name) as connection:
            failure = applied_in_turn(connection, steps, setting, self.execute)
        with self.connect(name) as connection:
            tell(connection, "RESET ALL")
            # The prelude's tables too: rows refer to them.
            tables = read_tables(connection, (setting.ledger.schema, setting.ledger.table))
            return failure, fill(connection, tables, "postgresql")

    def again(self, steps: Sequence[Step], setting: Setting) -> str:
        self._filled(AGAIN, steps, setting)
        return AGAIN

    def empty(self, setting: Setting, name: str = FRESH) -> str:
        if name == FRESH and self._spare:
            self._spare = False
            return name
        self._make(name, setting)
        return name

    @contextmanager
    def connect(self, database: str) -> Iterator[Connection]:
        with self._server().engine(database).connect() as connection:
            yield connection

    def tables(self, connection: Connection, setting: Setting) -> list[Table]:
        given = schemas_of(setting.prelude)
        found = read_tables(connection, (setting.ledger.schema, setting.ledger.table))
        return [table for table in found if table.label.partition(".")[0] not in given]

    def tracer(self, connection: Connection, tables: Sequence[Table]) -> Tracer:
        # On a server of others we may be no superuser: then what was dropped is told by what is
        # gone.
        with contextlib.suppress(Exception):
            self._watch()
        return PostgresTracer(connection, tables)

    def _watch(self) -> None:
        if not self._watched:
            with self._server().engine(HISTORY, admin=True).connect() as admin:
                tell(admin, WATCH)
            self._watched = True

    def renamed(self, tracer: Tracer) -> dict[str, str]:
        return {}

    def broken(self, connection: Connection) -> list[str]:
        invalid = ask(
            connection,
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid",
        )
        return [f"index {row[0]} is invalid" for row in invalid]

    def structure(self, connection: Connection, setting: Setting) -> Structure:
        given = schemas_of(setting.prelude)
        found = read_structure(connection, (setting.ledger.schema, setting.ledger.table))
        return {
            thing: aspects
            for thing, aspects in found.items()
            if (thing.table or thing.name).partition(".")[0] not in given
        }

    def size(self, connection: Connection, sample: Sample) -> None:
        as_in_production(connection, sample)

    def thread(self, connection: Connection) -> str:
        if not isinstance(self._server(), Postgres):
            return ""  # PGlite is one process with more to do, and another server may be elsewhere
        return of_thread(ask(connection, "SELECT pg_backend_pid()")[0][0])

    def logged(self, connection: Connection) -> int:
        return int(ask(connection, "SELECT pg_current_wal_insert_lsn() - '0/0'")[0][0])

    def close(self) -> None:
        if self._running is not None and not self._lent:
            self._running.stop()
        self._running = None

    def _server(self, template_name: str | None = None) -> Postgres | Pglite | NamedServer:
        if self._running is None:
            if isinstance(self._source, Package):
                self._running = Pglite(self._source, extensions_of(self._steps), template_name)
            else:
                self._running = Postgres(self._source, template_name)
        return self._running

    def _make(self, database: str, setting: Setting) -> None:
        """An empty database with the prelude, and with what the role may not make itself; an older
        one of the name is dropped."""
        server = self._server()
        if self._lent or not isinstance(server, OwnServer) or database in self._made:
            server.drop(database)
        server.create(database)
        self._made.add(database)
        if isinstance(server, Pglite) and not self._asked_for(setting):
            return  # opening it takes longer than all else
        with server.engine(database, admin=True).connect() as admin:
            role = server.role
            tell(admin, f'ALTER SCHEMA public OWNER TO "{role}"')
            self._make_roles(admin, role)
            for text in setting.prelude:
                tell(admin, text)
            if setting.prelude:
                kept = ", ".join(f"'{name}'" for name in sorted(platform_schemas(setting.prelude)))
                tell(admin, _HAND_OVER.replace("{ROLE}", role).replace("{KEPT}", kept or "''"))
            self._make_extensions(admin)
        if setting.start is not None:
            with self.connect(database) as connection:
                begin_with(connection, setting.start, self.execute)

    def _asked_for(self, setting: Setting) -> bool:
        """True where an empty database has something in it."""
        wanted = (*setting.prelude, *roles_of(self._steps), *extensions_of(self._steps))
        return bool(wanted) or setting.start is not None

    def _make_roles(self, admin: Connection, role: str) -> None:
        there = {str(row[0]) for row in ask(admin, "SELECT rolname FROM pg_roles")}
        for name in roles_of(self._steps):
            if name not in there and not name.startswith("pg_"):
                tell(admin, f'CREATE ROLE "{name}"; GRANT "{name}" TO "{role}"')

    def _make_extensions(self, admin: Connection) -> None:
        if not extensions_of(self._steps):
            return
        for name, trusted in self._look_for_extensions(admin).items():
            if not trusted:
                with contextlib.suppress(Exception):
                    tell(admin, f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE')

    def _look_for_extensions(self, admin: Connection) -> dict[str, bool]:
        """The history's extensions that this server has, and whether the migration's role may make
        them; the others are noted as absent."""
        trusted = {
            str(row[0]): bool(row[1])
            for row in ask(
                admin,
                "SELECT name, bool_or(trusted) FROM pg_available_extension_versions GROUP BY name",
            )
        }
        wanted = extensions_of(self._steps)
        self.execute.absent.update(name for name in wanted if name not in trusted)
        return {name: trusted[name] for name in wanted if name in trusted}


_HAND_OVER = """
CREATE FUNCTION pg_temp.handed_over(kept text[]) RETURNS SETOF oid LANGUAGE sql AS $$
  SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
    AND nspname <> 'information_schema' AND NOT nspname = ANY (kept) $$;
DO $$ DECLARE s text; BEGIN
  FOR s IN SELECT nspname FROM pg_namespace
           WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' LOOP
    EXECUTE format('GRANT ALL ON SCHEMA %I TO "{ROLE}";'
      'GRANT ALL ON ALL TABLES IN SCHEMA %I TO "{ROLE}";'
      'GRANT ALL ON ALL ROUTINES IN SCHEMA %I TO "{ROLE}"', s, s, s);
  END LOOP;
  FOR s IN SELECT rolname FROM pg_roles WHERE NOT rolsuper AND rolname NOT LIKE 'pg\\_%'
           AND rolname <> '{ROLE}' LOOP
    EXECUTE format('GRANT %I TO "{ROLE}"', s);
  END LOOP;
  FOR s IN
    SELECT format('ALTER SCHEMA %I OWNER TO "{ROLE}"', nspname) FROM pg_namespace
    WHERE nspowner = current_user::regrole AND nspname NOT LIKE 'pg\\_%'
      AND nspname NOT IN ('information_schema', {KEPT})
    UNION ALL
    SELECT format('ALTER %s %s OWNER TO "{ROLE}"', CASE relkind WHEN 'v' THEN 'VIEW'
      WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE'
      ELSE 'TABLE' END, oid::regclass)
    FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND relowner = current_user::regrole
      AND relnamespace IN (SELECT n FROM pg_temp.handed_over(ARRAY[{KEPT}]) n)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
        AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO "{ROLE}"', oid::regtype)
    FROM pg_type t WHERE (typtype IN ('e', 'd', 'r')
        OR typtype = 'c' AND typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c'))
      AND typowner = current_user::regrole
      AND typnamespace IN (SELECT n FROM pg_temp.handed_over(ARRAY[{KEPT}]) n)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
        AND d.objid = t.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO "{ROLE}"', oid::regprocedure)
    FROM pg_proc p WHERE proowner = current_user::regrole
      AND pronamespace IN (SELECT n FROM pg_temp.handed_over(ARRAY[{KEPT}]) n)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
        AND d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE s;
  END LOOP;
END $$;
"""
