"""Getting started: hooks, tools, what is missing, a demonstration."""

from __future__ import annotations
