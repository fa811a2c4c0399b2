"""What every command on a live database opens: the project, its steps, the target, the ledger's plan."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager

from forge_migrations.checks.migration_history.state import violations
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.database import ledger as ledgers
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.refusals import refused
from forge_migrations.database.steps import steps_of
from forge_migrations.database.target import parse_target
from forge_migrations.drizzle.config.credentials import find_url
from forge_migrations.engines import SERVED
from forge_migrations.engines import engine_of
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.drivers import Driver
    from forge_migrations.database.ledger import Plan
    from forge_migrations.database.ledger import Row
    from forge_migrations.database.steps import Step
    from forge_migrations.database.target import Target
    from forge_migrations.drizzle.config.credentials import FoundUrl

FATAL = frozenset({"mixed-layout", "missing-sql", "duplicate-tag", "folder-name", "duplicate-idx"})
"""What of an unsound history decides which SQL runs."""


def live_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that talks to a live database."""
    parser.add_argument("--database-url", default="", metavar="URL", help="default: DATABASE_URL from"
                        " the environment or .env, else the config's dbCredentials")  # fmt: skip
    parser.add_argument("--project", default="", metavar="CONFIG", help="one of several projects")
    parser.add_argument("--kit", default="", metavar="DIR", help="where drizzle-kit is installed")


class Live(NamedTuple):
    """A project beside the database that a person named."""

    subject: Subject
    change: ProjectChange
    steps: tuple[Step, ...]
    target: Target
    found: FoundUrl
    ledger: Ledger
    driver: Driver

    @property
    def root(self) -> str:
        root = self.subject.change.root
        assert root is not None
        return root

    @property
    def is_new_file(self) -> bool:
        """True for a SQLite file that isn't there yet, in a folder that is."""
        path = self.target.path
        return bool(path) and os.path.isdir(os.path.dirname(path)) and not os.path.exists(path)

    def plan(self, connection: Connection) -> Plan:
        """What the migrator would do now. Raises `UsageError` where it would refuse the ledger."""
        return ledgers.pending(self.ledger, self.steps, self.rows(connection))

    def rows(self, connection: Connection) -> list[Row]:
        with plainly(self.target):
            return ledgers.rows(connection, self.ledger)


@contextmanager
def open_live(options: argparse.Namespace, *, sound: bool = True) -> Iterator[Live]:
    """Read the work tree and the URL; nothing is connected yet. Raises `UsageError`, `Undecided`."""
    repository = rooted_repository()
    assert repository.root is not None
    subject = open_work_tree(repository, options.kit)
    try:
        change = choose_project(subject, options.project)
        project = change.project
        engine = engine_of(project.dialect)
        if engine not in SERVED:
            raise UsageError(f"{project.config}: {project.dialect or 'no dialect'} is none of mine",
                             Remedy("run it", command("npx", "drizzle-kit", "migrate")))  # fmt: skip
        if sound:
            refuse_unsound(change)
        steps = steps_of(change.after, subject.change.after)
        found = find_url(
            options.database_url, project, subject.change.after, repository.root, os.environ
        )
        folder = os.path.join(repository.root, project.cwd)
        if found.source == "--database-url":
            folder = os.getcwd()
        target = parse_target(found.url, engine, folder)
        yield Live(subject, change, steps, target, found, Ledger.of(project, change.after),
                   driver_of(project))  # fmt: skip
        subject.facts.save()
    finally:
        subject.close()


def refuse_unsound(change: ProjectChange) -> None:
    """Raises `UsageError` for a history of which nobody can tell what would run."""
    history = change.after
    for path, line, why in history.broken:
        if path == history.journal or path.endswith(".sql"):
            raise UsageError(f"{path}:{line}: {why}", Remedy("mend it", ours("repair")))
    for found in violations(history, change.base, int(time.time() * 1000)):
        if found.rule in FATAL:
            raise UsageError(
                f"{found.path}:{found.line}: {found.rule}: {found.message}",
                found.remedy or "mend it: forge-migrations repair",
            )
    if not history.migrations:
        raise UsageError(f"{history.out} holds no migration", Remedy("make one", ours("generate")))


@contextmanager
def plainly(target: Target) -> Iterator[None]:
    """A driver's exception as `Undecided` with its words, without its password."""
    try:
        yield
    except Exception as error:
        if not is_of_driver(error):
            raise
        raise refused(target, error) from None


def is_of_driver(error: Exception) -> bool:
    """Told by the module's name: importing SQLAlchemy to ask would cost half a second."""
    packages = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return not packages.isdisjoint(("sqlalchemy", "sqlite3", "psycopg", "pymysql"))


def heading(live: Live) -> str:
    """`PostgreSQL, host localhost, database app (DATABASE_URL in .env)`."""
    return f"{live.target} ({live.found.source})"
