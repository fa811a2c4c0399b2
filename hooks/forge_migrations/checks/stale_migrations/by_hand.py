"""Migrations written by hand, without a snapshot: what they made is unknown to `generate`."""

from __future__ import annotations

import re

from forge_migrations.checks.migration_history.mending import repaired
from forge_migrations.drizzle.history.snapshot import leaves
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_rm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.snapshot import Difference
    from forge_migrations.drizzle.history.snapshot_words import Named
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act


class ByHand(NamedTuple):
    """A migration whose SQL has what the newest snapshot lacks."""

    tag: str
    message: str
    remedy: Remedy


def made_by_hand(states: States, named: list[Named]) -> ByHand | None:
    """The newest migration without snapshot that brings some of what is missing."""
    from forge_migrations.sql.mentions import mentions

    wanted = [each for each in named if each.text.startswith(("adds", "changes"))]
    repair = _repaired(states)
    for tag, path, journaled in _without_snapshot(states):
        sql = _sql(states.subject.change.after, path)
        found = [each for each in wanted if mentions(sql, states.dialect, *_names(each))]
        if not found:
            continue
        names = ", ".join(f'{each.kind} "{each.name}"' for each in found[:3])
        again = f"the next generate will write {names} again: {tag} "
        return ByHand(tag, again + _lacks(states, tag, journaled), repair)
    return _snapshot_of_another(states, wanted)


def _lacks(states: States, tag: str, journaled: bool) -> str:
    if journaled:
        return "was written by hand and has no snapshot"
    prefix = tag.partition("_")[0]
    if any(path.endswith(f"/{prefix}_snapshot.json") for path in states.one.after.stray_snapshots):
        return "lost its entry in the journal, and the newest snapshot doesn't have it"
    return "was written by hand and is in no journal and has no snapshot"


def _snapshot_of_another(states: States, wanted: list[Named]) -> ByHand | None:
    """A new migration whose SQL makes what its own snapshot hasn't: one of both was edited."""
    from forge_migrations.sql.read import acts_of

    for migration in reversed(new_ones(states)):
        if migration.blob is None or migration.snapshot_blob is None:
            continue
        acts = acts_of(_sql(states.subject.change.after, migration.path), states.dialect)
        adds = [each for each in wanted if each.text.startswith("adds")]
        found = [each for each in adds if any(_makes(act, each) for act in acts)]
        if not found:
            continue
        names = ", ".join(f'{each.kind} "{each.name}"' for each in found[:3])
        tag = migration.tag
        message = f"the next generate will write {names} again: {tag} makes it, and its snapshot"
        steps = git_rm(migration.snapshot, force=True), *_repaired(states).commands
        remedy = Remedy("have its snapshot made again", *steps)
        return ByHand(tag, f"{message} doesn't have it", remedy)
    return None


def _makes(act: Act, each: Named) -> bool:
    if not act.verb.startswith(("create-", "add-")):
        return False
    parts = [part.name for part in (act.column, act.constraint, act.indexed) if part is not None]
    made = {name.rpartition(".")[2] for name in (act.table, act.name, act.new, *parts)}
    return made.issuperset(_names(each))


def _without_snapshot(states: States) -> Iterable[tuple[str, str, bool]]:
    """(tag, path of the SQL, whether the journal has it), newest first."""
    history = states.one.after
    for path in sorted(history.orphans, reverse=True):
        yield path.rpartition("/")[2].removesuffix(".sql"), path, False
    for each in reversed(history.migrations):
        if each.snapshot_blob is None and each.blob is not None:
            yield each.tag, each.path, True


def spoken_of(sql: str, dialect: Dialect, named: Iterable[Named]) -> bool:
    """True when a statement names one of the things, and its table."""
    from forge_migrations.sql.mentions import mentions

    return any(mentions(sql, dialect, *_spoken(each)) for each in named)


def mentioned_in(states: States, path: str, each: Named) -> bool:
    """True when one statement of the SQL file names the thing, and its table."""
    from forge_migrations.sql.mentions import statement_mentions

    sql = _sql(states.subject.change.after, path)
    return statement_mentions(sql, states.dialect, *_spoken(each))


def _spoken(each: Named) -> list[str]:
    """By what a statement speaks of it; some engines drop an index without naming its table."""
    return _names(each)[: 1 if each.kind == "index" else None]


def _names(each: Named) -> list[str]:
    """Its name, and its table's."""
    names = [each.name.rpartition(".")[2]]
    if each.path[0] == "tables" and len(each.path) > 2:
        names.append(each.path[1].rpartition(".")[2])
    return names


def undone(states: States, gone: Iterable[Difference]) -> tuple[str, Remedy] | None:
    """(message, remedy) for what the schema drops of a migration without snapshot.

    No snapshot has it, so `generate` never drops it; only SQL written by hand can.
    """
    from forge_migrations.sql.mentions import mentions

    was, now = leaves(states.before.snapshot), leaves(states.after.snapshot)
    before = states.subject.change.before
    made = {
        each.tag: _sql(before, each.path)
        for each in states.one.before.migrations
        if each.blob and not each.snapshot_blob
    }
    new = [_sql(states.subject.change.after, each.path) for each in new_ones(states)]
    for each in sorted(gone):
        if was.get(each.path) == now.get(each.path) or each.new is None:
            continue
        thing = each.path[-1] if each.new == "{}" else each.path[-2]
        name = thing.rpartition(".")[2]
        tag = next((tag for tag, sql in made.items() if mentions(sql, states.dialect, name)), None)
        if tag is None or any(mentions(sql, states.dialect, name) for sql in new):
            continue
        table = each.path[1].removeprefix("public.") if each.path[0] == "tables" else ""
        where = f' of table "{table}"' if table and thing != each.path[1] else ""
        made_so = f"which {tag} made without a snapshot, so generate never writes the change"
        return f'the schema changes "{thing}"{where}, {made_so}', _taken_back(states, thing)
    return None


def _taken_back(states: States, thing: str) -> Remedy:
    """The snapshot that was never made, and on it the migration that `generate` didn't write."""
    name = "without_" + re.sub(r"\W+", "_", thing.rpartition(".")[2])
    return Remedy("have it mended, and the change made", *repaired(states.project, name))


def _repaired(states: States) -> Remedy:
    return Remedy("have it mended", *repaired(states.project))


def new_ones(states: States) -> list[Migration]:
    """The migrations that this change adds."""
    known = {each.tag for each in states.one.before.migrations}
    return [each for each in states.one.after.migrations if each.tag not in known]


def _sql(tree: Tree, path: str) -> str:
    return tree.read_many([path]).get(path, b"").decode("utf-8", "replace")
