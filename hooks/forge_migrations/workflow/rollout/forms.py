"""The forms that `soften` knows, asked one after another for one migration."""

from __future__ import annotations

from forge_migrations.drizzle.history.history import Migration
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.workflow.rollout.drops import Drops
from forge_migrations.workflow.rollout.indexes import soften_indexes
from forge_migrations.workflow.rollout.scene import Scene
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from forge_migrations.workflow.rollout.tighten import Tighten


def softened(scene: Scene, one: Migration) -> Softening:
    """What becomes of a migration. Raises `UsageError` for one without a snapshot: nothing tells what
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
    given = Given(
        scene.snapshots.reading(one),
        text,
        scene.ledger(at).catalog,
        scene.released_catalog(),
        was or {},
        scene.dialect,
    )
    soft = Softening(given)
    Drops(soft).soften()
    Tighten(soft).soften()
    soften_indexes(soft)
    return soft
