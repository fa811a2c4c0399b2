"""From what a rehearsal measured to findings, under the static rules' names where they mean the
same."""

from __future__ import annotations

import posixpath
import re

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.engines import DIALECTS
from forge_migrations.findings import Finding
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.rules.judging.works import SIZED
from forge_migrations.sql.layout import first_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.database.contents import Loss
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.rehearsal import Blamed
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.rehearsal import Taken
    from forge_migrations.database.steps import Step
    from forge_migrations.database.tracing import Traced
    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Severity

CHECK = "rehearsal"

BY_CODE = {
    "25001": "concurrently-in-transaction",
    "55P04": "enum-value-used-too-early",
    "42804": "uncastable-type",
    "23502": "set-not-null",
    "23505": "add-unique",
    "22001": "narrow-type",
    "22003": "narrow-type",
    "22P02": "narrow-type",
    "22007": "narrow-type",
    "23514": "add-constraint",
    "23503": "add-constraint",
    "0A000": "used-by-view",
    "2BP01": "used-by-view",
    "SQLITE_CONSTRAINT_UNIQUE": "add-unique",
    "SQLITE_CONSTRAINT_NOTNULL": "rebuild-fails",
    "SQLITE_CONSTRAINT_CHECK": "rebuild-fails",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "rebuild-fails",
    "1062": "add-unique",
    "1264": "narrow-type",
    "1265": "narrow-type",
    "1366": "narrow-type",
    "1406": "narrow-type",
    "1138": "set-not-null",
    "1452": "add-constraint",
    "4025": "add-constraint",
    "1553": "drop-index-of-foreign-key",
}
"""The static rule that a database's error code belongs to; `migration-fails` for every other."""
BY_WORDS = (
    (r"Cannot add a NOT NULL column", "add-required-column"),
    (r"Cannot add a", "sqlite-add-column"),
    (r"error in (?:view|trigger|index) |after drop column", "sqlite-drop-column"),
    (r"statements without a breakpoint", "missing-breakpoint"),
    (r"there is no parameter \$", "placeholder"),
    (r"syntax error at end of input|unterminated quoted string", "breakpoint-in-literal"),
)
"""The same by what the engine says, where it has one code for many things."""

_SAME = (
    {"drop-column", "rebuild-drops-column", "drop-and-add-column", "drop-type-cascade"},
    {"drop-table", "drop-table-cascade", "drop-schema"},
    {"lossy-cast", "change-column-type", "narrow-type", "values-changed"},
    {"delete-without-where", "truncate-table", "rows-lost", "dynamic-sql", "rebuild-copies-part"},
    {"set-not-null", "add-required-column", "set-not-null-scan"},
    {"concurrently-in-transaction", "not-in-transaction"},
    SIZED | {"long-block"},
)
_BREAKING = frozenset(
    {
        "drop-column", "rebuild-drops-column", "drop-and-add-column", "drop-type-cascade", "drop-table",
        "drop-table-cascade", "drop-schema", "drop-object", "drop-constraint", "drop-index-blocking",
        "rename-column", "rename-table", "rename-object", "new-required-for-old-code", "set-not-null",
        "add-required-column", "drop-default", "change-column-type", "uncastable-type", "lossy-cast",
        "remove-enum-value", "replace-view", "stored-generated-column", "move-storage",
    }
)  # fmt: skip
"""Rules that say of a statement that running code can't go on as before, or take what it uses."""
"""Rules of which one acknowledgement speaks for the others: they say the same of one statement."""


def findings_of(
    rehearsal: Rehearsal, new: Collection[str], steps: Collection[Step], project: str
) -> Iterator[Finding]:
    """Everything that refuses or is reported. `new` holds the paths that this change brought in."""
    yield from judged_of(_all(rehearsal, project), new, steps, rehearsal)


def judged_of(
    found: Iterable[Finding], new: Collection[str], steps: Collection[Step], rehearsal: Rehearsal
) -> Iterator[Finding]:
    """Findings with what was there before, and with what somebody acknowledged."""
    texts = {step.path: step.text for step in steps}
    for finding in found:
        yield finding._replace(
            inherited=finding.path not in new,
            acknowledged=acknowledged_in(
                finding, texts.get(finding.path, ""), rehearsal.version.engine
            ),
        )


def _all(rehearsal: Rehearsal, project: str) -> Iterator[Finding]:
    yield from _failures(rehearsal, project)
    for skipped in rehearsal.skipped:
        yield Finding(
            CHECK,
            "skipped-migration",
            skipped.step.path,
            1,
            f"is never applied where the earlier ones are: {skipped.reason}",
            Remedy(
                "give it a later date",
                ours("repair", "--write", project),
                git_add(_folder_of(skipped.step.path)),
            ),
            kind="transaction",
            project=project,
        )
    for blamed in rehearsal.lost:
        yield _lost(blamed, DIALECTS[rehearsal.version.engine], project)
    for taken in rehearsal.taken:
        yield _taken(taken, project)
    for sentence in rehearsal.broken:
        last = rehearsal.statements[-1]
        yield Finding(
            CHECK,
            "broken-constraint",
            last.path,
            last.line,
            f"leaves the database broken: {sentence}",
            Remedy("mend the rows in the migration, then", ours("rehearse"), decide=True),
            kind="fails-on-data",
            project=project,
        )


def _folder_of(path: str) -> str:
    """The migrations folder of an SQL file."""
    folder = posixpath.dirname(path)
    return posixpath.dirname(folder) if posixpath.basename(path) == "migration.sql" else folder


def _failures(rehearsal: Rehearsal, project: str) -> Iterator[Finding]:
    if rehearsal.history_failure is not None:
        text = "the released history stops here on an empty database"
        yield _failed(rehearsal.history_failure, text, project)
    failure = rehearsal.failure
    if failure is not None:
        text = "fails on a table with rows" if rehearsal.needs_rows else "fails"
        if rehearsal.half_applied:
            text += " and stays half applied"
        yield _failed(failure, text, project)
    fresh = rehearsal.fresh_failure
    same = {
        (each.step.path, each.line, each.code)
        for each in (failure, rehearsal.history_failure)
        if each is not None
    }
    if fresh is not None and (fresh.step.path, fresh.line, fresh.code) not in same:
        text = "fails on an empty database"
        if rehearsal.fresh_alone is None:
            text += " when all migrations run in one transaction, as the migrator runs them"
        yield _failed(fresh, text, project)


def _failed(failure: Failure, text: str, project: str) -> Finding:
    rule = _rule_of_failure(failure)
    hint = f" ({failure.hint})" if failure.hint else ""
    # Our rows hold the largest values that a column takes: a sum of them says nothing of the team's.
    retypes = _RETYPES.intersection(_verbs(failure))
    edge = failure.code in _OVERFLOWS and not retypes
    return Finding(
        CHECK,
        rule,
        failure.step.path,
        failure.line,
        f"{text}: {failure}",
        Remedy(f"change the statement{hint}, then", ours("rehearse"), decide=True),
        "report" if edge else "refuse",
        kind="transaction" if failure.code in ("25001", "55P04", "25P01") else "fails-on-data",
        project=project,
        details=failure.segment.sql.strip(),
    )


_OVERFLOWS = ("22003", "1264", "1690")
_RETYPES = frozenset({"alter-type", "modify-column"})


def _verbs(failure: Failure) -> list[str]:
    """What the statement that failed does."""
    from forge_migrations.sql.read import acts_of

    return [act.verb for act in acts_of(failure.segment.sql, failure.step.dialect)]


def _rule_of_failure(failure: Failure) -> str:
    for words, rule in BY_WORDS:
        if re.search(words, failure.message):
            return rule
    if failure.code == "23502" and "add-column" in _verbs(failure):
        return "add-required-column"
    return BY_CODE.get(failure.code, "migration-fails")


def _lost(blamed: Blamed, dialect: Dialect, project: str) -> Finding:
    loss, statement = blamed
    rule, severity = _rule_of(loss, statement, dialect)
    return Finding(
        CHECK,
        rule,
        statement.path,
        statement.line,
        str(loss),
        _remedy(rule, statement),
        severity,
        "data-loss",
        project=project,
    )


def _rule_of(loss: Loss, statement: Traced, dialect: Dialect) -> tuple[str, Severity]:
    from forge_migrations.sql.read import acts_of

    word = first_word(statement.sql, dialect)
    if loss.kind == "table":
        return "drop-table", "refuse"
    if loss.kind == "column":
        explicit = any(act.verb == "drop-column" for act in acts_of(statement.sql, dialect))
        return ("drop-column" if explicit else "rebuild-drops-column"), "refuse"
    if loss.kind == "rows":
        if word == "DROP":
            return "rebuild-deletes-children", "refuse"
        if word in ("INSERT", "ALTER"):
            return "rebuild-copies-part", "refuse"
        if word in ("TRUNCATE", "DELETE"):
            # Which of our rows a predicate hits says nothing about the team's rows.
            chosen = word == "DELETE" and loss.after > 0
            rule = "truncate-table" if word == "TRUNCATE" else "delete-without-where"
            return rule, "report" if chosen else "refuse"
        return "rows-lost", "refuse"
    if word in ("UPDATE", "WITH", "MERGE"):
        return "update-without-where", "report"
    return ("lossy-cast" if word == "ALTER" else "values-changed"), "refuse"


def _remedy(rule: str, statement: Traced) -> Remedy:
    way = {
        "rebuild-deletes-children": "run the rebuild where foreign keys are off,"
        " or add the column without a rebuild",
        "rebuild-drops-column": "copy the column in the rebuild",
        "lossy-cast": "add a column of the new type and copy what fits",
    }.get(rule, "keep the data, or say why it can go")
    return Remedy(way, instead=[accepting(rule, statement.path, statement.line)])


def _taken(taken: Taken, project: str) -> Finding:
    destroyed, statement = taken
    rule = "drop-object" if "view" in destroyed.kind else "drop-table-cascade"
    return Finding(
        CHECK,
        rule,
        statement.path,
        statement.line,
        f'drops {destroyed.kind} "{destroyed.name}" too, by CASCADE',
        Remedy("drop what depends on it by name, in the order in which it depends"),
        "refuse" if "view" in destroyed.kind else "report",
        "breaks-clients" if "view" in destroyed.kind else "data-loss",
        project=project,
    )


def acknowledged_in(finding: Finding, text: str, engine: str) -> str:
    """The reason that stands above the finding's statement for its rule or one that says the same."""
    if "forge-migrations" not in text:
        return ""
    from forge_migrations.rules.judging.acknowledgement import allowances
    from forge_migrations.sql.statements import split

    script = split(text, DIALECTS[engine])
    names = {finding.rule}.union(*(same for same in _SAME if finding.rule in same))
    if finding.rule == "breaks-released-code":
        names |= _BREAKING
    for allowed in allowances(script):
        if allowed.fault or not 0 <= allowed.statement < len(script.statements):
            continue
        statement = script.statements[allowed.statement]
        last = statement.line + statement.text.count("\n")
        if statement.line <= finding.line <= last and names.intersection(allowed.rules):
            return allowed.reason
    return ""
