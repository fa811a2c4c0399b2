"""One module per hook id: what a commit is refused for."""

from __future__ import annotations

CHECKS = {
    "staged-migrations": "staged_migrations",
    "migration-history": "migration_history",
    "destructive-sql": "destructive_sql",
    "production-push": "production_push",
    "schema-changes": "schema_changes",
    "stale-migrations": "stale_migrations",
    "rehearsal": "rehearsal",
}
"""Check -> its module, in the order in which the umbrella runs them: what needs only git first."""

GIT_ONLY = ("staged-migrations", "migration-history", "destructive-sql", "production-push")
"""The checks that run nothing of the repository: the ones for servers."""
