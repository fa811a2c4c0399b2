"""Migration text as statements that know their place, and the tables as the history left them."""

from __future__ import annotations
