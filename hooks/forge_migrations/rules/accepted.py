"""What somebody acknowledged of a migration's findings, and what is wrong with the acknowledgements."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from forge_migrations.findings import Finding
from forge_migrations.findings import Severity
from forge_migrations.rules import RULES
from forge_migrations.rules.acknowledgement import Allowance
from forge_migrations.rules.acknowledgement import allowances
from forge_migrations.sql.judgement import CHECK
from forge_migrations.sql.settings import Settings
from forge_migrations.sql.statements import Script

ELSEWHERE = frozenset({"migration-before-schema"})
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
    today = today or datetime.date.today().isoformat()
    used: set[int] = set()
    above: dict[int, list[int]] = {}
    for number, allowance in enumerate(allowed):
        if not allowance.fault:
            above.setdefault(allowance.statement, []).append(number)
    for home, finding in raw:
        for number in above.get(home, ()):
            allowance = allowed[number]
            if allowance.rules and finding.rule not in allowance.rules:
                continue
            used.add(number)
            if not allowance.until or allowance.until >= today:
                finding = finding._replace(acknowledged=allowance.reason)
        yield finding
    for number, allowance in enumerate(allowed):
        for rule, message, remedy in _faults(allowance, number in used, today):
            severity = severities.get(rule, "refuse")
            if severity != "off":
                line, column = script.place(allowance.offset)
                yield Finding(CHECK, rule, path, line, message, remedy, severity, "hygiene", column)


def _faults(allowance: Allowance, used: bool, today: str) -> Iterator[tuple[str, str, str]]:
    ids = {rule.id for rule in RULES} | ELSEWHERE
    form = "write `-- forge-migrations: allow RULE: the reason` on the line above the statement"
    if allowance.fault == "form":
        yield "unreadable-acknowledgement", "the acknowledgement has no rule and no reason", form
        return
    if allowance.fault == "reason":
        yield (
            "acknowledgement-without-reason",
            (f"the acknowledgement of {', '.join(allowance.rules)} gives no reason"),
            form,
        )
        return
    unknown = [rule for rule in allowance.rules if rule not in ids]
    for rule in unknown:
        close = difflib.get_close_matches(rule, ids, 1)
        remedy = f"write {close[0]}" if close else "choose one of `forge-migrations rules`"
        yield "unknown-acknowledgement", f'no rule is called "{rule}"', remedy
    if allowance.rules and not used and not unknown and ELSEWHERE.isdisjoint(allowance.rules):
        yield (
            "unused-acknowledgement",
            (
                f"the acknowledgement of {', '.join(allowance.rules)} allows nothing in the statement"
                " below it"
            ),
            "delete the comment",
        )
    elif used and allowance.until and allowance.until < today:
        yield (
            "expired-acknowledgement",
            (f"the acknowledgement of {', '.join(allowance.rules)} ended on {allowance.until}"),
            "finish the change or give it a new date",
        )
