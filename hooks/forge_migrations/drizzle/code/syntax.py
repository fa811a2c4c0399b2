"""A file of TypeScript or JavaScript as a syntax tree."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")


def parsed(path: str, data: bytes) -> Node:
    """The root of a file's tree; `<div>` is an element where the name ends in `x`, else a type."""
    import tree_sitter
    import tree_sitter_typescript as grammars

    has_elements = path.endswith(("x", ".js", ".mjs", ".cjs"))
    language = grammars.language_tsx() if has_elements else grammars.language_typescript()
    return tree_sitter.Parser(tree_sitter.Language(language)).parse(data).root_node


def every(root: Node) -> Iterator[Node]:
    """Every named node, an outer one before what it holds."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))
