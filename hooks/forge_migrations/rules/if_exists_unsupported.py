"""The engine doesn't know IF EXISTS or IF NOT EXISTS in this statement."""

from __future__ import annotations

import re

from forge_migrations.engines import engine_of
from forge_migrations.engines import row_of
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import SAYS_EXISTS
from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_GUARD = re.compile(r"\bif\s+(?:not\s+)?exists\b", re.IGNORECASE)
_KINDS = [
    "TABLE",
    "INDEX",
    "VIEW",
    "COLUMN",
    "CONSTRAINT",
    "KEY",
    "TYPE",
    "DOMAIN",
    "POLICY",
    "TRIGGER",
    "FUNCTION",
    "PROCEDURE",
    "ROLE",
    "USER",
    "DATABASE",
    "SCHEMA",
    "SEQUENCE",
    "EXTENSION",
    "EVENT",
]
_HEAD = 8
"""Words in which the guard of a CREATE stands: CREATE OR REPLACE UNIQUE INDEX CONCURRENTLY IF …"""
_OF_MYSQL = [
    "TABLE",
    "DATABASE",
    "SCHEMA",
    "EVENT",
    "USER",
    "ROLE",
    "FUNCTION",
    "PROCEDURE",
    "TRIGGER",
]
_OF_SQLITE = ["TABLE", "INDEX", "VIEW", "TRIGGER"]
_TAKES = {
    **{
        key: {"CREATE": _OF_MYSQL, "DROP": [*_OF_MYSQL, "VIEW"], "ALTER": ["USER"]} for key in MYSQL
    },
    **{key: {"CREATE": _OF_SQLITE, "DROP": _OF_SQLITE} for key in SQLITE},
    **{key: {"ADD": ["COLUMN"]} for key in POSTGRES},
}
_POSTGRES_CREATES = ["TABLE", "INDEX", "VIEW", "SCHEMA", "SEQUENCE", "EXTENSION"]


def if_exists_unsupported(act: Act, scene: Scene) -> Iterator[Hit]:
    """The words before IF, up to the statement's or the action's verb."""
    text = scene.statement.text
    at = scene.at
    if act.inside or (at and scene.homes[at - 1] == scene.homes[at]):
        return
    # Every statement comes by here: looking for the one word first takes a tenth of the time.
    if "EXISTS" not in text.upper() or not _GUARD.search(text):
        return
    if scene.dialect in MYSQL and scene.settings.mariadb:
        return
    tokens = tokenize(text, scene.dialect)[0]
    keys = [token.key for token in tokens]
    # A guard stands before the name of what is made; further behind it is a body's own IF.
    stop = _HEAD if keys[:1] == ["CREATE"] else len(keys)
    for place, key in enumerate(keys[:stop]):
        if key != "IF" or keys[place + 1 : place + 2] not in (["EXISTS"], ["NOT"]):
            continue
        refused = _refused(keys[:place], scene)
        if refused:
            negated = "IF NOT EXISTS" if keys[place + 1] == "NOT" else "IF EXISTS"
            behind = tokens[place + len(negated.split()) :]
            without = text[: tokens[place].start] + text[behind[0].start :] if behind else ""
            yield Hit(
                f"{negated} after {refused}, which {_engine(scene)} doesn't know: syntax error",
                instead=without,
            )
            return


def _refused(before: list[str], scene: Scene) -> str:
    """The verb and the kind that the guard stands behind, when the engine takes none there."""
    kind = next((word for word in reversed(before[-2:]) if word in _KINDS), "")
    verbs = [
        word for word in before if word in ("CREATE", "DROP", "ALTER", "ADD", "MODIFY", "CHANGE")
    ]
    verb = verbs[-1] if verbs else ""
    if not verb or before[:1] not in (["CREATE"], ["DROP"], ["ALTER"]):
        return ""
    if before[-1] not in (verb, kind, "CONCURRENTLY"):
        return ""
    taken = _TAKES[scene.dialect].get(verb)
    if scene.dialect in POSTGRES:
        if verb in ("DROP", "ALTER") or (verb == "CREATE" and _postgres_takes(before, kind)):
            return ""
        if verb == "ADD" and kind != "CONSTRAINT":
            return ""
    elif taken is not None and kind in taken:
        return ""
    return f"{verb} {kind}".rstrip()


def _postgres_takes(before: list[str], kind: str) -> bool:
    if kind == "VIEW":
        return "MATERIALIZED" in before
    return kind in _POSTGRES_CREATES or not kind or "CONCURRENTLY" in before


def _engine(scene: Scene) -> str:
    return row_of(engine_of(scene.dialect)).title


RULE = Rule(
    id="if-exists-unsupported",
    kind="transaction",
    verbs=("*",),
    check=if_exists_unsupported,
    needs=needed(("*",), SAYS_EXISTS),
    problem=(
        "IF EXISTS and IF NOT EXISTS stand in few statements, and in other ones on every engine: "
        "CREATE INDEX IF NOT EXISTS and ADD COLUMN IF NOT EXISTS are MariaDB's and not MySQL's, SQLite "
        "has none in ALTER TABLE, PostgreSQL none for constraints, types and policies."
    ),
    remedy='leave the words out; where production is MariaDB, write mariadb = "10.11" into'
    " .forge-migrations.toml",
    source="https://dev.mysql.com/doc/refman/8.4/en/create-index.html",
)
