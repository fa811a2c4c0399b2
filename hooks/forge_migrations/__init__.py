"""Git hooks that make it impossible to lose a Drizzle migration."""

from __future__ import annotations

__version__ = "0.1.0"
