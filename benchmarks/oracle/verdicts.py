"""What the engine did, held against what the rules said: found, missed, wrong."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.oracle.effects import Effects
from forge_migrations.findings import Finding
from forge_migrations.sql.statements import Statement

ALWAYS = frozenset(
    ("already-exists", "does-not-exist", "uncastable-type", "used-by-view", "used-by-object",
     "not-in-transaction", "concurrently-in-transaction", "if-exists-unsupported", "sqlite-add-column",
     "sqlite-drop-column", "default-without-brackets", "key-without-length", "rebuild-fails",
     "auto-increment-without-key", "malformed-foreign-key", "fractional-seconds", "replay-fails")
)  # fmt: skip
"""Rules that say: this fails, whatever the rows are."""
ROWS = frozenset(
    ("DELETE", "UPDATE", "MERGE", "INSERT", "REPLACE", "WITH", "COPY", "LOAD", "CALL", "DO")
)
"""Statements whose refusal is the engine's word about the rows that they carry or meet."""
_ELSE = frozenset(("implicit-default", "modify-drops-attributes", "set-unlogged", "dynamic-sql"))
"""Rules of data loss whose loss is no row: what new rows get, or what a crash leaves."""
_WRITES = frozenset(("INSERT", "REPLACE", "COPY"))
_DEPENDENTS = (
    "2BP01",
    "cannot alter type of a column used",
    "3829",
    "1451",
    "1553",
    "error in view",
    "error in trigger",
)
_NAMES = ("42P01", "42703", "42704", "42883", "42P07", "42710", "42701", "1050", "1051", "1054", "1060", "1061",
          "1091", "1146", "no such", "already exists", "duplicate column")  # fmt: skip

CLASSES = (
    "destroyed", "broke", "rewrote", "scanned", "refused on rows", "refused for dependents",
    "refused for names", "refused otherwise",
)  # fmt: skip
_SAYS = {
    "destroyed": ("data-loss",),
    "broke": ("breaks-clients", "data-loss", "fails-on-data"),
    "rewrote": ("rewrite", "data-loss", "lock"),
    "scanned": ("lock", "rewrite", "data-loss", "fails-on-data"),
    "refused on rows": ("fails-on-data", "data-loss"),
}


class Verdict(NamedTuple):
    """One class of effect of one statement."""

    kind: str
    """One of `CLASSES`."""
    said: str
    """`found`, `unread` (told as what isn't understood), `missed` or `wrong`."""
    about: str


def verdicts(
    statement: Statement, effects: Effects, findings: Sequence[Finding], certain: bool
) -> Iterator[Verdict]:
    """Each effect that was or wasn't said, and each saying without effect.

    `certain`: the reader has met nothing before that it doesn't understand.
    """
    kinds = {finding.kind for finding in findings}
    unread = any(finding.rule in ("opaque-statement", "dynamic-sql") for finding in findings)
    for kind, named in _happened(statement, effects):
        wanted = _SAYS.get(kind)
        fits = (
            bool(kinds & set(wanted)) if wanted else any(f.severity == "refuse" for f in findings)
        )
        yield Verdict(kind, "found" if fits else "unread" if unread else "missed", named)
    if effects.error or not effects.ran or not certain:
        return
    for finding in findings:
        kind = _claim(finding, effects)
        if kind and kind not in effects.blind:
            yield Verdict(kind, "wrong", f"{finding.rule}: {finding.message}")


def _happened(statement: Statement, effects: Effects) -> Iterator[tuple[str, str]]:
    if effects.error:
        told = f"{effects.error} {effects.message}"
        if statement.tokens[0].key in ROWS:
            return
        if effects.on_rows:
            yield "refused on rows", told
        elif not effects.ran or effects.error == "25001":
            yield _refusal(told), told
        return
    writes = statement.tokens[0].key in _WRITES
    for kind in ("destroyed", "broke", "rewrote", "scanned"):
        if writes and kind == "destroyed":
            continue  # what an upsert overwrites it writes out
        named = getattr(effects, kind)
        if named:
            yield kind, ", ".join(named[:4])


def _refusal(told: str) -> str:
    if any(words in told for words in _DEPENDENTS) and "not supported" not in told:
        return "refused for dependents"
    return (
        "refused for " + "names" if any(words in told for words in _NAMES) else "refused otherwise"
    )


def _claim(finding: Finding, effects: Effects) -> str:
    """The class in which a finding says what didn't happen; empty when it did, or can't be told."""
    if finding.rule in _ELSE:
        return ""
    if finding.rule in ALWAYS:
        return "refused otherwise"
    if not effects.held and finding.kind != "breaks-clients":
        return ""
    if (
        finding.kind == "data-loss"
        and finding.severity == "refuse"
        and finding.rule != "opaque-statement"
    ):
        return "" if effects.destroyed or effects.broke or effects.changed else "destroyed"
    if finding.kind == "rewrite":
        return "" if effects.rewrote or effects.destroyed else "rewrote"
    if finding.kind == "lock":
        return "" if effects.locked or effects.rewrote or effects.destroyed else "scanned"
    if finding.kind == "breaks-clients" and finding.rule.startswith(("rename", "replace")):
        return "" if effects.broke or effects.renamed else "broke"
    return ""
