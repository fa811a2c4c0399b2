"""What two migrations do to each other that are fine apart: each side of a merge brought one."""

from __future__ import annotations

from forge_migrations.sql.judgement import Judgement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.findings import Finding
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.migrator import Migrator
    from forge_migrations.sql.settings import Settings

RULES = ("already-exists", "does-not-exist")


def collisions(
    judgement: Judgement,
    migration: Migration,
    before: Sequence[Migration],
    tree: Tree,
    catalog: Catalog,
    migrator: Migrator,
    settings: Settings,
) -> Judgement:
    """Of a migration that was there before: what it makes, drops or changes that the new ones, which
    stand before it now, have made or dropped. `tree` has the history `before`, without them;
    `catalog` is empty."""
    found = tuple(f for f in judgement.findings if f.rule in RULES)
    if found:
        alone = {
            (f.rule, f.line, f.message)
            for f in _alone(migration, before, tree, catalog, migrator, settings)
        }
        found = tuple(f for f in found if (f.rule, f.line, f.message) not in alone)
    return Judgement(found, 0, 0, judgement.acts, judgement.held)


def _alone(
    wanted: Migration,
    before: Sequence[Migration],
    tree: Tree,
    catalog: Catalog,
    migrator: Migrator,
    settings: Settings,
) -> tuple[Finding, ...]:
    from forge_migrations.rules.judging.judge import extend
    from forge_migrations.rules.judging.judge import judge
    from forge_migrations.sql.read import read_script

    texts = tree.read_many(m.path for m in before)
    places = [at for at, m in enumerate(before) if m.blob == wanted.blob]
    for at, migration in enumerate(before):
        data = texts.get(migration.path)
        if data is None:
            catalog.complete = catalog.certain = False
            continue
        reading = read_script(data.decode("utf-8", "replace"), catalog.dialect)
        if at in places[-1:]:
            return judge(reading, catalog, migrator, settings).findings
        extend(catalog, reading)
    return ()
