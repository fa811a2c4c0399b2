"""A rule is asked about verbs by name, and a name that nothing reads is a rule that never fires."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import cast

import pytest

import forge_migrations.rules
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.acts import Act
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.read import read_script
from forge_migrations.sql.verbs import FIELDS
from literal_types import members
from rules.examples_on_disk import FOLDER
from rules.examples_on_disk import example
from rules.test_situations import situations

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

VERBS = Path(__file__).parent / "verbs"
"""A statement for each verb that neither an example nor a situation has; a file for each dialect."""
DEFAULTS = Act._field_defaults
ASKED = ("before", "after", "elsewhere", "together")
"""What a rule asks its scene about other acts by: the verbs are the arguments without a name."""


@cache
def occurring() -> dict[str, set[str]]:
    """The verbs of every act in the examples, the situations and `verbs/`, and the fields they fill; those
    that are owed too."""
    found: dict[str, set[str]] = {}
    for name, text in texts():
        dialect = cast("Dialect", name)
        reading = read_script(text, dialect)
        owed = tuple(debt.act for debt in debts_of(reading.script, dialect) if not debt.fault)
        for group in (*reading.acts, owed):
            for act in group:
                filled = {field for field in DEFAULTS if getattr(act, field) != DEFAULTS[field]}
                found.setdefault(act.verb, set()).update(filled - {"flags", "inside"})
    return found


def texts() -> Iterator[tuple[str, str]]:
    for folder in FOLDER.iterdir():
        for which in ("bad", "good"):
            one = example(folder.name, which)
            yield from ((one.dialect, text) for text in (one.earlier, one.pending, one.migration))
    for situation in situations():
        dialect = situation.engine.partition(",")[0]
        yield from ((dialect, text) for text in (situation.earlier, situation.judged))
    for file in VERBS.glob("*.sql"):
        yield file.stem, file.read_text(encoding="utf-8")


def test_each_declared_verb_can_occur_and_fills_no_other_fields() -> None:
    declared: dict[str, set[str]] = {verb: {*fields.split()} for verb, fields in FIELDS.items()}
    assert {*members("sql.verbs", "Verb")} == {*declared} <= {*occurring()}
    others = {verb: occurring()[verb] - fields for verb, fields in declared.items()}
    assert {verb: fields for verb, fields in others.items() if fields} == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_verb_of_a_rule_can_occur(rule: Rule) -> None:
    assert {*rule.verbs} - {"*"} <= {*occurring()}


def test_each_verb_that_a_rule_asks_its_scene_for_can_occur() -> None:
    folder = Path(forge_migrations.rules.__path__[0])
    asked = {
        (path.name, argument.value)
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ASKED
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    assert {(name, verb) for name, verb in asked if verb not in occurring()} == set()
