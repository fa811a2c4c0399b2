"""The relative modules that a TypeScript or JavaScript file asks for."""

from __future__ import annotations

import posixpath

from forge_migrations.drizzle.packages import learned
from forge_migrations.drizzle.packages import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from forge_migrations.change.tree import Tree
    from forge_migrations.facts import Facts

FACT = "imports-2"
ENDINGS = ("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "json")
COMPILED = {"js": ("ts", "tsx"), "mjs": ("mts",), "cjs": ("cts",), "jsx": ("tsx",)}
"""`./users.js` is `users.ts` before it is compiled."""
TYPES = ("type_alias_declaration", "type_annotation", "interface_declaration", "type_arguments")
"""What is gone when the file runs, `import("./a").T` in it too."""


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
    import tree_sitter_typescript as grammars

    root = tree_sitter.Parser(tree_sitter.Language(grammars.language_typescript())).parse(data)
    if root.root_node.has_error:  # `<div>` is a type in a `.ts` file, and an element in a `.tsx`
        other = tree_sitter.Parser(tree_sitter.Language(grammars.language_tsx())).parse(data)
        root = root if other.root_node.has_error else other
    found: list[list[int | str]] = []
    waiting = [root.root_node]
    while waiting:
        node = waiting.pop()
        if node.type in TYPES:
            continue
        source = _source(node)
        if source is not None:
            specifier = (source.text or b"").decode("utf-8", "replace").strip("\"'`")
            if specifier.startswith("."):
                found.append([node.start_point[0] + 1, specifier])
        waiting.extend(node.named_children)
    return sorted(found)


def _source(node: Node) -> Node | None:
    """The module that a node asks for when the file runs."""
    if node.type in ("import_statement", "export_statement"):
        return None if _is_of_types(node) else node.child_by_field_name("source")
    if node.type == "import_require_clause":  # `import a = require("./a")`
        return node.child_by_field_name("source")
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is not None and (function.text or b"") in (b"require", b"import"):
            first = arguments.named_children[:1] if arguments is not None else []
            return first[0] if first and _is_literal(first[0]) else None
    return None


def _is_literal(node: Node) -> bool:
    return node.type == "string" or (
        node.type == "template_string"
        and all(child.type != "template_substitution" for child in node.named_children)
    )


def _is_of_types(node: Node) -> bool:
    """True for `import type …`, and where every name has its own `type`, as bundlers drop both."""
    if any(child.type == "type" for child in node.children):
        return True
    if (node.text or b"").startswith(b"export type "):  # `export type * from`, which no grammar has
        return True
    clause = next((c for c in node.named_children if c.type.endswith("_clause")), None)
    named = clause
    if clause is not None and clause.type == "import_clause":
        named = clause.named_children[0] if len(clause.named_children) == 1 else None
    if named is None or named.type not in ("named_imports", "export_clause"):
        return False
    names = named.named_children
    return bool(names) and all(one.children and one.children[0].type == "type" for one in names)
