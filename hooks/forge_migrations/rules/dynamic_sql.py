"""The statement runs SQL that is put together at run time, or code that stands elsewhere, so
nobody can read here what it destroys."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_HARM = re.compile(r"\b(drop|truncate|delete|update|alter|revoke|replace|merge)\b", re.IGNORECASE)


def dynamic_sql(act: Act, scene: Scene) -> Iterator[Hit]:
    """EXECUTE of text that is put together, CALL, dblink_exec."""
    if act.has("unknown"):
        what = f"says {act.text}" if act.text else "no migration holds in SQL"
        yield Hit(f"calls {act.name}(), whose body {what}", "report")
        return
    if act.verb == "call":
        if act.name == "dblink_exec":
            yield Hit("runs SQL in another database through dblink_exec")
        elif act.name == "lo_unlink":
            yield Hit("deletes a large object")
        return
    if act.verb == "copy":
        if act.has("program"):
            yield Hit(
                f"COPY runs a program on the server: {act.text.removeprefix('program ')[:60]}"
            )
        return
    if act.verb == "run-code":
        yield Hit(f"runs code that stands elsewhere: {act.name} {act.text[:60]}".rstrip(), "report")
        return
    harm = _HARM.search(act.text)
    if harm:
        yield Hit(f"runs SQL put together at run time that begins to {harm[1].lower()}")
    elif not _creates(act):
        yield Hit("runs SQL put together at run time")


def _creates(act: Act) -> bool:
    """Only CREATE, COMMENT, GRANT or ADD in the literal parts."""
    return bool(re.match(r"\s*(create|comment|grant|analyze|select)\b", act.text, re.IGNORECASE))


RULE = Rule(
    id="dynamic-sql",
    kind="data-loss",
    verbs=("dynamic-sql", "run-code", "call", "copy"),
    check=dynamic_sql,
    problem=(
        "The statement runs SQL that is put together at run time, or code that stands "
        "elsewhere, so nobody can read here what it destroys."
    ),
    remedy="write the statements out, or acknowledge what they do",
)
