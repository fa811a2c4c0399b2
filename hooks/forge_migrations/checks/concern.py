"""Which paths can concern a migration at all: the one question that every commit is asked."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # importing it from typing costs more than the rest of an idle commit
if TYPE_CHECKING:
    from collections.abc import Iterable

CODE = frozenset(("ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx", "json", "jsonc", "sql"))
"""What drizzle-kit can load or write."""
DEPLOY = frozenset(("yml", "yaml", "toml", "sh", "dockerfile", "procfile", "nix", "tf"))
"""What a deploy runs by."""
NAMES = frozenset((".gitignore", ".gitattributes", ".gitmodules", "justfile", "makefile"))


def concerns(path: str) -> bool:
    """False only when no check could say anything about a change of this path."""
    name = os.path.basename(path).lower()
    end = name.rpartition(".")[2]
    return end in CODE or end in DEPLOY or name in NAMES or "dockerfile" in name


def any_concerns(paths: Iterable[str]) -> bool:
    return any(concerns(path) for path in paths)
