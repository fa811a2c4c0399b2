"""What a history asks of a server that its role may not do: extensions and roles, made beforehand.

The migration's role is no superuser. Trusted extensions it makes itself; the others and every role
are made for it, so that the statements that ask for them have nothing left to do. What the server
doesn't have is told by name, with everything that depends on it.
"""

from __future__ import annotations

from forge_migrations.sql.layout import first_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.database.steps import Step

_FOR_SUPERUSERS = (
    *(("ALTER", kind) for kind in ("ROLE", "USER", "GROUP", "SYSTEM", "DATABASE")),
    *(("DROP", kind) for kind in ("ROLE", "USER", "GROUP", "CAST")),
    *(("CREATE", kind) for kind in ("PUBLICATION", "SUBSCRIPTION", "SERVER", "TABLESPACE")),
    *(("CREATE", kind) for kind in ("LANGUAGE", "CAST")),
    ("CREATE", "EVENT", "TRIGGER"),
    ("CREATE", "FOREIGN", "DATA"),
    *(("ALTER", kind) for kind in ("PUBLICATION", "EXTENSION")),
    ("ALTER", "DEFAULT", "PRIVILEGES"),
    ("COMMENT", "ON", "EXTENSION"),
    ("GRANT",),
    ("REVOKE",),
    ("SECURITY", "LABEL"),
    ("SELECT", "CRON", "."),
)
"""How statements begin that a plain role may be refused."""


def extensions_of(steps: Iterable[Step]) -> list[str]:
    """Names of the extensions that the migrations create, in the order in which they do."""
    return _made("create-extension", "EXTENSION", steps)


def extension_statements(steps: Iterable[Step]) -> list[str]:
    """The statements by which the migrations create extensions, each once."""
    from forge_migrations.database.splitting import postgres_statements

    found = [
        statement.sql
        for step in steps
        if "EXTENSION" in step.text.upper()
        for segment in step.segments
        for statement in postgres_statements(segment)
        if creates_extension(statement.sql)
    ]
    return list(dict.fromkeys(found))


def function_statements(steps: Iterable[Step]) -> list[str]:
    """The statements by which the migrations create functions, each once: a policy, a default or a
    check of the schema can call one, and no DDL of drizzle-kit's makes it."""
    from forge_migrations.sql.read import acts_of

    found = [
        segment.sql
        for step in steps
        if step.dialect == "postgres" and "FUNCTION" in step.text.upper()
        for segment in step.segments
        if any(act.verb == "create-function" for act in acts_of(segment.sql, "postgres")[:1])
    ]
    return list(dict.fromkeys(found))


def roles_of(steps: Iterable[Step]) -> list[str]:
    """Names of the roles that the migrations create, in DO blocks too."""
    found = [
        name for kind in ("ROLE", "USER", "GROUP") for name in _made("create-role", kind, steps)
    ]
    return list(dict.fromkeys(found))


def _made(verb: str, kind: str, steps: Iterable[Step]) -> list[str]:
    from forge_migrations.sql.read import acts_of

    found = [
        act.name
        for step in steps
        if kind in step.text.upper()
        for act in acts_of(step.text, "postgres")
        if act.verb == verb and act.name
    ]
    return list(dict.fromkeys(found))


def creates_extension(sql: str) -> str:
    """The extension that a statement creates; empty for any other statement."""
    if first_words(sql, "postgres", 2) != ("CREATE", "EXTENSION"):
        return ""
    from forge_migrations.sql.read import acts_of

    return acts_of(sql, "postgres")[0].name


def creates_role(sql: str) -> bool:
    """True for `CREATE ROLE` and its like."""
    words = first_words(sql, "postgres", 3)
    if words[:1] != ("CREATE",) or words[1:] == ("USER", "MAPPING"):
        return False
    return words[1:2] in (("ROLE",), ("USER",), ("GROUP",))


def is_for_superusers(sql: str) -> bool:
    """True for statements on roles, grants or the whole server, which a plain role may be refused."""
    words = first_words(sql, "postgres", 3)
    return any(words[: len(each)] == each for each in _FOR_SUPERUSERS)
