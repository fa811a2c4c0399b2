"""The page of a rule: its problem, its remedy, a bad and a good migration."""

from __future__ import annotations

import os
import textwrap

from forge_migrations.engines import row_of
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.rule import KINDS
from forge_migrations.rules.judging.rule import Rule

KIND_NAMES = {
    "data-loss": "Destroys rows or values",
    "breaks-clients": "Breaks the release that is running",
    "fails-on-data": "Fails on the rows that are there",
    "lock": "Blocks reads or writes",
    "rewrite": "Rewrites the table",
    "transaction": "Can't run the way the migrator runs it",
    "hygiene": "Hygiene",
    "security": "Opens what was closed",
}


def example(rule: str, which: str) -> str:
    """The text of `bad.sql` or `good.sql`: beside the package, or in a checkout beside the tests."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    checkout = os.path.join(here, "..", "..", "..", "tests", "rules", "examples")
    for folder in (os.path.join(here, "examples"), checkout):
        path = os.path.join(folder, rule, f"{which}.sql")
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    return ""


def page(rule: Rule) -> str:
    """Markdown, as it stands in docs/rules."""
    engines = ", ".join(row_of(engine).title for engine in rule.engines)
    default = {"refuse": "refuses", "report": "reports", "off": "off"}[rule.severity]
    parts = [
        f"# {rule.id}",
        f"`{rule.kind}` · {engines} · {default} by default",
        "\n".join(textwrap.wrap(rule.problem, 100)),
        f"**Instead:** {rule.remedy}.",
    ]
    if rule.source:
        parts.append(f"Source: <{rule.source}>")
    for title, which in (("Found", "bad"), ("Not found", "good")):
        parts.append(f"## {title}\n\n```sql\n{example(rule.id, which).rstrip()}\n```")
    parts.append(
        "## Acknowledge it\n\n```sql\n"
        f"-- forge-migrations: allow {rule.id}: why it is fine here\n```"
    )
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """The list of all rules by class, as it stands in docs/rules/README.md."""
    lines = [
        "# Rules",
        "",
        "Written from the rules; `forge-migrations rules --pages docs/rules` writes them again.",
    ]
    for kind in KINDS:
        lines += ["", f"## {KIND_NAMES[kind]} (`{kind}`)", "", "| rule | engines | default |"]
        lines.append("|---|---|---|")
        for rule in (rule for rule in RULES if rule.kind == kind):
            engines = ", ".join(row_of(engine).title for engine in rule.engines)
            lines.append(f"| [{rule.id}]({rule.id}.md) | {engines} | {rule.severity} |")
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """File name -> text, of every page."""
    return {"README.md": index(), **{f"{rule.id}.md": page(rule) for rule in RULES}}
