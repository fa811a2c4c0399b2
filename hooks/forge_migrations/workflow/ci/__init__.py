"""Servers and pipelines: pushes, matrices, comments, a history's audit."""

from __future__ import annotations
