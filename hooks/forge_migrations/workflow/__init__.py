"""The commands that people run by hand."""

from __future__ import annotations
