"""The files that a config's `schema` means at a Tree, as drizzle-kit finds them."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.project import Project

EXTENSIONS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx")


def schema_files(project: Project, tree: Tree) -> list[str]:
    """The entries that drizzle-kit loads: every match of a pattern, a folder's direct files.

    Source: `prepareFilenames` in drizzle-kit's `src/serializer/index.ts`: `glob.sync` from the
    folder that it is run in; a folder means its direct files.
    """
    found: dict[str, None] = {}
    for pattern in project.schema:
        for path in matching(tree, project.cwd, pattern):
            if path.endswith(EXTENSIONS) and not path.endswith((".d.ts", ".d.mts", ".d.cts")):
                found[path] = None
    return list(found)


def matching(tree: Tree, cwd: str, pattern: str) -> list[str]:
    """The files of the Tree that one pattern means, sorted."""
    found: set[str] = set()
    for plain in braces(pattern):
        path = posixpath.normpath(posixpath.join(cwd, plain)).removeprefix("./")
        path = "" if path == "." else path
        if not re.search(r"[*?\[(]", path):
            found.update([path] if tree.is_file(path) else tree.files_in(path))
            continue
        expression = compiled(path)
        fixed = re.split(r"[*?\[(]", path, maxsplit=1)[0].rpartition("/")[0]
        found.update(each for each in tree.files_under(fixed) if expression.fullmatch(each))
        prefix = fixed + "/" if fixed else ""
        for folder in tree.folders:
            if folder.startswith(prefix) and expression.fullmatch(folder):
                found.update(tree.files_in(folder))
    return sorted(each for each in found if tree.is_file(each))


def braces(pattern: str) -> list[str]:
    """`a/{b,c}.ts` as `a/b.ts` and `a/c.ts`."""
    match = re.search(r"\{([^{}]*,[^{}]*)\}", pattern)
    if match is None:
        return [pattern]
    head, tail = pattern[: match.start()], pattern[match.end() :]
    return [each for part in match[1].split(",") for each in braces(head + part + tail)]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A glob of the npm package `glob` as a regular expression; `*` matches no leading dot."""
    out = []
    for segment in pattern.split("/"):
        if segment == "**":
            out.append(r"(?:(?!\.)[^/]+/)*")
        else:
            out.append(_segment(segment) + "/")
    text = "".join(out).removesuffix("/")
    return re.compile(text.removesuffix("/") if not pattern.endswith("**") else text + "[^/]*")


def _segment(segment: str) -> str:
    out = "" if segment.startswith(".") or not re.match(r"[*?\[(+@!]", segment) else r"(?!\.)"
    at = 0
    while at < len(segment):
        extended = re.match(r"([*+?@!])\(([^()]*)\)", segment[at:])
        bracket = re.match(r"\[([!^]?)([^\]]+)\]", segment[at:])
        if extended:
            choice = "|".join(_segment(each) for each in extended[2].split("|"))
            kind = extended[1]
            out += f"(?!(?:{choice})(?:/|$))[^/]*" if kind == "!" else f"(?:{choice})"
            out += "" if kind in "@!" else kind
            at += extended.end()
        elif bracket:
            out += f"[{'^' if bracket[1] else ''}{bracket[2]}]"
            at += bracket.end()
        else:
            char = segment[at]
            out += "[^/]*" if char == "*" else "[^/]" if char == "?" else re.escape(char)
            at += 1
    return out
