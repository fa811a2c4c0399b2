"""Rewriting a history: journals and snapshots as values, planned over a Tree before any is written."""

from __future__ import annotations
