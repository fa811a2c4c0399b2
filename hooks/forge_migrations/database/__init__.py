"""Scratch servers, the migrator's ledger, rows, locks and structure: everything that runs SQL."""

from __future__ import annotations
