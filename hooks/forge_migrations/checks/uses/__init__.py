"""Who still uses what a migration takes away: lines of the released code and of the new one."""

from __future__ import annotations
