from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.workflow.editor.hovers import of_shown
from forge_migrations.workflow.editor.shown import of_finding
from forge_migrations.workflow.editor.shown import undecided


def finding(rule: str) -> Finding:
    return Finding("destructive-sql", rule, "a.sql", 1, "x", "")


def test_a_rule_is_told_once_in_short_with_its_page() -> None:
    said = of_shown([of_finding(finding("drop-column"))] * 2)
    assert said.startswith("**drop-column** (data-loss)\n\n")
    assert said.count("Instead:") == 1
    assert said.endswith("/docs/rules/drop-column.md)")


def test_several_rules_are_told_one_after_the_other() -> None:
    said = of_shown([of_finding(finding("drop-column")), of_finding(finding("stale"))])
    assert "**stale**" in said and "\n\n---\n\n" in said
    assert "**What to type:**\n\n```console\n$ npx drizzle-kit generate" in said


def test_of_what_has_no_page_nothing_is_told() -> None:
    assert of_shown([undecided("a", "no Node", "install it")]) == ""
