"""The walk of `forge-migrations demo`: its project, its tools, its stage and its scenes."""

from __future__ import annotations
