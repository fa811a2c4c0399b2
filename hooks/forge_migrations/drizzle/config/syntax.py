"""A config's modules: what a TypeScript, JavaScript or JSON file names and exports."""

from __future__ import annotations

import json

from forge_migrations.drizzle.config.callees import bare
from forge_migrations.drizzle.config.changes import EXPORTS
from forge_migrations.drizzle.config.changes import changes
from forge_migrations.drizzle.config.expressions import UNKNOWN
from forge_migrations.drizzle.config.expressions import Expressions
from forge_migrations.drizzle.config.expressions import string_of
from forge_migrations.drizzle.config.expressions import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from tree_sitter import Node

    from forge_migrations.drizzle.config.changes import Change
    from forge_migrations.drizzle.config.expressions import Expression

BOM = b"\xef\xbb\xbf"
"""What Windows editors put first: https://en.wikipedia.org/wiki/Byte_order_mark#UTF-8"""

DECLARATIONS = (
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "enum_declaration",
    "ambient_declaration",
)
"""What gives a name to something that only runs."""
SIMPLE_NAMES = ("identifier", "shorthand_property_identifier_pattern")


def read_json(text: bytes) -> dict[str, Expression] | None:
    """A `.json` config as a module; `None` when it is no JSON object. drizzle-kit asks Node to read
    it, which takes a byte order mark and no comments."""
    try:
        value = json.loads(text.removeprefix(BOM))
    except (ValueError, RecursionError):
        return None
    return {"names": {}, "default": _plain(value)} if isinstance(value, dict) else None


def _plain(value: Any) -> Expression:
    if isinstance(value, dict):
        return ["obj", *([key, _plain(one)] for key, one in value.items())]
    if isinstance(value, list):
        return ["list", *(_plain(one) for one in value)]
    return value


def read_module(text: bytes) -> dict[str, Expression] | None:
    """What a TypeScript or JavaScript file names and exports, or `None` when it has syntax errors
    before anything could be read.

    `{"names": {local: expression}, "default": expression, "kit": bool}`; exported constants are
    among the names, `*` is what `require` gives of a CommonJS one, `kit` says that the file imports
    drizzle-kit.
    """
    import tree_sitter
    import tree_sitter_typescript

    language = tree_sitter.Language(tree_sitter_typescript.language_typescript())
    root = tree_sitter.Parser(language).parse(text).root_node
    module = _Module()
    for statement in root.named_children:
        module.statement(statement)
    module.forget(changes(root))
    if module.default is None and root.has_error:
        return None
    return {"names": module.needed(), "default": module.default, "kit": module.kit}


class _Module(Expressions):
    """Walks the top level of one file."""

    def __init__(self) -> None:
        super().__init__()
        self.default: Expression = None
        self.exported: set[str] = set()

    def forget(self, changes: Iterable[Change]) -> None:
        """What is changed somewhere after it was made is what only running the file can tell."""
        for name, key in changes:
            if name in EXPORTS:
                self.default = self.names["*"] = UNKNOWN
            elif name in self.names:
                was = self.names[name]
                self.names[name] = ["obj", [None, was], [key, UNKNOWN]] if key else UNKNOWN

    def needed(self) -> dict[str, Expression]:
        """The names that the default export or an exported constant rests on."""
        kept: dict[str, Expression] = {}
        wanted = list(_references(self.default)) + sorted(self.exported)
        while wanted:
            name = wanted.pop()
            if name in self.names and name not in kept:
                kept[name] = self.names[name]
                wanted.extend(_references(kept[name]))
        return kept

    def statement(self, node: Node) -> None:
        kind = node.type
        if kind == "import_statement":
            self._import(node)
        elif kind in ("lexical_declaration", "variable_declaration"):
            self._declaration(node)
        elif kind == "export_statement":
            self._export(node)
        elif kind == "expression_statement" and node.named_children:
            self._assignment(node.named_children[0])
        elif kind in DECLARATIONS:
            name = node.child_by_field_name("name")
            self.names[text_of(name) if name is not None else ""] = UNKNOWN

    def _import(self, node: Node) -> None:
        clause = next((c for c in node.named_children if c.type.endswith("_clause")), None)
        source = node.child_by_field_name("source")
        if source is None and clause is not None:
            source = clause.child_by_field_name("source")  # `import path = require("path")`
        module = string_of(source) if source else None
        if module is None:
            return
        module = bare(module)
        self.kit = self.kit or module == "drizzle-kit"
        for one in clause.named_children if clause else ():
            if one.type == "identifier" and clause is not None:
                whole = "*" if clause.type == "import_require_clause" else "default"
                self.names[text_of(one)] = ["import", module, whole]
            elif one.type == "namespace_import":
                self.names[text_of(one.named_children[-1])] = ["import", module, "*"]
            elif one.type == "named_imports":
                for specifier in one.named_children:
                    name = specifier.child_by_field_name("name")
                    alias = specifier.child_by_field_name("alias") or name
                    if name is not None and alias is not None:
                        self.names[text_of(alias)] = ["import", module, text_of(name)]

    def _declaration(self, node: Node) -> None:
        for declarator in node.named_children:
            name = declarator.child_by_field_name("name")
            value = declarator.child_by_field_name("value")
            if name is None:
                continue
            if name.type == "identifier":
                self.names[text_of(name)] = self.value(value)
            elif name.type == "object_pattern" and value is not None:
                self._destructure(name, self.value(value))

    def _destructure(self, pattern: Node, value: Expression) -> None:
        """`{ a, b: c, d = "x" }`: a default holds where there is no value."""
        for one in pattern.named_children:
            key = one.child_by_field_name("key")
            name = one.child_by_field_name("value") if key is not None else one
            default = name.child_by_field_name("right") if name is not None else None
            if name is not None and default is not None:
                name = name.child_by_field_name("left")
            if name is not None and name.type in SIMPLE_NAMES:
                got = ["get", value, text_of(key or name)]
                self.names[text_of(name)] = ["??", got, self.value(default)] if default else got

    def _export(self, node: Node) -> None:
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if any(child.type == "default" for child in node.children):
            self.default = self.value(value)
        elif any(child.type == "=" for child in node.children):  # `export = config`
            self.default = self.value(node.named_children[-1])
        elif declaration is not None:
            before = set(self.names)
            self.statement(declaration)
            self.exported |= set(self.names) - before
        else:
            self._export_clause(node)

    def _export_clause(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        module = string_of(source) if source else None
        clause = next((c for c in node.named_children if c.type == "export_clause"), None)
        for one in clause.named_children if clause else ():
            name = one.child_by_field_name("name")
            alias = one.child_by_field_name("alias") or name
            if name is None or alias is None:
                continue
            value = ["import", module, text_of(name)] if module else ["ref", text_of(name)]
            if text_of(alias) == "default":
                self.default = value
            else:
                self.exported |= {text_of(name), text_of(alias)}
                if module or text_of(alias) != text_of(name):
                    self.names[text_of(alias)] = value

    def _assignment(self, node: Node) -> None:
        """`module.exports = …`, `exports.default = …`, `exports.out = …`."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type != "assignment_expression" or left is None:
            return
        target = "".join(text_of(left).split())
        key = target.removeprefix("module.").removeprefix("exports.")
        if target in ("module.exports", "module.exports.default", "exports.default"):
            self.default = self.value(right)
        elif key != target and key.isidentifier() and key != "__esModule":
            self.default = ["obj", [None, self.default], [key, self.value(right)]]
        if target == "module.exports" or key != target:
            self.names["*"] = self.default
            self.exported.add("*")


def _references(expression: Expression) -> set[str]:
    found: set[str] = set()
    waiting = [expression]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list) and one:
            if one[0] == "ref" and len(one) == 2:
                found.add(one[1])
            waiting.extend(one)
    return found
