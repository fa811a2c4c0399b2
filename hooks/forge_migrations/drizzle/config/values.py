"""The values of a config: what its default export says, key by key."""

from __future__ import annotations

from forge_migrations.drizzle.config.objects import UNREAD as UNREAD
from forge_migrations.drizzle.config.objects import LaidOut
from forge_migrations.drizzle.config.objects import Unread
from forge_migrations.drizzle.config.reader import Reader
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.drizzle.config.reader import Module
    from forge_migrations.drizzle.config.reader import Place

UNSAID = Unread()
"""Of a key that isn't written, where a spread that can't be read may bring it."""
KEYS = ("schema", "out", "dialect", "driver", "casing", "migrations", "breakpoints")


class Setting(NamedTuple):
    """One value of a config."""

    value: Any
    """`UNREAD`, or plain data; the one that holds where no environment variable is set."""
    certain: bool
    """False when it depends on an environment variable."""


def settings(module: Module, place: Place) -> dict[str, Setting] | None:
    """The values of a config's default export by key; `None` when it is no object.

    Paths made from `__dirname` and the like are relative to the repository's root, and start with
    `/`, which is what an absolute path is to the caller.
    """
    reader = Reader(module, place)
    laid_out = LaidOut(reader)
    laid_out.add(module.get("default"))
    keys: dict[str, Setting] = {}
    for key, expression in laid_out.found.items():
        reader.guessed = key in laid_out.guessed
        value = reader.value(expression)
        keys[key] = Setting(value, not reader.guessed and not _has_unread(value))
    if keys and laid_out.open:
        for key in KEYS:
            keys.setdefault(key, Setting(UNSAID, False))
    return keys or None


def _has_unread(value: Any) -> bool:
    if isinstance(value, list | dict):
        return any(map(_has_unread, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Unread)
