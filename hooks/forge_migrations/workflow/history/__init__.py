"""Making and mending migrations in the work tree."""

from __future__ import annotations
