"""A Review's outcome in words: what the migrations do, whether they can go, what stops them."""

from __future__ import annotations

from collections import Counter

from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.report.reviewed import Answer
    from forge_migrations.report.reviewed import Review


def outcome(review: Review) -> str:
    """`Can't go: 2 findings refuse it, and it failed in the rehearsal`."""
    reasons = []
    if review.refusing:
        reasons.append(
            f"{counted(review.refusing, 'finding')} {'refuses' if review.refusing == 1 else 'refuse'} it"
        )
    if review.measured.stop:
        reasons.append("it failed in the rehearsal")
    if reasons:
        return f"Can't go: {', and '.join(reasons)}"
    open_answers = [each for each in review.answers if each.verdict != "yes"]
    if open_answers:
        return f"Nothing refuses it; {counted(len(open_answers), 'answer')} below to read"
    return "Can go"


def gist(review: Review) -> str:
    """What changes, counted: `adds 1 table, drops 80 columns of 9 tables`; nothing changed: says so."""
    found: Counter[tuple[str, str]] = Counter()
    tables: dict[tuple[str, str], set[str]] = {}
    for change, _places in review.explained:
        key = (change.how, change.what)
        found[key] += 1
        tables.setdefault(key, set()).add(change.table)
    parts = []
    for how, verb in (("added", "adds"), ("dropped", "drops"), ("changed", "changes")):
        said = [
            f"{counted(count, what)}{_of(what, tables[one, what])}"
            for (one, what), count in found.items()
            if one == how
        ]
        if said:
            parts.append(
                f"{verb} {' and '.join([', '.join(said[:-1]), said[-1]][len(said) == 1 :])}"
            )
    return ", ".join(parts) or "changes no table: custom SQL only"


def stopped(review: Review) -> tuple[str, ...]:
    """What the rehearsal says where it stopped: the database's words, and what never ran."""
    stop = review.measured.stop
    if stop is None:
        return ()
    return (
        f"the rehearsal stopped at {stop.path}:{stop.line}: {stop.why}",
        *(
            f"{_lines(first, last)}{'' if path == stop.path else f' of {path}'} never ran"
            for path, first, last in review.never_ran
        ),
    )


def open_answers(review: Review) -> Iterator[Answer]:
    """The answers that aren't `yes`, each without what a finding says at its line already."""
    told = {
        f"{each.path}:{each.line} {each.message}"
        for migration in review.migrations
        for each in migration.findings
    }
    for answer in review.answers:
        if answer.verdict != "yes":
            yield answer._replace(said=tuple(line for line in answer.said if line not in told))


def findings_of(answer: Answer, review: Review) -> list[tuple[str, int]]:
    """(path, line) of the findings that speak against an answer."""
    return [
        (each.path, each.line)
        for migration in review.migrations
        for each in migration.findings
        if f"{each.path}:{each.line} {each.message}" in answer.said
    ]


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _of(what: str, tables: set[str]) -> str:
    if what in ("table", "enum", "view"):
        return ""
    only = next(iter(tables))
    return f" of {only}" if len(tables) == 1 and only else f" of {counted(len(tables), 'table')}"
