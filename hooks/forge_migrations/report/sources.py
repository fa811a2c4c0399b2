"""The lines that findings are about, from the tree that was judged and never from the work tree."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.findings import Finding

FILES = 20
"""Files that are read for it, at most: a report that is longer than a screen shows no lines."""
ENDINGS = (".sql", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".tsx", ".jsx")


def lines_of(findings: Iterable[Finding], tree: Tree) -> dict[tuple[str, int], str]:
    """(path, line) -> its text, of what is told one by one."""
    wanted: dict[str, set[int]] = {}
    for each in findings:
        if each.path.endswith(ENDINGS) and not each.inherited and not each.acknowledged:
            wanted.setdefault(each.path, set()).add(each.line)
    found: dict[tuple[str, int], str] = {}
    for path, data in tree.read_many(list(wanted)[:FILES]).items():
        lines = data.decode("utf-8", "replace").split("\n")
        for number in wanted[path]:
            if 0 < number <= len(lines):
                found[path, number] = lines[number - 1]
    return found
