"""The pieces that Drizzle's migrator cuts a migration into: what it hands to the driver at once.

It cuts the raw text wherever the marker stands, even inside a string (drizzle-orm `migrator.js`:
`query.split("--> statement-breakpoint")`); only then does the engine look for semicolons.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

BREAKPOINT = "--> statement-breakpoint"
"""What drizzle-kit writes between statements."""


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each piece; one more than there are breakpoints."""
    start = 0
    while True:
        end = text.find(BREAKPOINT, start)
        if end < 0:
            yield start, len(text)
            return
        yield start, end
        start = end + len(BREAKPOINT)
