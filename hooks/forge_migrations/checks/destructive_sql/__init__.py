"""New SQL that loses data, fails on rows, breaks running code, or can't run."""

from __future__ import annotations
