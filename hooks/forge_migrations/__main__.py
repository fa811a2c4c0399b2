"""`python -m forge_migrations` is `forge-migrations`."""

from __future__ import annotations

from forge_migrations.entry import program

program()
