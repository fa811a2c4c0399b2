"""Names as TypeScript and SQL spell them differently: `createdAt` is `created_at`."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a program's text, without case and underscores."""
    return frozenset(map(plain, re.findall(r"[A-Za-z_]\w*", text)))


def plain(name: str) -> str:
    """A name without case and underscores."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
