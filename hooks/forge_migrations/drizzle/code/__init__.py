"""What code says of tables and columns: schema files as they are written, and the files that use them."""

from __future__ import annotations
