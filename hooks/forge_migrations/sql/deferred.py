"""How the comment of a debt begins, for who only looks whether there is one: `sql/debts.py` reads it."""

from __future__ import annotations

WORDS = "forge-migrations: deferred"
