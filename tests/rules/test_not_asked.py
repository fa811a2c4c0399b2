"""What rules need of an act is declared: a rule that isn't asked would have said nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import cast

import pytest

from forge_migrations.rules import RULES
from forge_migrations.rules import named
from forge_migrations.rules.judging.asking import Asked
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from rules.examples_on_disk import example
from rules.test_situations import situations
from rules.test_verbs import texts

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.asking import Chosen


@pytest.fixture
def left_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the rules that an act isn't asked of would have said of it: `rule: message`."""
    said: list[str] = []
    of = Asked.of

    def watched(asked: Asked, act: Act, scene: Scene) -> Chosen:
        found = of(asked, act, scene)
        kept = {rule.id for rule, _ in found}
        for name, _when, _severity in asked.rules:
            rule = named(name)
            if rule.id not in kept and (act.verb in rule.verbs or "*" in rule.verbs):
                scene.kind = rule.kind
                said.extend(f"{rule.id}: {hit.message}" for hit in rule.check(act, scene))
        return found

    monkeypatch.setattr(Asked, "of", watched)
    return said


def test_a_rule_that_is_not_asked_would_have_said_nothing(left_out: list[str]) -> None:
    every: dict[str, Severity] = {rule.id: "refuse" for rule in RULES}
    for rule in RULES:
        for which in ("bad", "good"):
            one = example(rule.id, which)
            for driver in {one.driver, "better-sqlite3"}:
                judge_sql(
                    one.migration,
                    dialect=one.dialect,
                    driver=driver,
                    earlier=[one.earlier],
                    pending=[one.pending],
                    severities=every,
                )
    for each in situations():
        engine, _, driver = each.engine.partition(", ")
        judge_sql(
            each.judged, dialect=cast("Dialect", engine), driver=driver, earlier=[each.earlier]
        )
    for dialect, text in cast("list[tuple[Dialect, str]]", [*texts()]):
        judge_sql(text, dialect=dialect, severities=every)
        judge_sql(text, dialect=dialect, earlier=[text], severities=every)
    assert left_out == []
