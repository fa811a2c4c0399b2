"""How long the suite takes, as ratios to a named peer that ran beside it."""

from __future__ import annotations
