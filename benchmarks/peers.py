"""squawk's own test suite, judged as Drizzle's migrator would run its cases.

usage: python -m benchmarks.peers SQUAWK

SQUAWK is a checkout of https://github.com/sbdchd/squawk; its text is read where it lies. For each case the
rules that say here what the tested rule says there are asked, with squawk's preset on: a case that squawk
finds is found or missed, one that it passes is passed or reported. Each of the latter, and each missed one, is
printed: a migrator that opens a transaction and a catalog that knows what the case made may tell them apart.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.findings import Finding
from forge_migrations.presets import BY_NAME
from forge_migrations.presets import SQUAWK
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.settings import Settings

if TYPE_CHECKING:
    from forge_migrations.findings import Severity

_TEST = re.compile(r"fn (\w+)\(\) \{(.*?)\n    \}", re.DOTALL)
_SQL = re.compile(r'let sql = (?:r#"(.*?)"#|"(.*?)");', re.DOTALL)
_RULE = re.compile(r"Rule::(\w+)")
_VERSION = re.compile(r"pg_version: (?:Version::new\((\d+)|\"?(\d+))")


class Case(NamedTuple):
    """One test of one rule."""

    where: str
    rule: str
    """squawk's name."""
    sql: str
    hazard: bool
    postgres: float
    transaction: bool
    """Their setting says that the file runs in one."""


def cases(folder: Path) -> Iterator[Case]:
    """Every test that lints one text with one rule."""
    names = {_joined(name): name for name in SQUAWK}
    for path in sorted((folder / "crates/squawk_linter/src/rules").glob("*.rs")):
        for name, body in _TEST.findall(path.read_text()):
            sql, rule = _SQL.search(body), _RULE.search(body)
            kind = re.search(r"lint_(ok|errors)", body)
            known = names.get(_joined(rule[1])) if rule else None
            if sql and known and kind:
                version = _VERSION.search(body)
                postgres = float(version[1] or version[2]) if version else 16
                within = "assume_in_transaction: true" in body
                hazard = kind[1] == "errors"
                yield Case(f"{path.name}:{name}", known, sql[1] or sql[2], hazard, postgres, within)


def _joined(name: str) -> str:
    return name.replace("-", "").lower()


def judged(case: Case) -> list[Finding]:
    """What is said with every rule of squawk's on."""
    wanted: dict[str, Severity] = {rule: "refuse" for rules in SQUAWK.values() for rule in rules}
    return judge_sql(
        case.sql,
        dialect="postgres",
        driver="node-postgres" if case.transaction else "neon-http",
        settings=Settings(postgres=case.postgres, accept=(BY_NAME,)),
        severities=wanted,
    )


def main() -> None:
    """Print what differs, then the sums."""
    count: Counter[str] = Counter()
    usual = {rule.id for rule in RULES if rule.severity == "refuse"}
    for case in cases(Path(sys.argv[1])):
        found = [each for each in judged(case) if not each.acknowledged]
        same = [each.rule for each in found if each.rule in SQUAWK[case.rule]]
        refused = sorted({each.rule for each in found if each.rule in usual})
        word = ("found" if same else "missed") if case.hazard else "reported" if same else "passed"
        if word == "missed" and refused:
            word = "found by another rule"
        count[word] += 1
        if word in ("missed", "reported"):
            print(f"{word}: {case.where} ({case.rule}): {' '.join(case.sql.split())[:300]}")
            print(f"    {', '.join(same or [each.rule for each in found]) or 'nothing is said'}")
    print(dict(count))


if __name__ == "__main__":
    main()
