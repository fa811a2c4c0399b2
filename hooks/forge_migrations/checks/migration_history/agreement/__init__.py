"""A migration's SQL held against its own snapshot."""

from __future__ import annotations
