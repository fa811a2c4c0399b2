"""The names that a migration's SQL is about: what it makes, takes away or changes."""

from __future__ import annotations

import re

from forge_migrations.drizzle.sql_text import tokens

HOLDERS = frozenset(("ON", "REFERENCES", "INTO", "UPDATE", "FROM", "JOIN", "USING"))
"""The name after one of these is where something happens, not what."""


def subjects(sql: bytes) -> frozenset[str]:
    """The names of the tables, columns, indexes, types and values that the SQL is about, without
    case and underscores, so that `created_at` and `createdAt` are one.

    A table that is only altered is not among them: half of a schema speaks of `users`.
    """
    found: set[str] = set()
    for statement in _statements(sql.decode("utf-8", "replace")):
        words = [text.upper() for kind, text in statement[:8] if kind == "word"]
        if words[:1] in (["CREATE"], ["DROP"]) and "TABLE" in words[:3]:
            found.update(_named(statement, "TABLE"))
            continue
        altered = _named(statement, "TABLE") if words[:2] == ["ALTER", "TABLE"] else set()
        found.update(_about(statement) - altered)
    return frozenset(found - {""})


def words(text: str) -> frozenset[str]:
    """The words of a program's text, without case and underscores."""
    return frozenset(map(plain, re.findall(r"[A-Za-z_]\w*", text)))


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _statements(sql: str) -> list[list[tuple[str, str]]]:
    statements: list[list[tuple[str, str]]] = [[]]
    for kind, text, _at in tokens(sql):
        if text == ";":
            statements.append([])
        else:
            statements[-1].append((kind, text))
    return [statement for statement in statements if statement]


def _named(statement: list[tuple[str, str]], keyword: str) -> set[str]:
    """The (last part of the) name that follows a keyword and `IF [NOT] EXISTS`."""
    position = next(
        (
            i
            for i, (kind, text) in enumerate(statement)
            if kind == "word" and text.upper() == keyword
        ),
        len(statement),
    )
    name = ""
    for kind, text in statement[position + 1 :]:
        if kind == "word" and text.upper() in ("IF", "NOT", "EXISTS", "ONLY"):
            continue
        if kind in ("word", "text"):
            name = text.rpartition(".")[2] if kind == "word" else text
        elif text != ".":
            break
        if name and _ends(statement, text):
            break
    return {plain(name)}


def _ends(statement: list[tuple[str, str]], text: str) -> bool:
    """True unless a dot follows: `"public"."users"` is one name."""
    at = next(i for i, (_kind, one) in enumerate(statement) if one == text)
    return at + 1 >= len(statement) or statement[at + 1][1] != "."


def _about(statement: list[tuple[str, str]]) -> set[str]:
    found = set()
    previous = ""
    for kind, text in statement:
        if kind == "text" and previous not in HOLDERS:
            found.add(plain(text))
        if text != ".":
            previous = text.upper() if kind == "word" else ""
    return found
