"""The review checklist: what a careful reader of a migration asks, answered from what is known."""

from __future__ import annotations

import re
from collections import Counter

from forge_migrations.report.reviewed import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.checks.uses.asking import Answered
    from forge_migrations.drizzle.history.tables import Reference
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.drizzle.history.tables import Table
    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Finding
    from forge_migrations.report.reviewed import Explained
    from forge_migrations.report.reviewed import Verdict
    from forge_migrations.workflow.review.matching import Carrier

RULES = (
    ("data-loss", "No statement loses data", "Data is lost"),
    (
        "lock",
        "No statement locks a table with rows for long",
        "A table with rows is locked for long",
    ),
    ("rewrite", "No statement rewrites a table with rows", "A table with rows is rewritten"),
    (
        "breaks-clients",
        "The code that runs now still works afterwards",
        "The code that runs now breaks",
    ),
    (
        "fails-on-data",
        "No statement fails on rows that are there",
        "It fails on rows that are there",
    ),
    (
        "transaction",
        "Everything runs in the migrator's transaction",
        "Not everything runs in the migrator's transaction",
    ),
)
"""Class of rule, what holds when nothing of it was found, what is so when something was."""
ALSO = {
    "breaks-clients": frozenset(
        ("drop-column", "drop-and-add-column", "drop-attribute", "drop-table",
         "drop-table-cascade", "drop-schema")
    )
}  # fmt: skip
"""Rules of another class that speak against it too: the running code names what they drop."""
LEAST = 3
"""So many names make a custom."""


def from_findings(findings: Iterable[Finding], dialect: Dialect) -> Iterator[Answer]:
    """One answer for each class of rule that this dialect has."""
    from forge_migrations.rules import RULES as EVERY

    found = list(findings)
    judged = {rule.kind for rule in EVERY if dialect in rule.engines}
    for kind, claim, fails in RULES:
        if kind not in judged:
            continue
        mine = [f for f in found if f.kind == kind or f.rule in ALSO.get(kind, ())]
        if kind == "breaks-clients":
            mine = [f for f in mine if not (f.uses and f.uses.proven)]
        said = [f"{f.path}:{f.line} {f.message}" for f in mine if not f.acknowledged]
        said += [f"acknowledged: {f.message} ({f.acknowledged})" for f in mine if f.acknowledged]
        verdict: Verdict = "no" if any(not f.acknowledged for f in mine) else "yes"
        accepted = verdict == "yes" and bool(mine)
        yield Answer(
            verdict, f"{fails}, and that is accepted" if accepted else claim, tuple(said), fails
        )


def from_changes(
    explained: tuple[Explained, ...], free: list[Carrier], snapshots: bool
) -> Iterator[Answer]:
    """Changes and statements, each against the other."""
    claim = "Every change of the schema has its statement"
    if not snapshots:
        yield Answer("unknown", claim, ("there is no snapshot to compare with",))
        return
    without = [each.change.said for each in explained if not each.places]
    fails = "A change of the schema has no statement"
    yield Answer("no" if without else "yes", claim, tuple(without), fails)
    said = [f"{each.place.path}:{each.place.line} {_first(each.text)}" for each in free]
    claim = "Every statement belongs to a change of the schema"
    fails = "A statement belongs to no change of the schema"
    yield Answer("no" if said else "yes", claim, tuple(said), fails)


def from_uses(answered: Iterable[Answered]) -> Iterator[Answer]:
    """Whether the released code uses what goes; nothing where nothing goes."""
    every = [each.uses for each in answered]
    if not every:
        return
    claim = "No released code uses what is taken away"
    used = [each for each in every if each.released]
    unsure = [each for each in every if not each.released and not each.proven]
    said = tuple(f"{each.verb} {each.what}{each.words}" for each in [*used, *unsure])
    verdict: Verdict = "no" if used else "unknown" if unsure else "yes"
    yield Answer(verdict, claim, said, "Released code still uses what is taken away")


def from_data(statements: list[Carrier]) -> Answer:
    """Which statements move rows."""
    said = [
        f"{each.place.path}:{each.place.line} touches the rows of {', '.join(each.moves)}"
        for each in statements
        if each.moves
    ]
    claim = "The migration changes structure only, no rows"
    return Answer("no" if said else "yes", claim, tuple(said), "The migration changes rows")


def from_references(before: Shape, after: Shape) -> Iterator[Answer]:
    """New foreign keys: do they point at something, of the same type, and is there an index?"""
    broken, bare = [], []
    for table, reference in _new_references(before, after):
        name = f"{table.name}({', '.join(reference.columns)})"
        wrong = _wrong(table, reference, after)
        if wrong:
            broken.append(f"{name} -> {reference.table}: {wrong}")
        if not _indexed(table, reference):
            bare.append(f"{name} has no index, so a delete in {reference.table} scans {table.name}")
    claim = "Every new foreign key points to columns that exist, are unique and have its type"
    fails = "A new foreign key points to what it can't refer to"
    yield Answer("no" if broken else "yes", claim, tuple(broken), fails)
    claim, fails = "Every new foreign key has an index", "A new foreign key has no index"
    yield Answer("no" if bare else "yes", claim, tuple(bare), fails)


def _new_references(before: Shape, after: Shape) -> Iterator[tuple[Table, Reference]]:
    for name, table in after.tables.items():
        old = before.tables.get(name)
        known = {each._replace(name="") for each in old.references} if old else set()
        for reference in table.references:
            if reference._replace(name="") not in known:
                yield table, reference


def _wrong(table: Table, reference: Reference, after: Shape) -> str:
    target = after.tables.get(reference.table)
    if target is None:
        return "there is no such table"
    for mine, other in zip(reference.columns, reference.to, strict=False):
        if other not in target.columns:
            return f"there is no column {other}"
        if mine not in table.columns:
            return f"{table.name} has no column {mine}"
        types = plain_type(table.columns[mine].type), plain_type(target.columns[other].type)
        if types[0] != types[1]:
            return f"{mine} is {table.columns[mine].type}, {other} is {target.columns[other].type}"
    unique = [set(each.columns) for each in target.indexes if each.unique]
    if set(reference.to) not in [set(target.primary), *unique]:
        return f"({', '.join(reference.to)}) is not unique"
    return ""


def plain_type(text: str) -> str:
    """A type as a foreign key compares it: `serial` is an integer, lengths don't count."""
    name = re.sub(r"\(.*?\)", "", text.lower()).strip()
    return {
        "serial": "integer",
        "int": "integer",
        "int4": "integer",
        "bigserial": "bigint",
        "int8": "bigint",
        "smallserial": "smallint",
        "varchar": "text",
        "character varying": "text",
    }.get(name, name)


def _indexed(table: Table, reference: Reference) -> bool:
    wanted = reference.columns
    starts = [table.primary, *(each.columns for each in table.indexes if not each.where)]
    return any(start[: len(wanted)] == wanted for start in starts)


def from_names(before: Shape, after: Shape, usual: str = "") -> Answer:
    """New indexes, named as the policy says (`{table}_{columns}_idx`), or as most are named."""
    claim = "New indexes are named as the project names its own"
    old, new = list(_names(before)), list(_names(after))
    custom = Counter(pattern for _, pattern, _ in old if "{" in pattern).most_common(1)
    known = {name for name, _, _ in old}
    fresh = [each for each in new if each[0] not in known]
    if not fresh:
        return Answer("yes", claim)
    if not usual and (not custom or custom[0][1] < LEAST or custom[0][1] * 2 <= len(old)):
        return Answer("unknown", claim, ("too few are there to tell from",))
    usual = usual or custom[0][0]
    wanted = [
        (name, usual.replace("{table}", parts["table"]).replace("{columns}", parts["columns"]))
        for name, _, parts in fresh
    ]
    said = tuple(f"{name} would be {other} ({usual})" for name, other in wanted if name != other)
    fails = "A new index is named in another way than the others"
    return Answer("no" if said else "yes", claim, said, fails)


def _names(shape: Shape) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(index, its pattern, the pattern's parts): `{table}_{columns}_idx`. Only whole words count: in
    `project_label_idx` no column `project_label_id` stands. Unique constraints are named by drizzle-kit.
    """
    for table in shape.tables.values():
        for index in table.indexes:
            if not index.constraint:
                parts = {"columns": "_".join(index.columns), "table": table.name}
                pattern = index.name
                for part in sorted(parts, key=lambda each: len(parts[each]), reverse=True):
                    whole = rf"(?<![^_{{}}]){re.escape(parts[part])}(?![^_{{}}])"
                    if parts[part]:
                        pattern = re.sub(whole, f"{{{part}}}", pattern, count=1)
                yield index.name, pattern, parts


def _first(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"
