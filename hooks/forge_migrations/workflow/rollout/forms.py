"""The forms that `soften` knows, asked one after another for one migration."""

from __future__ import annotations

from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.workflow.rollout.backfills import Backfills
from forge_migrations.workflow.rollout.drops import Drops
from forge_migrations.workflow.rollout.enums import Enums
from forge_migrations.workflow.rollout.expand import Expand
from forge_migrations.workflow.rollout.indexes import soften_indexes
from forge_migrations.workflow.rollout.locks import server_of
from forge_migrations.workflow.rollout.locks import soften_locks
from forge_migrations.workflow.rollout.rebuilds import Rebuilds
from forge_migrations.workflow.rollout.retype import Retype
from forge_migrations.workflow.rollout.softened import IDLE
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from forge_migrations.workflow.rollout.stock import SQLITE
from forge_migrations.workflow.rollout.stock import stock_of
from forge_migrations.workflow.rollout.tighten import Tighten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.sql.online_mysql import Server
    from forge_migrations.sql.paying_by_rebuild import Stock
    from forge_migrations.workflow.rollout.scene import Scene


def softened(scene: Scene, one: Migration, expand: bool = False) -> Softening:
    """What becomes of a migration; `expand`: of its renames too. Raises `UsageError` for one without a snapshot: nothing tells what
    its schema is."""
    if one.snapshot_blob is None:
        raise UsageError(
            f"{one.tag} has no snapshot, so that nobody can tell what it leads to",
            Remedy("rebuild it", ours("repair", "--write")),
        )
    at = scene.migrations.index(one)
    text = scene.subject.change.after.read(one.path).decode("utf-8", "replace")
    before = [each for each in scene.migrations[:at] if each.snapshot_blob]
    was = scene.snapshots.kinds_of(before[-1]) if before else None
    ledger = scene.ledger(at)

    def stock(statements: Sequence[str]) -> Stock:
        made = stock_of(scene, one.tag, statements or (IDLE,), whole=False)
        assert made is not None
        return made

    given = Given(
        scene.snapshots.reading(one),
        text,
        ledger.catalog,
        scene.released_catalog(),
        was or {},
        scene.dialect,
        stock if scene.dialect in SQLITE else None,
        frozenset(each.debt.act for each in ledger.open),
    )
    return of_given(given, one is scene.migrations[-1], expand, server_of(scene))


def of_given(
    given: Given, newest: bool, expand: bool = False, server: Server | None = None
) -> Softening:
    """The same of a migration that is told. `newest`: none stands behind it."""
    soft = Softening(given)
    rebuilds = Rebuilds(soft)
    Drops(soft).soften()
    Enums(soft).soften()
    if expand:
        Expand(soft).soften()
    Retype(soft).soften()
    Tighten(soft).soften()
    rebuilds.soften()
    Backfills(soft, newest).soften()
    soften_indexes(soft)
    soften_locks(soft, server)
    return soft
