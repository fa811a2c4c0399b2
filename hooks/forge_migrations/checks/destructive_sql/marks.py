"""Under what the judgement of a migration is kept: everything that it depends on."""

from __future__ import annotations

import time

from forge_migrations.facts import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.config import Policy
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.sql.migrator import Migrator


class Marks:
    """The marks of one project's migrations. What all of them depend on is written out once; an end date
    makes it depend on the day."""

    def __init__(
        self,
        settings: str,
        policy: Policy,
        migrator: Migrator,
        production: str,
        commented: str,
        before: str,
    ) -> None:
        self._ways = {cut: repr(migrator.told(cut)) for cut in (False, True)}
        self._before = before
        self._all = (
            commented,
            settings,
            repr([policy.get(key) for key in ("rules", "paths")]),
            repr(policy.squawk or ""),
            production,
            time.strftime("%Y-%m-%d"),
        )

    def of(self, prefix: str, migration: Migration, behind: bool) -> str:
        """`prefix`: the key of what stands before it; `behind`: it depends on what the other side has, too."""
        way = self._ways[migration.breakpoints]
        before = self._before if behind else ""
        return digest(prefix, migration.blob or "", migration.path, way, before, *self._all)
