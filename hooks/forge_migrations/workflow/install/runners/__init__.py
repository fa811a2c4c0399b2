"""What runs a repository's git hooks, and the edit that adds forge-migrations to each of them."""

from __future__ import annotations
