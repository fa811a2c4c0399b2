"""What changed in the schema, and a schema that can't be loaded."""

from __future__ import annotations
