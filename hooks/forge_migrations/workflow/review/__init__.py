"""The review checklist, answered and measured."""

from __future__ import annotations
