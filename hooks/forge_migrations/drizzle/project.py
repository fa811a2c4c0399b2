"""A Project: one Drizzle config, where drizzle-kit is run for it, and what it says."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple


class Project(NamedTuple):
    """What a Drizzle config says, with drizzle-kit's defaults filled in.

    Source: `drizzle-kit/src/index.ts` and `validations/common.ts` of drizzle-team/drizzle-orm.
    """

    config: str
    """The config's path from the repository's root; it names the project in every message."""
    cwd: str
    """The folder that drizzle-kit is run in, from the root; empty for the root itself."""
    dialect: str
    """`postgresql`, `mysql`, `sqlite`, `turso`, `singlestore`, `gel`, `mssql`, `cockroach`."""
    schema: tuple[str, ...]
    """Paths and globs as written, relative to `cwd`."""
    out: str
    """The migrations folder, from the repository's root."""
    driver: str = ""
    """The config's `driver` (`d1-http`, `expo`, …); empty when it names none."""
    casing: str = ""
    """`snake_case`, `camelCase` or empty."""
    prefix: str = "index"
    """`migrations.prefix`: `index`, `timestamp`, `supabase`, `unix`, `none`."""
    breakpoints: bool = True
    table: str = "__drizzle_migrations"
    """`migrations.table`: the migrator's ledger."""
    ledger_schema: str = "drizzle"
    """`migrations.schema`: where PostgreSQL keeps the ledger."""
    packages: tuple[str, ...] = ()
    """Names of the dependencies in the nearest package.json: they tell the database driver."""
    script: str = ""
    """The package.json script that runs `drizzle-kit generate` (`db:generate`), or empty."""
    manager: str = ""
    """`npm`, `pnpm`, `yarn` or `bun`, where a package.json says `packageManager`; else empty."""
    script_folder: str = ""
    """The folder of the package.json that has the script."""
    script_ends: bool = True
    """True when options put after the script reach drizzle-kit."""
    also: tuple[str, ...] = ()
    """Other configs that say the same (one judgement, not two)."""
    unread: tuple[str, ...] = ()
    """Names of values that couldn't be read without running the config: `schema`, `out`, …; where
    such a value depends on an environment variable, it is the one that holds without it."""
    push_only: bool = False
    """True when there is no migration, and the scripts only push or git ignores the folder."""
