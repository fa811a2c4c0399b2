"""SQLite and libSQL, in this process."""

from __future__ import annotations
