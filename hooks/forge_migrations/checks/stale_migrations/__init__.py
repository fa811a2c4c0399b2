"""A schema change without the migration that carries it."""

from __future__ import annotations
