"""What somebody acknowledged of a migration's findings, and what is wrong with the acknowledgements."""

from __future__ import annotations

import difflib
import time

from forge_migrations.findings import Finding
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.presets import SQUAWK
from forge_migrations.presets import ours as ours_of
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.rules import NAMES
from forge_migrations.rules import id_of
from forge_migrations.rules.judging.acknowledgement import allowances
from forge_migrations.sql.judgement import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.acknowledgement import Allowance
    from forge_migrations.sql.settings import Settings
    from forge_migrations.sql.statements import Script

ELSEWHERE = frozenset({"long-block", "migration-before-schema", "rows-lost", "values-changed"})
"""What another check says and a migration's SQL acknowledges; what it allows, that check knows."""


def acknowledged(
    raw: Sequence[tuple[int, Finding]],
    script: Script,
    settings: Settings,
    path: str,
    today: str,
    severities: Mapping[str, Severity],
) -> Iterator[Finding]:
    """The findings, `(statement, finding)` in `raw`, marked where they are acknowledged; and one for
    each acknowledgement that is faulty, unused or out of date on `today` (an ISO date)."""
    allowed = list(allowances(script, settings.accept))
    if not allowed:
        yield from (finding for _home, finding in raw)
        return
    today = today or time.strftime("%Y-%m-%d")
    used: set[int] = set()
    above: dict[int, list[int]] = {}
    for number, allowance in enumerate(allowed):
        if not allowance.fault:
            above.setdefault(allowance.statement, []).append(number)
    for home, finding in raw:
        for number in above.get(home, ()):
            allowance = allowed[number]
            if allowance.rules and finding.rule not in ours_of(allowance.rules):
                continue
            used.add(number)
            if not allowance.until or allowance.until >= today:
                finding = finding._replace(acknowledged=allowance.reason)
        yield finding
    for number, allowance in enumerate(allowed):
        if allowance.foreign:
            continue
        comment = Written.of(allowance, script, path)
        for rule, message, remedy in _faults(allowance, number in used, today, comment):
            severity = severities.get(rule, "refuse")
            if severity != "off":
                line, column = comment.line, comment.column
                yield Finding(CHECK, rule, path, line, message, remedy, severity, "hygiene", column)


class Written(NamedTuple):
    """An acknowledgement's comment, where it stands in the file."""

    path: str
    line: int
    column: int
    text: str
    alone: bool
    """True where the line holds nothing else."""

    @classmethod
    def of(cls, allowance: Allowance, script: Script, path: str) -> Written:
        line, column = script.place(allowance.offset)
        text = next((each.text for each in script.comments if each.start == allowance.offset), "")
        shared = any(statement.line == line for statement in script.statements)
        alone = column == 1 and "\n" not in text and not shared
        return cls(path, line, column, text, alone)


def _faults(
    allowance: Allowance, used: bool, today: str, comment: Written
) -> Iterator[tuple[str, str, Remedy]]:
    ids = {*map(id_of, NAMES)} | ELSEWHERE
    form = Remedy("write `-- forge-migrations: allow RULE: the reason` in its place")
    if allowance.fault == "form":
        yield "unreadable-acknowledgement", "the acknowledgement has no rule and no reason", form
        return
    named = ", ".join(allowance.rules)
    if allowance.fault == "reason":
        reason = Remedy(f"write the reason: -- forge-migrations: allow {named}: WHY")
        yield (
            "acknowledgement-without-reason",
            f"the acknowledgement of {named} gives no reason",
            reason,
        )
        return
    unknown = [rule for rule in allowance.rules if rule not in ids and rule not in SQUAWK]
    for rule in unknown:
        close = difflib.get_close_matches(rule, ids, 1)
        remedy = Remedy("choose one that this lists", ours("rules"), decide=True)
        if close:
            remedy = Remedy("", Edit(comment.path, comment.line, close[0], rule))
        yield "unknown-acknowledgement", f'no rule is called "{rule}"', remedy
    if allowance.rules and not used and not unknown and ELSEWHERE.isdisjoint(allowance.rules):
        remedy = Remedy("delete the comment")
        if comment.alone:
            remedy = Remedy("", Edit(comment.path, comment.line, old=comment.text))
        message = f"the acknowledgement of {named} allows nothing in the statement below it"
        yield "unused-acknowledgement", message, remedy
    elif used and allowance.until and allowance.until < today:
        yield (
            "expired-acknowledgement",
            f"the acknowledgement of {named} ended on {allowance.until}",
            Remedy("finish the change, or give it a later date than " + allowance.until),
        )
