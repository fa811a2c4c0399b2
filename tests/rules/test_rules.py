from __future__ import annotations

import importlib
import pkgutil

import pytest

import forge_migrations.rules as rules
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.rule import KINDS
from forge_migrations.rules.judging.rule import Rule
from rules.examples_on_disk import FOLDER
from rules.examples_on_disk import example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_refuses_its_bad_example_and_passes_its_good_one(rule: Rule) -> None:
    assert example(rule.id, "bad").findings(rule.id)
    assert not example(rule.id, "good").findings(rule.id)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_named_after_its_file_and_says_what_to_do(rule: Rule) -> None:
    module = importlib.import_module("forge_migrations.rules." + rule.id.replace("-", "_"))
    assert rule is module.RULE
    assert rule.kind in KINDS
    assert rule.problem.endswith(".")
    assert not rule.remedy.endswith(".")
    assert "might" not in rule.problem + rule.remedy


def test_every_module_with_a_rule_is_registered_and_has_examples() -> None:
    found = set()
    for module in pkgutil.iter_modules(rules.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module("forge_migrations.rules." + module.name)
        if hasattr(loaded, "RULE"):
            found.add(loaded.RULE.id)
    assert found == {rule.id for rule in RULES}
    assert found == {folder.name for folder in FOLDER.iterdir()}
