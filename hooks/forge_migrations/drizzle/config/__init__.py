"""What configs say: projects, schema files, scripts."""

from __future__ import annotations
