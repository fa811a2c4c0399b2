"""The values of a module that are changed after they were made."""

from __future__ import annotations

from forge_migrations.drizzle.config.expressions import text_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

ASSIGNMENTS = ("assignment_expression", "augmented_assignment_expression")
MUTATORS = frozenset(("push", "unshift", "pop", "shift", "splice", "sort", "reverse", "fill"))
INSIDE = (
    "member_expression",
    "subscript_expression",
    "non_null_expression",
    "as_expression",
    "parenthesized_expression",
)
EXPORTS = frozenset(("module", "exports"))


class Change(NamedTuple):
    """What a line changes."""

    name: str
    key: str
    """The key of the object that is changed, be it deep inside; empty for all of the value."""


def changes(root: Node) -> set[Change]:
    """What some line assigns to, or changes a part of: `a = …`, `a.out = …`, `a.push(…)`,
    `Object.assign(a, …)`. The top level's own `module.exports = …` counts as none."""
    found: set[Change] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        change = _change_by(node)
        if change and not (change.name in EXPORTS and _at_top(node)):
            found.add(change)
        waiting.extend(node.named_children)
    return found


def _change_by(node: Node) -> Change | None:
    if node.type in ASSIGNMENTS:
        return _place(node.child_by_field_name("left"))
    if node.type == "update_expression" or (
        node.type == "unary_expression" and node.children[0].type == "delete"
    ):
        return _place(node.child_by_field_name("argument"))
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is None or function.type != "member_expression":
        return None
    method = function.child_by_field_name("property")
    if method is not None and text_of(method) in MUTATORS:
        return _place(function.child_by_field_name("object"))
    arguments = node.child_by_field_name("arguments")
    if text_of(function) in ("Object.assign", "Object.defineProperty") and arguments is not None:
        return _place(next(iter(arguments.named_children), None))
    return None


def _place(node: Node | None) -> Change | None:
    """`a` and `b` of `a.b[0].c`."""
    key = ""
    while node is not None and node.type in INSIDE:
        member = node.child_by_field_name("property")
        if node.type in ("member_expression", "subscript_expression"):
            key = text_of(member) if member is not None else ""
        node = node.child_by_field_name("object") or next(iter(node.named_children), None)
    return Change(text_of(node), key) if node is not None and node.type == "identifier" else None


def _at_top(node: Node) -> bool:
    """True for the expression of a statement of the file itself; a chain `a = b = …` is none."""
    statement = node.parent
    return (
        statement is not None
        and statement.type == "expression_statement"
        and statement.parent is not None
        and statement.parent.parent is None
    )
