"""The migrations on a populated scratch database."""

from __future__ import annotations
