"""How a change gets to a database that is in use: in steps, none of which breaks what runs."""

from __future__ import annotations
