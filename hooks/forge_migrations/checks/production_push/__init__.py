"""Deploy paths that run drizzle-kit push."""

from __future__ import annotations
