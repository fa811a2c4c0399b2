"""List the SQL rules, or explain one with a bad and a good migration."""

from __future__ import annotations

import argparse
import json
import os
import textwrap

from forge_migrations.findings import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the rule to explain")
    parser.add_argument("--json", action="store_true", help="the list for a program")
    parser.add_argument("--pages", metavar="DIR", help="write a page for each rule into DIR")


def run(options: argparse.Namespace) -> int:
    if options.pages:
        return _write(options.pages)
    if options.name:
        print(_explained(options.name), end="")
        return 0
    from forge_migrations.rules import RULES

    if options.json:
        keys = ("id", "kind", "severity", "engines", "problem", "remedy")
        listed = [{key: getattr(rule, key) for key in keys} for rule in RULES]
        print(json.dumps([{**one, "class": one.pop("kind")} for one in listed], indent=2))
        return 0
    from forge_migrations.rules.judging.rule import KINDS

    for kind in KINDS:
        print(kind)
        for rule in (rule for rule in RULES if rule.kind == kind):
            print(f"  {rule.id:<32}{rule.severity:<8}{', '.join(rule.engines)}")
    return 0


def _explained(name: str) -> str:
    from forge_migrations.config import did_you_mean
    from forge_migrations.rules import RULES
    from forge_migrations.rules.judging.pages import example

    rule = next((rule for rule in RULES if rule.id == name), None)
    if rule is None:
        raise UsageError(f"no rule is called {name!r}", did_you_mean(name, [r.id for r in RULES]))
    lines = [f"{rule.id} ({rule.kind}; {', '.join(rule.engines)}; {rule.severity} by default)", ""]
    lines += textwrap.wrap(rule.problem, 88)
    lines += ["", *textwrap.wrap(f"Instead: {rule.remedy}.", 88)]
    if rule.source:
        lines += ["", f"Source: {rule.source}"]
    for title, which in (("Found:", "bad"), ("Not found:", "good")):
        lines += ["", title, *(f"    {line}" for line in example(name, which).splitlines())]
    lines += ["", f"-- forge-migrations: allow {name}: why it is fine here"]
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
