"""Whose function a config calls: `path.join` is Node's, a `join` of the file's own is not."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PATHS = frozenset(("join", "resolve", "relative", "dirname", "normalize", "basename"))
FUNCTIONS = {
    "path": PATHS,
    "path/posix": PATHS,
    "pathe": PATHS,
    "upath": PATHS,
    "url": frozenset(("fileURLToPath",)),
    "process": frozenset(("cwd",)),
}
"""Functions whose answers follow from their arguments, by module: Node's, and two that do the same."""
DENO = r"(?:npm|jsr):/?((?:@[^/@]+/)?[^/@]+)(?:@[^/]*)?(/.*)?$"
"""https://docs.deno.com/runtime/fundamentals/modules/"""
DEPTH = 20
"""Names that stand for each other deeper than this are a circle."""


def bare(specifier: str) -> str:
    """The package that Deno's specifier names: `drizzle-kit` of `npm:drizzle-kit@0.31`."""
    found = re.match(DENO, specifier)
    return found[1] + (found[2] or "") if found else specifier


def origin(expression: Any, names: Mapping[str, Any], depth: int = 0) -> tuple[str, str] | None:
    """(module, name) of what an expression of `config_expressions` names; `None` when it names
    nothing of a module. A name that the file doesn't give is a global: its module is empty."""
    if not isinstance(expression, list) or not expression or depth > DEPTH:
        return None
    if expression[0] == "ref":
        name = expression[1]
        return origin(names[name], names, depth + 1) if name in names else ("", name)
    if expression[0] == "import":
        return expression[1].removeprefix("node:"), expression[2]
    if expression[0] == "get":
        holder = origin(expression[1], names, depth + 1)
        if holder is None or not isinstance(expression[2], str):
            return None
        module, name = holder
        if name in ("*", "default", "posix"):
            return module, expression[2]
        return (name, expression[2]) if module == "" and name in ("process", "Object") else None
    return None


def is_config_maker(function: tuple[str, str]) -> bool:
    """True for what gives back its first argument: `defineConfig` of drizzle-kit under any name."""
    return function[0] == "drizzle-kit" or function in (("", "defineConfig"), ("Object", "freeze"))


def node_function(function: tuple[str, str]) -> str | None:
    """The name of the function, when it is one of `FUNCTIONS`."""
    module, name = function
    return name if name in FUNCTIONS.get(module, ()) else None
