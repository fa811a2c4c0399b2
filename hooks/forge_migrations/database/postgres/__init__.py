"""PostgreSQL, by a server or PGlite."""

from __future__ import annotations
