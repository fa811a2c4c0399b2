"""What every check and command is handed: the change, its projects, the shared answers."""

from __future__ import annotations
