"""Half of a migration in a commit."""

from __future__ import annotations
