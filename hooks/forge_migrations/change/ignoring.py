"""Which rule of a `.gitignore` ignores a path: in a Tree (https://git-scm.com/docs/gitignore), or for
git itself."""

from __future__ import annotations

import os
import posixpath
import re
from functools import lru_cache

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.repository import Repository
    from forge_migrations.change.tree import Tree


class Rule(NamedTuple):
    """A line of a `.gitignore`."""

    file: str
    line: int
    pattern: str


def ignoring_rule(tree: Tree, path: str) -> Rule | None:
    """The rule by which git ignores the file `path`, or one of the folders that it is in.

    As git does it: the last matching rule of the deepest file wins, and nothing below an ignored
    folder can be taken back. Rules outside of the Tree (`info/exclude`) are not known here.
    """
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        rule = _rule(tree, "/".join(parts[:depth]), depth < len(parts))
        if rule is not None:
            return rule
    return None


def ignored_by(repository: Repository, paths: Iterable[str]) -> dict[str, tuple[str, int, str]]:
    """Path -> (file, line, pattern) of the rule that ignores it, as git itself says.

    https://git-scm.com/docs/git-check-ignore#_output
    """
    stdin = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    if not stdin:
        return {}
    out = repository.ask(
        "check-ignore", "-v", "-z", "--no-index", "--stdin", stdin=stdin, may_fail=True
    )
    fields = os.fsdecode(out).split("\0")
    return {
        path: (file, int(line or 0), pattern)
        for file, line, pattern, path in zip(
            fields[0::4], fields[1::4], fields[2::4], fields[3::4], strict=False
        )
        if not pattern.startswith("!")
    }


def _rule(tree: Tree, path: str, folder: bool) -> Rule | None:
    where = posixpath.dirname(path)
    while True:
        file = f"{where}/.gitignore" if where else ".gitignore"
        if tree.is_file(file):
            inside = path[len(where) + 1 :] if where else path
            for line, pattern, negated, only_folders, compiled in _rules(tree.read(file)):
                if (folder or not only_folders) and compiled.fullmatch(inside):
                    return None if negated else Rule(file, line, pattern)
        if not where:
            return None
        where = posixpath.dirname(where)


@lru_cache(maxsize=512)
def _rules(data: bytes) -> list[tuple[int, str, bool, bool, re.Pattern[str]]]:
    """(line, pattern, negated, folders only, expression), the last line first."""
    found = []
    for line, text in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        pattern = text if text.endswith("\\ ") else text.rstrip()
        if not pattern or pattern.startswith("#"):
            continue
        negated = pattern.startswith("!")
        body = pattern[1:] if negated else pattern
        folders = body.endswith("/")
        body = body.rstrip("/")
        anchored = "/" in body
        expression = _expression(body.lstrip("/"))
        try:
            compiled = re.compile(expression if anchored else f"(?:.*/)?{expression}")
        except re.error:
            continue
        found.append((line, pattern, negated, folders, compiled))
    return found[::-1]


def _expression(pattern: str) -> str:
    out, position = "", 0
    while position < len(pattern):
        rest = pattern[position:]
        width = 1
        bracket = re.match(r"\[([!^]?)(\]?[^\]]*)\]", rest)
        if rest.startswith("**/"):
            out, width = out + "(?:.*/)?", 3
        elif rest == "**":
            out, width = out + ".+", 2
        elif rest.startswith("*"):
            out += "[^/]*"
        elif rest.startswith("?"):
            out += "[^/]"
        elif bracket:
            inner = bracket[2].replace("\\", "\\\\")
            out, width = out + f"[{'^' if bracket[1] else ''}{inner}]", bracket.end()
        elif rest.startswith("\\") and len(rest) > 1:
            out, width = out + re.escape(rest[1]), 2
        else:
            out += re.escape(rest[0])
        position += width
    return out
