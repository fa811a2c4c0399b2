"""A config's TypeScript, JavaScript or JSON, read into expressions that need no parser any more.

An expression is JSON, so that it can be kept as a fact under the config's blob id: a scalar stands
for itself, everything else is a list whose first word says what it is:

    ["list", item…]  ["...", value]                              a list, and a spread in it
    ["obj", [key, value]…]                                       an object; the key of a spread, or
                                                                 of what has no plain one, is null
    ["cat", part…]  ["+", a, b]                                  template literals and sums
    ["??", a, b]  ["||", a, b]  ["&&", a, b]  ["==", a, b]  ["!", a]  ["if", test, a, b]
    ["env", name]  ["environ"]  ["dir"]  ["file"]  ["url"]       what Node gives
    ["get", object, key]  ["call", name, argument…]              `path.join` is the call `join`
    ["ref", name]  ["import", module, name]                      a constant, here or elsewhere
    ["?"]                                                        what only running it can tell
"""

from __future__ import annotations

from forge_migrations.drizzle.config.callees import bare
from forge_migrations.drizzle.config.callees import is_config_maker
from forge_migrations.drizzle.config.callees import node_function
from forge_migrations.drizzle.config.callees import origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

    Expression = Any
    """JSON; see the module's docstring."""


UNKNOWN: Expression = ["?"]

WRAPPERS = frozenset(
    (
        "parenthesized_expression",
        "satisfies_expression",
        "as_expression",
        "non_null_expression",
        "type_assertion",
    )
)
DEPTH = 100
"""Expressions inside of each other beyond which no person wrote them."""
ENVIRONMENTS = ("process.env", "import.meta.env", "Bun.env")
OPERATORS = frozenset(("??", "||", "&&"))
EQUALITY = {"==": "==", "===": "==", "!=": "!=", "!==": "!="}


class Expressions:
    """Reads the values of one file. Subclasses keep `names` as they walk its top level."""

    def __init__(self) -> None:
        self.names: dict[str, Expression] = {}
        self.kit = False
        """True once the file asked for drizzle-kit."""
        self._depth = 0

    def value(self, node: Node | None) -> Expression:
        """The expression that a syntax node stands for."""
        while node is not None and node.type in WRAPPERS:
            inner = [child for child in node.named_children if child.type != "comment"]
            # `<Config>{}` names its type first, `{} as Config` last.
            node = inner[-1 if node.type == "type_assertion" else 0] if inner else None
        reader = getattr(self, "_" + node.type, None) if node is not None else None
        if reader is None or self._depth == DEPTH:
            return UNKNOWN
        self._depth += 1
        try:
            return reader(node)
        finally:
            self._depth -= 1

    def _string(self, node: Node) -> Expression:
        return string_of(node)

    def _true(self, node: Node) -> Expression:
        return True

    def _false(self, node: Node) -> Expression:
        return False

    def _null(self, node: Node) -> Expression:
        return None

    _undefined = _null

    def _number(self, node: Node) -> Expression:
        try:
            return int(text_of(node))
        except ValueError:
            return UNKNOWN

    def _template_string(self, node: Node) -> Expression:
        parts: list[Expression] = ["cat"]
        for one in node.named_children:
            if one.type == "template_substitution":
                parts.append(self.value(one.named_children[0] if one.named_children else None))
            elif one.type == "escape_sequence":
                parts.append(_unescaped(text_of(one)))
            else:
                parts.append(text_of(one))
        return parts

    def _array(self, node: Node) -> Expression:
        return ["list", *(self._item(one) for one in node.named_children if one.type != "comment")]

    def _item(self, node: Node) -> Expression:
        if node.type == "spread_element":
            return ["...", self.value(node.named_children[0])]
        return self.value(node)

    def _object(self, node: Node) -> Expression:
        pairs: list[Expression] = ["obj"]
        for one in node.named_children:
            if one.type == "pair":
                key = one.child_by_field_name("key")
                name = _key(key) if key is not None else None
                known = self.value(one.child_by_field_name("value"))
                pairs.append([name, known if name is not None else UNKNOWN])
            elif one.type == "shorthand_property_identifier":
                pairs.append([text_of(one), ["ref", text_of(one)]])
            elif one.type == "spread_element":
                pairs.append([None, self.value(one.named_children[0])])
            elif one.type == "method_definition":
                name_node = one.child_by_field_name("name")
                if name_node is not None:
                    pairs.append([text_of(name_node), UNKNOWN])
        return pairs

    def _identifier(self, node: Node) -> Expression:
        name = text_of(node)
        known = {"__dirname": ["dir"], "__filename": ["file"], "undefined": None}
        return known.get(name, ["ref", name])

    def _member_expression(self, node: Node) -> Expression:
        text = "".join(text_of(node).replace("?.", ".").split())
        node_gives = {
            "import.meta.url": ["url"],
            "import.meta.dirname": ["dir"],
            "import.meta.dir": ["dir"],
            "import.meta.filename": ["file"],
            "import.meta.path": ["file"],
        }
        if text in node_gives:
            return node_gives[text]
        if text in ENVIRONMENTS:
            return ["environ"]
        key = node.child_by_field_name("property")
        return ["get", self.value(node.child_by_field_name("object")), text_of(key) if key else ""]

    def _subscript_expression(self, node: Node) -> Expression:
        holder, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        return ["get", self.value(holder), self.value(index)]

    def _binary_expression(self, node: Node) -> Expression:
        sign = node.child_by_field_name("operator")
        operator = text_of(sign) if sign else ""
        left = self.value(node.child_by_field_name("left"))
        right = self.value(node.child_by_field_name("right"))
        if operator in OPERATORS:
            return [operator, left, right]
        if operator in EQUALITY:
            same = ["==", left, right]
            return same if EQUALITY[operator] == "==" else ["!", same]
        return ["+", left, right] if operator == "+" else UNKNOWN

    def _unary_expression(self, node: Node) -> Expression:
        if node.children[0].type != "!":
            return UNKNOWN
        return ["!", self.value(node.child_by_field_name("argument"))]

    def _ternary_expression(self, node: Node) -> Expression:
        fields = ("condition", "consequence", "alternative")
        return ["if", *(self.value(node.child_by_field_name(field)) for field in fields)]

    def _new_expression(self, node: Node) -> Expression:
        maker = origin(self.value(node.child_by_field_name("constructor")), self.names)
        if maker not in (("", "URL"), ("url", "URL")):
            return UNKNOWN
        return ["call", "URL", *self._arguments(node)]

    def _call_expression(self, node: Node) -> Expression:
        function = origin(self.value(node.child_by_field_name("function")), self.names)
        arguments = self._arguments(node)
        if function is None or not arguments:
            return ["call", "cwd"] if function == ("process", "cwd") else UNKNOWN
        if is_config_maker(function):
            return arguments[0]
        if function == ("", "require") and isinstance(arguments[0], str):
            module = bare(arguments[0])
            self.kit = self.kit or module == "drizzle-kit"
            return ["import", module, "*"]
        name = node_function(function)
        return ["call", name, *arguments] if name else UNKNOWN

    def _arguments(self, node: Node) -> list[Expression]:
        arguments = node.child_by_field_name("arguments")
        nodes = arguments.named_children if arguments is not None else []
        return [self._item(one) for one in nodes if one.type != "comment"]


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _key(node: Node) -> str | None:
    if node.type in ("property_identifier", "number"):
        return text_of(node)
    return string_of(node) if node.type == "string" else None


def string_of(node: Node) -> str | None:
    if node.type != "string":
        return None
    return "".join(
        _unescaped(text_of(one)) if one.type == "escape_sequence" else text_of(one)
        for one in node.named_children
    )


def _unescaped(sequence: str) -> str:
    known = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
    body = sequence[1:]
    if body[:1] in ("u", "x"):
        try:
            return chr(int(body[1:].strip("{}"), 16))
        except ValueError:
            return body
    return known.get(body, body)
