"""Situations that a rule's two examples don't show, in situations/RULE.sql: dialect and driver, what was
applied, what is judged, and all that the rule says of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import cast

import pytest

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

FOLDER = Path(__file__).parent / "situations"


class Situation(NamedTuple):
    """One block of a file."""

    rule: str
    engine: str
    earlier: str
    judged: str
    said: tuple[str, ...]


def situations() -> list[Situation]:
    """Every block of every file."""
    return [
        _read(file.stem, block)
        for file in sorted(FOLDER.glob("*.sql"))
        for block in file.read_text(encoding="utf-8").strip().split("\n\n")
    ]


def _read(rule: str, block: str) -> Situation:
    head, _, judged = block.partition("-- judged:\n")
    engine, _, earlier = head.partition("\n")
    said = tuple(re.findall(r"^-- says (.*)$", judged, re.MULTILINE))
    sql = re.sub(r"^-- says .*\n?", "", judged, flags=re.MULTILINE)
    return Situation(rule, engine.removeprefix("-- "), earlier, sql, said)


@pytest.mark.parametrize("one", situations(), ids=lambda one: f"{one.rule}: {one.judged[:60]}")
def test_a_rule_says_what_is_so_and_nothing_else(one: Situation) -> None:
    dialect, _, driver = one.engine.partition(", ")
    found = judge_sql(
        one.judged,
        dialect=cast("Dialect", dialect),
        driver=driver,
        earlier=[one.earlier] if one.earlier else [],
    )
    assert tuple(f"{f.severity}: {f.message}" for f in found if f.rule == one.rule) == one.said
