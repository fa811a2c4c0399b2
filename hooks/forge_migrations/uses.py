"""`[uses]` of the policy: when it is looked for who still uses what a migration takes away, and how long."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

KEYS = ("when", "seconds")
WHEN = ("push", "commit", "never")


class Looking(NamedTuple):
    """What a team decided."""

    when: str = "push"
    """`push` (and ranges in CI), `commit` (there too) or `never`."""
    seconds: float = 20.0
    """How long TypeScript may look at one tree."""


def looking_of(table: Mapping[str, Any]) -> Looking:
    """Raises `ValueError` with what is wrong and what to write."""
    when, seconds = table.get("when", "push"), table.get("seconds", 20)
    if when not in WHEN:
        raise ValueError(f'when = {when!r} says nothing: write "push", "commit" or "never"')
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        raise ValueError(f"seconds = {seconds!r} is no time: write seconds = 20")
    return Looking(when, float(seconds))
