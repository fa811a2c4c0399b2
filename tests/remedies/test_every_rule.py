"""No rule without a remedy that was carried out, or a reason why none can be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from forge_migrations.rules import RULES
from remedies import test_history_remedies as history
from remedies import test_other_remedies as other

HOOKS = Path(__file__).parents[2] / "hooks" / "forge_migrations"
PLACES = {"Finding": 1, "Violation": 0, "Piece": 0}
"""Call -> where its rule stands."""
REASONS: dict[str, str] = {
    "duplicate-table": "drizzle-kit 1.0 refuses such a schema itself: unloadable-schema",
    "type-error": "a person mends the type; what stages it is unloadable-schema's",
    "computed-default": "reported; a person writes the default that is meant",
    "computed-value": "reported; a person writes the value that is meant",
    "broken-constraint": "a person writes the UPDATE; the command is the rehearsal",
    "rows-lost": "a person says why rows may go, as for drop-table",
    "values-changed": "a person says why values may change, as for drop-table",
    "structure-differs": "a person writes what is missing",
    "skipped-migration": "the same words as out-of-order",
    "several-leaves": "reported; the next generate joins them",
    "breaks-released-code": "soften's command is typed in workflow/review/test_rehearse.py",
    "long-block": "a person finds another way, or a quiet hour",
    "policy-invalid": "a commit ends in usage before it; its words are what a person corrects",
    "policy-changed": "about the repository, walked in test_policy_remedies.py",
    "unpaired-snapshot": "nothing tells whose a snapshot is; repair says what it would take",
}


def _text(node: ast.expr | None) -> Iterator[str]:
    """The literal, or both of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _text(node.body)
        yield from _text(node.orelse)


def _named(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = PLACES.get(node.func.id, 99)
            yield from _text(node.args[place] if len(node.args) > place else None)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else []
            yield from (text for each in values for text in _text(each))
        elif isinstance(node, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id in ("rule", "RULE"):
                yield from _text(node.value)
        elif isinstance(node, ast.Return | ast.Expr | ast.Yield) and isinstance(
            node.value, ast.Tuple
        ):
            yield from _text(next(iter(node.value.elts), None))


def rules() -> set[str]:
    """Every rule that a check names, but those of the SQL rules."""
    files = [*(HOOKS / "checks").rglob("*.py"), HOOKS / "rules" / "judging" / "accepted.py"]
    names = {each for path in files for each in _named(ast.parse(path.read_text()))}
    return {each for each in names if "-" in each or each == "stale"} - {rule.id for rule in RULES}


def walked() -> set[str]:
    groups = (*history.EVERY, *other.EVERY)
    return {scenario.rule for group in groups for scenario in group}


def test_every_rule_has_a_scenario_or_a_reason() -> None:
    assert rules() - walked() - REASONS.keys() == set()


def test_no_reason_is_for_what_is_walked_or_gone() -> None:
    assert REASONS.keys() - rules() == set()
    assert REASONS.keys() & walked() == set()
