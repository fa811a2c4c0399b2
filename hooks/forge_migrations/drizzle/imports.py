"""The relative modules that a TypeScript or JavaScript file asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.packages import learned
from forge_migrations.drizzle.packages import within
from forge_migrations.facts import Facts

if TYPE_CHECKING:
    from tree_sitter import Node

FACT = "imports-1"
ENDINGS = ("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "json")
COMPILED = {"js": ("ts", "tsx"), "mjs": ("mts",), "cjs": ("cts",), "jsx": ("tsx",)}
"""`./users.js` is `users.ts` before it is compiled."""


def relative_imports(
    tree: Tree, paths: Iterable[str], facts: Facts
) -> dict[str, list[list[int | str]]]:
    """Path -> [line, specifier] of every `./…` or `../…` that it imports, exports from or requires.

    Type-only imports are left out: they are gone when the file runs.
    """
    found: dict[str, list[list[int | str]]] = learned(tree, facts, FACT, paths, _read)
    return found


def candidates(importer: str, specifier: str) -> list[str]:
    """The paths that a relative import may mean, in the order of a bundler."""
    path = within(posixpath.dirname(importer), specifier)
    stem, _, ending = path.rpartition(".")
    found = [path, *(f"{path}.{one}" for one in ENDINGS)]
    found += [f"{stem}.{one}" for one in COMPILED.get(ending, ())]
    return found + [f"{path}/index.{one}" for one in ENDINGS]


def _read(data: bytes) -> list[list[int | str]]:
    import tree_sitter
    import tree_sitter_typescript

    language = tree_sitter.Language(tree_sitter_typescript.language_typescript())
    found: list[list[int | str]] = []
    waiting = [tree_sitter.Parser(language).parse(data).root_node]
    while waiting:
        node = waiting.pop()
        source = _source(node)
        if source is not None:
            specifier = (source.text or b"").decode("utf-8", "replace").strip("\"'`")
            if specifier.startswith("."):
                found.append([node.start_point[0] + 1, specifier])
        waiting.extend(node.named_children)
    return sorted(found)


def _source(node: Node) -> Node | None:
    if node.type in ("import_statement", "export_statement"):
        typed = any(child.type == "type" for child in node.children)
        return None if typed else node.child_by_field_name("source")
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is not None and (function.text or b"") in (b"require", b"import"):
            first = arguments.named_children[:1] if arguments is not None else []
            return first[0] if first and first[0].type == "string" else None
    return None
