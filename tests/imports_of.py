"""The arrows of the package: which module imports which, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "hooks" / "forge_migrations"

Graph = Mapping[str, frozenset[str]]
"""Module -> the modules of the package that it imports; names without `forge_migrations.`."""


@cache
def sources() -> dict[str, Path]:
    """Module -> its file; a package by its own name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts).removesuffix("__init__").removesuffix(".")] = path
    return found


@cache
def graph() -> Graph:
    """Every arrow, those within functions and for types only too."""
    return {name: frozenset(_imported(name)) for name in sources()}


def _imported(name: str) -> Iterator[str]:
    known = sources()
    for node in ast.walk(ast.parse(sources()[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("forge_migrations"):
            where = (node.module or "").removeprefix("forge_migrations").removeprefix(".")
            for each in node.names:
                module = f"{where}.{each.name}".removeprefix(".")
                target = module if module in known else where
                if target and target != name:
                    yield target


def missing() -> Iterator[tuple[str, str, str]]:
    """(module, other, name) of what a module imports when it runs and the other has for types alone."""
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in sources().items()}
    there = {name: {*_bound(tree.body)} for name, tree in trees.items()}
    for module, tree in trees.items():
        for node in _run(tree):
            other = (getattr(node, "module", None) or "").removeprefix("forge_migrations.")
            if isinstance(node, ast.ImportFrom) and other in there:
                for each in node.names:
                    if each.name not in there[other] and f"{other}.{each.name}" not in there:
                        yield module, other, each.name


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """What is below a node, but for what stands there for types."""
    for child in ast.iter_child_nodes(node):
        if not _for_types(child):
            yield child
            yield from _run(child)


def _bound(body: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that statements of a module bind when it is imported."""
    for statement in body:
        if _for_types(statement):
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
            continue
        for node in (statement, *_run(statement)):
            if isinstance(node, ast.alias):
                yield node.asname or node.name
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def room(module: str) -> str:
    """The folder right below the package, or the module itself where it stands in none."""
    return module.partition(".")[0]


def circles(arrows: Graph) -> list[list[str]]:
    """The modules that import each other, directly or by others. Tarjan's algorithm."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(arrows.get(module, ())):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            circle = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(circle) > 1:
                found.append(sorted(circle))

    for module in arrows:
        if module not in index:
            visit(module)
    return found


def main() -> None:
    """Print the arrows between rooms, the circles, and who names an engine."""
    between: dict[tuple[str, str], int] = {}
    for module, others in graph().items():
        for other in others:
            if room(module) != room(other):
                arrow = (room(module), room(other))
                between[arrow] = between.get(arrow, 0) + 1
    for (source, target), count in sorted(between.items()):
        print(f"{source:>12} -> {target:<12} {count}")
    print(f"{len(sources())} modules, {len(between)} arrows between rooms")
    print(f"circles: {circles(graph()) or 'none'}")


if __name__ == "__main__":
    main()
