"""A live database: apply, compare, go back."""

from __future__ import annotations
