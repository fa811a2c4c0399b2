"""Whether a database looks like one that a developer may write to without being asked twice."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.database.target import Target

HERE = re.compile(
    r"(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal"
    r"|[\w-]+|.*\.(?:localhost|test))"
)
"""This machine, its containers' names (one word: a service of Docker Compose), and reserved names:
https://www.rfc-editor.org/rfc/rfc6761"""
PRODUCTION = re.compile(
    r"(?:^|[^a-z])prod(?:uction)?(?:$|[^a-z])|(?:^|[^a-z])live(?:$|[^a-z])", re.I
)


def why_not_here(target: Target, environ: Mapping[str, str]) -> str:
    """What makes a database look like production; empty for one on this machine."""
    if environ.get("NODE_ENV") == "production":
        return "NODE_ENV is production"
    if target.url is None:
        return ""
    host = str(target.url.host or target.url.query.get("host") or "")
    named = str(target.url.database or "")
    if host and not host.startswith("/") and not HERE.fullmatch(host.lower()):
        return f"{host} isn't this machine"
    for word in (named, "" if host.startswith("/") else host):
        if PRODUCTION.search(word):
            return f"it is called {word}"
    return ""


def name_of(target: Target) -> str:
    """What a person calls the database by: its name, or SQLite's file."""
    return target.path if target.url is None else str(target.url.database)
