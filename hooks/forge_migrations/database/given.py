"""What a scratch database has before the first migration: preludes, and the structure a history starts
from."""

from __future__ import annotations

import os
import re

from forge_migrations.database.failures import failure_of
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.steps import step_of
from forge_migrations.engines import DIALECTS
from forge_migrations.findings import Undecided
from forge_migrations.sql.pieces import BREAKPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.migrator import Execute
    from forge_migrations.database.steps import Step

PRELUDES = ("supabase", "neon")
"""The platforms of which this package knows what they make."""
_THERE = frozenset({"42P06", "42P07", "42710", "42723", "1050", "1061", "1007", "1826"})
"""Something of the name is there: a prelude made it. The codes of PostgreSQL and of MySQL."""


_NEEDS = (
    ("uuid-ossp", r"\buuid_generate_v\d"),
    ("pgcrypto", r"\b(?:gen_random_bytes|gen_salt|crypt|digest)\s*\("),
    ("vector", r"\b(?:vector|halfvec|sparsevec)\b"),
    ("citext", r"\bcitext\b"),
    ("hstore", r"\bhstore\b"),
    ("ltree", r"\bltree\b"),
    ("postgis", r"\b(?:geometry|geography)\b"),
    ("pg_trgm", r"\bg(?:in|ist)_trgm_ops\b"),
    ("btree_gist", r"\bgist_\w+_ops\b"),
)
"""Extensions, and what only they make of what a snapshot can name."""


def start_step(tag: str, path: str, sql: Iterable[str], engine: str) -> Step:
    """What makes the structure that the snapshot at `path` tells, with the extensions that it needs:
    no snapshot names them."""
    texts = [each for each in sql if each.strip()]
    if engine == "postgresql":
        whole = "\n".join(texts)
        needed = [name for name, words in _NEEDS if re.search(words, whole)]
        texts = [*(f'CREATE EXTENSION IF NOT EXISTS "{name}"' for name in needed), *texts]
    made = step_of(tag, path, "", f"\n{BREAKPOINT}\n".join(texts).encode(), None, DIALECTS[engine])
    # A line of this text is no line of the snapshot.
    here = tuple(segment._replace(line=1, start=1) for segment in made.segments)
    return made._replace(segments=here)


def platform(name: str) -> str:
    """The SQL of one of `PRELUDES`."""
    folder = os.path.join(os.path.dirname(__file__), "preludes")
    with open(os.path.join(folder, name + ".sql"), encoding="utf-8") as file:
        return file.read()


def schemas_of(prelude: Iterable[str]) -> frozenset[str]:
    """The schemas that a prelude makes: what is in them is the platform's."""
    from forge_migrations.sql.read import acts_of

    found = (
        act.name
        for text in prelude
        if "SCHEMA" in text.upper()
        for act in acts_of(text, "postgres")
        if act.verb == "create-schema"
    )
    return frozenset(found)


def platforms_of(prelude: Iterable[str]) -> tuple[str, ...]:
    """What a platform makes, of the texts of a prelude; the others are the team's own."""
    known = {platform(name) for name in PRELUDES}
    return tuple(text for text in prelude if text in known)


def platform_schemas(prelude: Iterable[str]) -> frozenset[str]:
    """The schemas whose objects belong to a platform, and not to the role that migrates."""
    return schemas_of(platforms_of(prelude))


def begin_with(connection: Connection, start: Step, execute: Execute) -> None:
    """Make the structure that a history starts from, statement by statement; what a prelude has made
    stays. What fails is tried again behind the others.

    Raises `Undecided` with the statement that this server never takes.
    """
    waiting = [segment for segment in start.segments if segment.sql.strip(" ;\n")]
    while waiting:
        failed: list[Failure] = []
        for segment in waiting:
            try:
                execute(connection, start, segment)
            except Exception as error:
                refuse_faults(error)
                failure = failure_of(error, start, segment)
                if failure.code not in _THERE and "already exists" not in failure.message:
                    failed.append(failure)
        if len(failed) == len(waiting):
            raise Undecided(
                f"{start.path} tells what was there before the first migration, and it can't be made"
                f" here: {failed[0]}",
                'write it into a SQL file and name that: prelude = ["before.sql"] in'
                " .forge-migrations.toml",
            )
        waiting = [failure.segment for failure in failed]
