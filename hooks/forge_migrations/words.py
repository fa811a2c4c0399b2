"""Numbers in sentences."""

from __future__ import annotations

_PLURAL = {"index": "indexes"}


def counted(number: int, thing: str) -> str:
    """`1 row`, `2 indexes`, `12,000 rows`."""
    return f"{number:,} {thing if number == 1 else _PLURAL.get(thing, thing + 's')}"
