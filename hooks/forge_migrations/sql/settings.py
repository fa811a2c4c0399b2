"""What the user says about the databases that the migrations run on."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple


class Settings(NamedTuple):
    """What the user says about the databases: `.forge-migrations.toml`."""

    postgres: float = 16
    mysql: float = 8.4
    mariadb: float = 0
    """0 when it is MySQL."""
    strict: bool = True
    """MySQL's strict mode: what doesn't fit is an error, not cut off."""
    utc: bool = False
    """Sessions run in UTC: timestamp and timestamptz convert without a rewrite."""
    engine: str = ""
    """Which distributed engine it is, by its name in `engines.DISTRIBUTED`; empty for none."""
    ledger: str = "__drizzle_migrations"
    accept: tuple[str, ...] = ()
    """Other tools whose acknowledgements count: `squawk`, `atlas`, `migration-safe`."""
