"""Failures that are the scratch server's and may not be production's: undecided, never a finding."""

from __future__ import annotations

import re

from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.database.postgres.newer import UNKNOWN
from forge_migrations.database.postgres.newer import needed_version
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.sql.layout import words_alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.config import Policy
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.leniency import LeftOut
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Difference

_MARIADB_ONLY = frozenset({"1901", "1064", "4161", "1128", "1305", "1193", "1273", "1115"})
"""Errors of a feature or a word that MariaDB doesn't have: MySQL's answer isn't known."""
_PLATFORMS = (
    ("neon", r"schema \"neon_auth\"|\"neon_auth\.|function auth\.(?:user_id|session)\("),
    ("supabase", r"schema \"(?:auth|storage|realtime)\"|\"(?:auth|storage|realtime)\."),
    ("supabase", r"function (?:auth|storage|realtime)\.\w+\("),
    ("supabase", r"role \"(?:anon|authenticated|service_role|supabase_\w+)\""),
)
"""What the platform makes before the first migration, as the server says that it is missing."""


def undecided_of(
    said: Finding | Note, result: Rehearsal, policy: Policy, project: str
) -> Finding | Note:
    """What is said of a failure, as a note with the command that changes it where the server that
    ran is not the one that is asked for."""
    if not isinstance(said, Finding):
        return said
    for failure in (result.history_failure, result.failure, result.fresh_failure):
        if failure is None or (said.path, said.line) != (failure.step.path, failure.line):
            continue
        told = _why(failure, result, policy)
        if told is not None:
            text, remedy = told
            where = f"{said.path}:{said.line}"
            return Note(CHECK, f"{where}: {text}", project, True, remedy)
    return said


def _why(failure: Failure, result: Rehearsal, policy: Policy) -> tuple[str, str] | None:
    version = result.version
    if version.product == "MariaDB" and not policy.get("mariadb"):
        if failure.code in _MARIADB_ONLY:
            text = f"{version} stands in for MySQL and stops here: {failure}"
            return text, "install MySQL's own server, or name one: FORGE_SCRATCH_URL=mysql://…"
        return None
    if version.engine != "postgresql":
        return None
    major = int(version.number.split(".")[0])
    needed = needed_version(failure.segment.sql)
    if failure.code in UNKNOWN and needed > major:
        text = f"{version} is older than this statement, which needs {needed}: {failure}"
        return text, PGLITE
    if failure.code in ("3F000", "42P01", "42704", "42883"):
        found = [name for name, words in _PLATFORMS if re.search(words, failure.message)]
        if found and "auth.user_id(" in words_alone(failure.segment.sql, "postgres").lower():
            found = ["neon"]  # both platforms have a schema of that name
        if found:
            text = f"the history expects what {found[0].capitalize()} makes: {failure}"
            line = f'write prelude = ["{found[0]}"] at the top of .forge-migrations.toml'
            return text, f"{line}, then: {AGAIN}"
    return None


_UNDEFINED = ("42P01", "42703", "42704", "42883", "3F000", "1146", "1054", "1305", "1091")
_MISSING = re.compile(r"no such \w+: \S+|does(?:n't| not) exist|Unknown column|Can't DROP")


def unknown_there(
    said: Finding | Note, result: Rehearsal, steps: Sequence[Step], snapshot: str, whole: bool
) -> Finding | Note:
    """A failure to find something, where the structure came from a snapshot: that knows neither
    functions nor triggers nor what other tools made. `whole`: the SQL of all of it is known, so that
    a name that is in none of it is nobody's."""
    failure = result.failure
    if not isinstance(said, Finding) or failure is None:
        return said
    here = (said.path, said.line) == (failure.step.path, failure.line)
    if not here or (failure.code not in _UNDEFINED and not _MISSING.search(failure.message)):
        return said
    if whole:
        from forge_migrations.sql.mentions import mentions

        before = [step for step in steps if step.path != failure.step.path]
        told = set(re.findall(r"\w+", failure.message))
        names = {each for each in told if any(mentions(s.text, s.dialect, each) for s in before)}
        wanted = set(re.findall(r"[\"'`](\w+)[\"'`]|: (?:\w+\.)?(\w+)", failure.message))
        if not names & {each for pair in wanted for each in pair if each}:
            return said
    text = f"{said.path}:{said.line} could not be judged: {failure}, and {snapshot} doesn't tell"
    text += " everything that is there"
    remedy = 'write what is there too into a SQL file, and name it: prelude = ["before.sql"]'
    return Note(CHECK, text, said.project, True, remedy)


def left_out(found: Sequence[LeftOut], product: str, project: str) -> Iterator[Note]:
    """One note for each cause: what was left out of the rehearsal, and what would change it."""
    causes = dict.fromkeys(each.cause for each in found)
    for cause in causes:
        same = [each for each in found if each.cause == cause]
        where = f"{same[0].path}:{same[0].line}"
        if len(same) > 1:
            where += f" and {len(same) - 1} more statement{'s' * (len(same) > 2)}"
        names = sorted({name for each in same for name in each.names})
        text = f"not rehearsed: {where}: {cause}"
        if names:
            more = f" and {len(names) - 6} more" if len(names) > 6 else ""
            text += f"; so {', '.join(names[:6])}{more} were not compared with the schema"
        extension = cause.startswith("extension") and product == "PostgreSQL"
        yield Note(CHECK, text, project, remedy=PGLITE if extension else "")


def needs_left_out(difference: Difference, found: Sequence[LeftOut]) -> bool:
    """True for a difference that only what was left out makes."""
    names = {name for each in found for name in each.names}
    thing = difference.thing
    return bool(names & {each.rpartition(".")[2] for each in (thing.name, thing.table) if each})


AGAIN = "forge-migrations rehearsal"
PGLITE = f"forge-migrations setup --pglite && FORGE_SCRATCH_URL=pglite: {AGAIN}"
