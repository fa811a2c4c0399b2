"""Migrations, journals, snapshots and what differs between them."""

from __future__ import annotations
