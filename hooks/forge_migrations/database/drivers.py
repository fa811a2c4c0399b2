"""The driver that a scratch or live database runs a project's migrations as."""

from __future__ import annotations

from forge_migrations.engines import DIALECTS
from forge_migrations.engines import SERVED
from forge_migrations.engines import dialect_of
from forge_migrations.sql.migrator import RUNNERS
from forge_migrations.sql.migrator import Migrator as Driver
from forge_migrations.sql.migrator import runner_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.drizzle.project import Project

__all__ = ["STRICTEST", "Driver", "driver_of"]

STRICTEST = {engine: RUNNERS[DIALECTS[engine]] for engine in SERVED}
"""The driver to assume when nothing names one."""


def driver_of(project: Project) -> Driver:
    """The driver that the project's migrations run through, as its config and packages tell."""
    dialect = dialect_of(project.dialect, "sqlite") or "sqlite"
    return runner_of(dialect, project.driver, project.packages)
