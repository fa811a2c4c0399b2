"""What a history asks of a server that its role may not do: extensions and roles, made beforehand.

The migration's role is no superuser. Trusted extensions it makes itself; the others and every role
are made for it, so that the statements that ask for them have nothing left to do. What the server
doesn't have is told by name, with everything that depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from forge_migrations.database.steps import Step

_EXTENSION = re.compile(
    r"""\bCREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([\w-]+)"?""", re.IGNORECASE
)
_ROLE = re.compile(r"""\bCREATE\s+(?:ROLE|USER|GROUP)\s+(?!MAPPING\b)"?([\w-]+)"?""", re.IGNORECASE)
_CREATES_EXTENSION = re.compile(r"\A\s*CREATE\s+EXTENSION\b", re.IGNORECASE)
_CREATES_ROLE = re.compile(r"\A\s*CREATE\s+(?:ROLE|USER|GROUP)\b", re.IGNORECASE)
_ROLES_AND_CLUSTER = re.compile(
    r"\A\s*(?:(?:ALTER|DROP)\s+(?:ROLE|USER|GROUP)\b|ALTER\s+(?:SYSTEM|DATABASE)\b"
    r"|CREATE\s+(?:PUBLICATION|SUBSCRIPTION|EVENT\s+TRIGGER|SERVER|FOREIGN\s+DATA|TABLESPACE|LANGUAGE)\b"
    r"|ALTER\s+(?:DEFAULT\s+PRIVILEGES|PUBLICATION|EXTENSION)\b|COMMENT\s+ON\s+EXTENSION\b"
    r"|GRANT\b|REVOKE\b|SECURITY\s+LABEL\b|(?:DROP|CREATE)\s+CAST\b|SELECT\s+cron\.)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


def extensions_of(steps: Iterable[Step]) -> list[str]:
    """Names of the extensions that the migrations create, in the order in which they do."""
    return _names(_EXTENSION, steps)


def extension_statements(steps: Iterable[Step]) -> list[str]:
    """The statements by which the migrations create extensions, each once."""
    from forge_migrations.database.splitting import postgres_statements

    found = [
        statement.sql
        for step in steps
        if _EXTENSION.search(step.text)
        for segment in step.segments
        for statement in postgres_statements(segment)
        if creates_extension(statement.sql)
    ]
    return list(dict.fromkeys(found))


def roles_of(steps: Iterable[Step]) -> list[str]:
    """Names of the roles that the migrations create, in DO blocks too."""
    return _names(_ROLE, steps)


def _names(pattern: re.Pattern[str], steps: Iterable[Step]) -> list[str]:
    found = [name for step in steps for name in pattern.findall(without_comments(step.text))]
    return list(dict.fromkeys(found))


def without_comments(sql: str) -> str:
    """The SQL without `--` and `/* */` comments; good enough to look for words."""
    return re.sub(r"--[^\n]*|/\*.*?\*/", " ", sql, flags=re.DOTALL)


def creates_extension(sql: str) -> str:
    """The extension that a statement creates; empty for any other statement."""
    bare = _COMMENTS.sub("", sql)
    match = _EXTENSION.search(bare) if _CREATES_EXTENSION.match(bare) else None
    return match.group(1) if match else ""


def creates_role(sql: str) -> bool:
    """True for `CREATE ROLE` and its like."""
    return _CREATES_ROLE.match(_COMMENTS.sub("", sql)) is not None


def is_for_superusers(sql: str) -> bool:
    """True for statements on roles, grants or the whole server, which a plain role may be refused."""
    return _ROLES_AND_CLUSTER.match(_COMMENTS.sub("", sql)) is not None
