"""That the steps lead where the migration led: by the catalog, and on a scratch database."""

from __future__ import annotations

import copy
from contextlib import closing

from forge_migrations.checks.rehearsal.plan import near_of
from forge_migrations.checks.rehearsal.structure import compare
from forge_migrations.database.open import open_arena
from forge_migrations.database.rehearsal import structure_of as structure_made
from forge_migrations.database.steps import steps_of
from forge_migrations.findings import Undecided
from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.debts import Ledger
from forge_migrations.sql.debts import carried_out
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.paying import payment
from forge_migrations.sql.pieces import BREAKPOINT
from forge_migrations.sql.read import read_script
from forge_migrations.sql.structure import structure_of
from forge_migrations.workflow.rollout.stock import later_steps
from forge_migrations.workflow.rollout.stock import replaced
from forge_migrations.workflow.rollout.stock import setting_of
from forge_migrations.workflow.rollout.stock import stock_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Debt
    from forge_migrations.sql.online_mysql import Server
    from forge_migrations.sql.paying_by_rebuild import Stock
    from forge_migrations.workflow.rollout.scene import Scene

_JOINT = f"{BREAKPOINT}\n"
"""drizzle-kit 1.0 ends DROP INDEX of MySQL's with nothing."""
ROUNDS = 6
"""More contractions than any debt takes."""


def contractions(
    catalog: Catalog,
    open_debts: Sequence[Debt],
    stock: Stock | None = None,
    server: Server | None = None,
) -> Iterator[tuple[str, ...]]:
    """The statements of each migration that is still to come, until nothing is owed. The catalog is
    carried on; SQLite has one of them."""
    ledger = Ledger(catalog)
    ledger.on("", (), tuple(open_debts))
    for _ in range(ROUNDS):
        if not ledger.open:
            return
        open_ones = [each.debt for each in ledger.open]
        paid = payment(ledger.catalog, open_ones, stock=stock, server=server)
        yield paid.statements
        carried(ledger, _JOINT.join(paid.statements))


def carried(ledger: Ledger, text: str) -> None:
    """One migration's SQL more."""
    dialect = ledger.catalog.dialect
    reading = read_script(text, dialect)
    acts = [act for group in reading.acts for act in group]
    ledger.on("", acts, debts_of(reading.script, dialect))


def differences_by_text(
    before: Catalog,
    original: str,
    statements: Sequence[str],
    stock: Stock | None = None,
    owed: Sequence[Debt] = (),
    server: Server | None = None,
) -> tuple[list[str], list[tuple[str, ...]]]:
    """(what the steps leave otherwise than the original, the contractions among the steps).

    `owed`: earlier debts that one of the two pays along with its own.
    """
    wanted, made = Ledger(copy.deepcopy(before)), Ledger(copy.deepcopy(before))
    for ledger, text in ((wanted, original), (made, _JOINT.join(statements))):
        ledger.on("", (), owed)
        carried(ledger, text)
    carried_out(wanted.catalog, [each.debt for each in wanted.open])
    later = list(contractions(made.catalog, [each.debt for each in made.open], stock, server))
    found = disagreements(structure_of(made.catalog), structure_of(wanted.catalog))
    said = [f"{each.part} {each.aspect}: {each.have or 'nothing'}, not {each.want or 'nothing'}"
            for each in found]  # fmt: skip
    return said, later


def rehearsed(
    scene: Scene,
    tag: str,
    statements: Sequence[str],
    later: Sequence[Sequence[str]],
    owed: Sequence[Debt] = (),
    meant: Sequence[str] = (),
) -> tuple[str, list[str]]:
    """(the engine, what differs between the history as it stands and the one with the steps).

    `owed` are earlier debts that are paid among the steps; `meant`: the migration's statements where
    they lack a cast. Raises `Undecided` where no scratch database can be had.
    """
    subject, change = scene.subject, scene.change
    setting = setting_of(scene)
    steps = steps_of(change.after, subject.change.after)
    softened = replaced(scene, tag, statements)
    softened += later_steps(scene, steps, later)
    steps = tuple(replaced(scene, tag, meant)) if meant else steps
    if owed:
        whole = scene.ledger()
        left = [each.debt for each in whole.open if each.debt in owed]
        paid = list(contractions(whole.catalog, left, stock_of(scene)))
        steps = (*steps, *later_steps(scene, steps, paid))
    ledger = setting.ledger
    near = near_of(subject, change)
    with closing(open_arena(ledger.engine, subject.policy, steps, near)) as arena:
        try:
            have = structure_made(arena, softened, setting)
        except Undecided as error:
            structure_made(arena, steps, setting)
            return str(arena.version), [str(error)]
        want = structure_made(arena, steps, setting)
        return str(arena.version), [str(each) for each in compare(have, want)]
