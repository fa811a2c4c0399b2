"""A history that a database can't replay."""

from __future__ import annotations
