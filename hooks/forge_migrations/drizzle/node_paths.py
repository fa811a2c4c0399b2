"""Node's functions of paths and URLs, as configs call them."""

from __future__ import annotations

import posixpath


def called(name: str, values: list[str], cwd: str) -> str | None:
    """The answer, or `None` where it doesn't follow from the words. Source: Node's path and url
    modules: https://nodejs.org/api/path.html, https://nodejs.org/api/url.html"""
    if name == "join":
        return posixpath.normpath("/".join(value for value in values if value) or ".")
    if name == "resolve":
        return posixpath.normpath(posixpath.join(cwd, *values))
    if name == "relative" and len(values) == 2:
        start, end = (posixpath.normpath(posixpath.join(cwd, value)) for value in values)
        return posixpath.relpath(end, start)
    if name == "dirname":
        return posixpath.dirname(values[0].rstrip("/")) or "."
    if name == "basename":
        return posixpath.basename(values[0])
    if name == "normalize":
        return posixpath.normpath(values[0])
    if name == "fileURLToPath":
        return path_of(values[0])
    if name == "URL" and len(values) == 2 and values[1].startswith("file://"):
        folder = posixpath.dirname(path_of(values[1]))
        joined = posixpath.normpath(posixpath.join(folder, values[0]))
        return "file://" + joined
    return None


def path_of(url: str) -> str:
    """`fileURLToPath`; a path stays one."""
    from urllib.parse import unquote

    return unquote(url[7:]) if url.startswith("file://") else url
