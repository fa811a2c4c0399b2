"""What a `Literal` of the package admits, read from its source: it is there for types alone."""

from __future__ import annotations

import ast

from imports_of import sources


def members(module: str, name: str) -> tuple[str, ...]:
    """The words of `name = Literal[...]` in a module, named without `forge_migrations.`."""
    for node in ast.walk(ast.parse(sources()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            assert isinstance(node.value, ast.Subscript)
            found = ast.literal_eval(node.value.slice)
            return found if isinstance(found, tuple) else (found,)
    raise LookupError(f"{module} has no {name}")
