"""Running the project's own `drizzle-kit generate`."""

from __future__ import annotations
