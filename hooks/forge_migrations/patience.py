"""`[production]` of the policy: how long a migration may keep others waiting, and where that counts."""

from __future__ import annotations

import re

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

KEYS = ("patience", "refuse_over", "environments")
_DURATION = r"(\d+(?:\.\d+)?) ?(ms|s|min|h)"
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
"""What `observe --name` takes."""

FOLDER = ".forge-migrations"
"""Beside a project's config: what `observe` wrote of its production."""


class Patience(NamedTuple):
    """What the team waits for, in seconds."""

    silent: float = 1.0
    """What is predicted to take less is not told."""
    refuse: float | None = None
    """What is predicted to take longer is refused; `None`: nothing is for that."""
    environments: tuple[str, ...] = ("production",)
    """The files that count, `.forge-migrations/NAME.json`: the slowest of them decides."""


def patience_of(table: Mapping[str, Any]) -> Patience:
    """Raises `ValueError` in words that go behind `[production] `."""
    silent, refuse = (
        seconds_of(key, table[key]) if key in table else default
        for key, default in (("patience", 1.0), ("refuse_over", None))
    )
    assert silent is not None
    if refuse is not None and refuse < silent:
        raise ValueError("refuse_over is less than patience")
    names = table.get("environments", ["production"])
    if not isinstance(names, list) or not names or not all(map(_is_name, names)):
        raise ValueError(f'environments = {names!r} is no list of names: ["production"]')
    return Patience(silent, refuse, tuple(names))


def seconds_of(key: str, value: object) -> float:
    """`"500ms"`, `"1s"`, `"2min"`, or a number of seconds. Raises `ValueError`."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9:
        return float(value)
    found = re.fullmatch(_DURATION, value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{key} = {value!r} is no time: "500ms", "10s", "2min"')
    return float(found[1]) * _UNITS[found[2]]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(_NAME, value) is not None
