"""A config's TypeScript, JavaScript or JSON, read into expressions that need no parser any more.

An expression is JSON, so that it can be kept as a fact under the config's blob id: a scalar stands
for itself, everything else is a list whose first word says what it is:

    ["list", item…]  ["obj", [key, value]…]  ["...", value]      literals and spreads
    ["cat", part…]                                               template literals and `+`
    ["??", a, b]  ["||", a, b]  ["&&", a, b]  ["==", a, b]  ["!", a]  ["if", test, a, b]
    ["env", name]  ["dir"]  ["file"]  ["url"]  ["cwd"]           what Node gives
    ["get", object, key]  ["call", name, argument…]              `path.join` is the call `join`
    ["ref", name]  ["import", module, name]                      a constant, here or elsewhere
    ["?"]                                                        what only running it can tell
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
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
CALLS = frozenset(
    ("join", "resolve", "relative", "dirname", "normalize", "basename", "fileURLToPath", "cwd")
)
"""Functions of Node's path, url and process whose answers follow from their arguments."""
OPERATORS = frozenset(("??", "||", "&&"))
EQUALITY = {"==": "==", "===": "==", "!=": "!=", "!==": "!="}


class Expressions:
    """Reads the values of one file. Subclasses keep `names` as they walk its top level."""

    def __init__(self) -> None:
        self.names: dict[str, Expression] = {}
        self.kit = False
        """True once the file asked for drizzle-kit."""

    def value(self, node: Node | None) -> Expression:
        """The expression that a syntax node stands for."""
        while node is not None and node.type in WRAPPERS:
            node = next((c for c in node.named_children if c.type != "comment"), None)
        if node is None:
            return UNKNOWN
        reader = getattr(self, "_" + node.type, None)
        return reader(node) if reader is not None else UNKNOWN

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
                pairs.append(
                    [name, self.value(one.child_by_field_name("value"))]
                    if name is not None
                    else ["...", UNKNOWN]
                )
            elif one.type == "shorthand_property_identifier":
                pairs.append([text_of(one), ["ref", text_of(one)]])
            elif one.type == "spread_element":
                pairs.append(["...", self.value(one.named_children[0])])
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
        for prefix in ("process.env.", "import.meta.env.", "Bun.env."):
            if text.startswith(prefix):
                return ["env", text[len(prefix) :]]
        key = node.child_by_field_name("property")
        return ["get", self.value(node.child_by_field_name("object")), text_of(key) if key else ""]

    def _subscript_expression(self, node: Node) -> Expression:
        holder, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        if holder is not None and text_of(holder) == "process.env" and index is not None:
            name = self.value(index)
            return ["env", name] if isinstance(name, str) else UNKNOWN
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
        return ["cat", left, right] if operator == "+" else UNKNOWN

    def _unary_expression(self, node: Node) -> Expression:
        if node.children[0].type != "!":
            return UNKNOWN
        return ["!", self.value(node.child_by_field_name("argument"))]

    def _ternary_expression(self, node: Node) -> Expression:
        fields = ("condition", "consequence", "alternative")
        return ["if", *(self.value(node.child_by_field_name(field)) for field in fields)]

    def _new_expression(self, node: Node) -> Expression:
        maker = node.child_by_field_name("constructor")
        if maker is None or text_of(maker) != "URL":
            return UNKNOWN
        return ["call", "URL", *self._arguments(node)]

    def _call_expression(self, node: Node) -> Expression:
        function = node.child_by_field_name("function")
        arguments = self._arguments(node)
        if function is None:
            return UNKNOWN
        name = text_of(function).rpartition(".")[2].strip()
        if function.type == "identifier":
            origin = self.names.get(name)
            if isinstance(origin, list) and origin[:2] == ["import", "drizzle-kit"]:
                return arguments[0] if arguments else UNKNOWN
            if isinstance(origin, list) and origin[0] == "import":
                name = origin[2]
        if name in ("defineConfig", "freeze") and arguments:
            return arguments[0]
        if name == "require" and arguments and isinstance(arguments[0], str):
            self.kit = self.kit or arguments[0] == "drizzle-kit"
            return ["import", arguments[0], "*"]
        return ["call", name, *arguments] if name in CALLS else UNKNOWN

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
