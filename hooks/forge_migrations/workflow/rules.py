"""List the rules, or explain one: what it finds, why, an example, what to type."""

from __future__ import annotations

import json
import os
import textwrap

from forge_migrations.findings import UsageError
from forge_migrations.presets import ours
from forge_migrations.report.answer import answer_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the rule to explain")
    parser.add_argument("--json", action="store_true", help="the list for a program, bare")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--pages", metavar="DIR", help="write a page for each rule into DIR")


def run(options: argparse.Namespace) -> int:
    if options.pages:
        return _write(options.pages)
    if options.name:
        print(_explained(options.name), end="")
        known = {str(one["id"]): one for one in _every_as_data()}
        meant = (options.name,) if options.name in known else ours((options.name,))
        answer_of(options).tell(rules=[{**known[name], **_examples(name)} for name in meant])
        return 0
    if options.json:
        print(json.dumps(_every_as_data(), indent=2, ensure_ascii=False))
        return 0
    if options.format == "json":
        answer_of(options).tell(rules=_every_as_data())
    print(_listed())
    return 0


def _listed() -> str:
    from forge_migrations.rules import RULES
    from forge_migrations.rules.judging.pages import described
    from forge_migrations.rules.judging.pages import written_out
    from forge_migrations.rules.judging.rule import KINDS

    lines = []
    for kind in KINDS:
        lines.append(f"{kind} (destructive-sql)")
        for rule in (rule for rule in RULES if rule.kind == kind):
            lines.append(f"  {rule.id:<46}{rule.severity:<8}{', '.join(rule.engines)}")
    others = [one for one in map(described, written_out()) if one is not None]
    for check in dict.fromkeys(one.check for one in others):
        lines.append(check)
        lines += [f"  {one.id:<46}{one.severity}" for one in others if one.check == check]
    return "\n".join([*lines, "", "forge-migrations rules NAME explains one."])


def _every_as_data() -> list[dict[str, object]]:
    from forge_migrations.findings import page_of
    from forge_migrations.rules import RULES
    from forge_migrations.rules.judging.pages import described
    from forge_migrations.rules.judging.pages import every_rule
    from forge_migrations.rules.judging.rule import EVERY

    engines = {rule.id: rule.engines for rule in RULES}
    listed: list[dict[str, object]] = []
    for one in filter(None, map(described, every_rule())):
        values: dict[str, object] = {
            "id": one.id,
            "class": one.kind,
            "check": one.check,
            "severity": one.severity,
        }
        values |= {"problem": one.problem, "remedy": one.remedy, "docs": page_of(one.id)}
        listed.append({**values, "engines": engines.get(one.id, EVERY)})
    return listed


def _examples(name: str) -> dict[str, str]:
    from forge_migrations.rules import RULES
    from forge_migrations.rules.judging.pages import example

    if not any(rule.id == name for rule in RULES):
        return {}
    return {"bad": example(name, "bad"), "good": example(name, "good")}


def _explained(name: str) -> str:
    from forge_migrations.config import did_you_mean
    from forge_migrations.presets import SQUAWK
    from forge_migrations.rules import RULES
    from forge_migrations.rules.judging.pages import every_rule
    from forge_migrations.rules.judging.pages import example
    from forge_migrations.rules.judging.pages import written_out

    if name in written_out():
        return _plain(written_out()[name])
    known = {rule.id for rule in RULES}
    meant = SQUAWK.get(name, ()) if name not in known else ()
    if meant:
        said = f"squawk's {name} is said here by: {', '.join(meant)}\n\n"
        return said + "\n".join(map(_explained, meant))
    rule = next((rule for rule in RULES if rule.id == name), None)
    if rule is None:
        raise UsageError(f"no rule is called {name!r}", did_you_mean(name, every_rule()))
    lines = [f"{rule.id} ({rule.kind}; {', '.join(rule.engines)}; {rule.severity} by default)", ""]
    lines += textwrap.wrap(rule.problem, 88)
    lines += ["", *textwrap.wrap(f"Instead: {rule.remedy}.", 88)]
    if rule.source:
        lines += ["", f"Source: {rule.source}"]
    for title, which in (("Found:", "bad"), ("Not found:", "good")):
        lines += ["", title, *(f"    {line}" for line in example(name, which).splitlines())]
    lines += ["", f"-- forge-migrations: allow {name}: why it is fine here"]
    return "\n".join(lines) + "\n"


def _plain(page: str) -> str:
    """A page without the marks of Markdown: what stands between fences is indented."""
    lines, code = [], False
    for line in page.splitlines():
        if line.startswith("```"):
            code = not code
        elif code:
            lines.append(f"    {line}".rstrip())
        else:
            lines.append(line.lstrip("# ").replace("**", ""))
    return "\n".join(lines) + "\n"


def _write(folder: str) -> int:
    from forge_migrations.rules.judging.pages import pages

    os.makedirs(folder, exist_ok=True)
    written = pages()
    for name in os.listdir(folder):
        if name.endswith(".md") and name not in written:
            os.unlink(os.path.join(folder, name))
    for name, text in written.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    print(f"wrote {len(written)} pages into {folder}")
    return 0
