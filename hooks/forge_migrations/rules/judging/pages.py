"""The page of a rule: what it finds, why, an example, what to type.

Those of the SQL rules are made from the rules themselves and their examples. Every other check's rules
have theirs written out, in `rules/pages/`.
"""

from __future__ import annotations

import os
import re
import textwrap
from functools import cache

from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.on_rows import TOLD
from forge_migrations.rules.judging.rule import KINDS
from forge_migrations.rules.judging.works import SIZED
from forge_migrations.sql.judgement import CHECK as SQL_CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
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
WRITTEN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "pages")
HEAD = re.compile(
    r"# (?P<id>\S+)\n\n`(?P<kind>[\w-]+)` · check `(?P<check>[\w-]+)` · (?P<word>refuses|reports) by"
    r" default\n\n(?P<problem>.*?)\n\n\*\*Why it matters:\*\* (?P<why>.*?)\n\n## .*?"
    r"\n## What to type\n\n(?P<remedy>.*)",
    re.DOTALL,
)


class Described(NamedTuple):
    """What is said of a rule of any check, in words."""

    id: str
    kind: str
    """The `class` of its findings."""
    check: str
    severity: str
    """The default: `refuse` or `report`."""
    problem: str
    """Whole sentences, the first of them short."""
    remedy: str
    """What to do or to type."""


@cache
def written_out() -> dict[str, str]:
    """Rule id -> its page, of every rule that isn't one of the SQL rules."""
    found = {}
    for name in sorted(os.listdir(WRITTEN)):
        with open(os.path.join(WRITTEN, name), encoding="utf-8") as file:
            found[name.removesuffix(".md")] = file.read()
    return found


def described(rule: str) -> Described | None:
    """A rule by its id, `None` where there is no such rule."""
    known = next((each for each in RULES if each.id == rule), None)
    if known is not None:
        return Described(
            known.id, known.kind, SQL_CHECK, known.severity, known.problem, known.remedy
        )
    text = written_out().get(rule)
    found = HEAD.match(text) if text else None
    if found is None:
        return None
    severity = {"refuses": "refuse", "reports": "report"}[found["word"]]
    problem = " ".join(f"{found['problem']} {found['why']}".split())
    remedy = re.sub(r"```\w*\n", "", found["remedy"]).strip()
    return Described(rule, found["kind"], found["check"], severity, problem, remedy)


def every_rule() -> list[str]:
    """The ids of all rules, those of SQL first."""
    return [*(rule.id for rule in RULES), *written_out()]


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
    parts += _with_facts(rule.id)
    parts.append(
        "## Acknowledge it\n\n```sql\n"
        f"-- forge-migrations: allow {rule.id}: why it is fine here\n```"
    )
    return "\n\n".join(parts) + "\n"


def _with_facts(rule: str) -> list[str]:
    """What the file of `observe` changes."""
    if rule in SIZED:
        said = (
            "It is told with the seconds that others wait, by the rows of the table: `≈ 40 s on 12 M rows`. Below"
            " `patience` (a second) it isn't told, also where the prediction is off as far as it may be;"
            " above `refuse_over` it refuses. A table that the file hasn't is judged as without it."
        )
    elif rule in TOLD:
        said = f"{TOLD[rule]} It is an estimate of that day: the verdict stays."
    else:
        return []
    lines = "\n".join(textwrap.wrap(said, 100))
    return [f"## With [production's facts](../live-databases.md#used-by-the-rules)\n\n{lines}"]


def index() -> str:
    """The list of all rules by class, as it stands in docs/rules/README.md."""
    lines = [
        "# Rules",
        "",
        "Shown by `forge-migrations rules ID` too; `forge-migrations rules --pages docs/rules` writes them.",
    ]
    lines += _index_of_checks()
    for kind in KINDS:
        lines += ["", f"## {KIND_NAMES[kind]} (`{kind}`)", "", "| rule | engines | default |"]
        lines.append("|---|---|---|")
        for rule in (rule for rule in RULES if rule.kind == kind):
            engines = ", ".join(row_of(engine).title for engine in rule.engines)
            lines.append(f"| [{rule.id}]({rule.id}.md) | {engines} | {rule.severity} |")
    return "\n".join(lines) + "\n"


def _index_of_checks() -> list[str]:
    """A table for each check but the one of the SQL rules."""
    lines = []
    rules = [one for one in map(described, written_out()) if one is not None]
    for check in dict.fromkeys(one.check for one in rules):
        lines += ["", f"## `{check}`", "", "| rule | what it finds | default |", "|---|---|---|"]
        for one in (one for one in rules if one.check == check):
            what = re.split(r"(?<=[.!?])\s", one.problem, maxsplit=1)[0]
            lines.append(f"| [{one.id}]({one.id}.md) | {what} | {one.severity} |")
    return lines


def pages() -> dict[str, str]:
    """File name -> text, of every page."""
    own = {f"{rule.id}.md": page(rule) for rule in RULES}
    others = {f"{name}.md": text for name, text in written_out().items()}
    return {"README.md": index(), **own, **others}
