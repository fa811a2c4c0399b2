"""One package per hook id: what a commit is refused for."""

from __future__ import annotations

CHECKS = {
    "staged-migrations": "staged_migrations.check",
    "migration-history": "migration_history.check",
    "destructive-sql": "destructive_sql.check",
    "production-push": "production_push.check",
    "schema-changes": "schema_changes.check",
    "stale-migrations": "stale_migrations.check",
    "rehearsal": "rehearsal.check",
}
"""Check -> its module, in the order in which the umbrella runs them: what needs only git first."""

GIT_ONLY = ("staged-migrations", "migration-history", "destructive-sql", "production-push")
"""The checks that run nothing of the repository: the ones for servers."""
