"""Node's functions of paths and URLs, as configs call them."""

from __future__ import annotations

import posixpath


def called(name: str, values: list[str], cwd: str) -> str | None:
    """The answer, or `None` where it doesn't follow from the words. Source: Node's path and url
    modules: https://nodejs.org/api/path.html, https://nodejs.org/api/url.html"""
    if name == "join":
        return _normal("/".join(value for value in values if value))
    if name == "resolve":
        return _absolute(cwd, *values)
    if name == "relative" and len(values) == 2:
        start, end = (_absolute(cwd, value) for value in values)
        return "" if start == end else posixpath.relpath(end, start)
    if name == "dirname":
        above = posixpath.dirname(values[0].rstrip("/"))
        return above or ("/" if values[0].startswith("/") else ".")
    if name == "basename":
        base = posixpath.basename(values[0].rstrip("/"))
        return base.removesuffix(values[1]) or base if len(values) > 1 else base
    if name == "normalize":
        return _normal(values[0])
    if name == "fileURLToPath":
        return path_of(values[0])
    if name == "URL" and len(values) == 2 and values[1].startswith("file://"):
        folder = posixpath.dirname(path_of(values[1]))
        whole = posixpath.join(folder, values[0])
        if posixpath.basename(whole) in (".", ".."):
            whole += "/"  # a URL of a folder ends so
        return "file://" + _normal(whole)
    return None


def _normal(path: str) -> str:
    """Node keeps a slash at the end, and makes one of two at the start."""
    plain = posixpath.normpath(path)
    plain = plain[1:] if plain.startswith("//") else plain
    return plain + "/" if path.endswith("/") and plain != "/" else plain


def _absolute(cwd: str, *parts: str) -> str:
    return _normal(posixpath.join(cwd, *parts)).rstrip("/") or "/"


def path_of(url: str) -> str:
    """`fileURLToPath`; a path stays one."""
    from urllib.parse import unquote

    return unquote(url[7:]) if url.startswith("file://") else url
