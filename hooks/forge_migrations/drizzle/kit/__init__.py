"""The project's own drizzle-kit: found, run, asked."""

from __future__ import annotations
