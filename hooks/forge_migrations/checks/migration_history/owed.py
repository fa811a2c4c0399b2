"""What new migrations leave for later ones: whether it can be read, and whether it is there."""

from __future__ import annotations

from forge_migrations.drizzle.packages import learned
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Finding
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.sql.deferred import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts
    from forge_migrations.sql.debts import Ledger

CHECK = "migration-history"
FACT = "deferred-1"
UNREADABLE, ABSENT, TWICE = "unreadable-debt", "debt-without-object", "debt-twice"


def owed(
    project: Project,
    before: History,
    after: tuple[History, Tree],
    base: History,
    whole: bool,
    facts: Facts,
) -> Iterator[Finding]:
    """The faults of the debts that new migrations make; of all of them when the `whole` is judged."""
    history, tree = after
    dialect = dialect_of(project.dialect, history.dialect)
    old = {(one.tag, one.blob) for one in (*before.migrations, *base.migrations)}
    new = [one for one in history.migrations if one.blob]
    new = [one for one in new if whole or (one.tag, one.blob) not in old]
    owes = learned(tree, facts, FACT, (one.path for one in new if one.path in tree), _owes)
    owing = [one for one in new if owes.get(one.path)]
    if not owing or dialect is None:
        return
    released = {(one.tag, one.blob) for one in base.migrations}
    for one, line, rule, message, remedy in _faults(history, tree, owing, dialect):
        yield Finding(
            CHECK, rule, one.path, line, message, remedy,
            "report" if (one.tag, one.blob) in released else "refuse",
            "history", project=project.config,
        )  # fmt: skip


def _owes(data: bytes) -> bool:
    return WORDS.encode() in data


def _faults(
    history: History, tree: Tree, owing: list[Migration], dialect: Dialect
) -> Iterator[tuple[Migration, int, str, str, Remedy]]:
    from forge_migrations.sql.debts import debts_of
    from forge_migrations.sql.statements import split

    ledger: Ledger | None = None
    for one in owing:
        text = tree.read(one.path).decode("utf-8", "replace")
        lines = text.split("\n")
        debts = debts_of(split(text, dialect), dialect)
        for debt in debts:
            if debt.fault:
                words = f'-- {WORDS} drop-column "table"."column": why'
                remedy = Remedy(f"write `{words}` in its place")
                yield one, debt.line, UNREADABLE, f"the debt can't be read: {debt.fault}", remedy
        ledger = _ledger(history, tree, one, dialect) if debts else None
        for each in ledger.empty if ledger else ():
            debt = each.debt
            told = f"leaves {debt} to a later migration, and there is nothing to do: it isn't there"
            if debt.verb in ("set-not-null", "validate-constraint"):
                told = f"leaves {debt} to a later migration, and there is nothing to do"
            if each.tag == one.tag:
                yield one, debt.line, ABSENT, told, _without(one, lines, debt.line)
        for each in ledger.twice if ledger else ():
            told = f"leaves {each.debt} to a later migration, which an earlier one did already"
            if each.tag == one.tag:
                yield one, each.debt.line, TWICE, told, _without(one, lines, each.debt.line)


def _without(one: Migration, lines: list[str], line: int) -> Remedy:
    return Remedy("", Edit(one.path, line, old=lines[line - 1]))


def _ledger(history: History, tree: Tree, last: Migration, dialect: Dialect) -> Ledger:
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Ledger
    from forge_migrations.sql.debts import debts_of
    from forge_migrations.sql.read import read_script

    run = history.migrations[: history.migrations.index(last) + 1]
    texts = tree.read_many(one.path for one in run if one.blob)
    ledger = Ledger(Catalog(dialect))
    ledger.catalog.complete = all(one.blob for one in run)
    for one in run:
        if one.blob is None:
            continue
        reading = read_script(texts[one.path].decode("utf-8", "replace"), dialect)
        acts = [act for group in reading.acts for act in group]
        if one is run[0] and not acts:
            ledger.catalog.complete = False
        ledger.on(one.tag, acts, debts_of(reading.script, dialect))
    return ledger
