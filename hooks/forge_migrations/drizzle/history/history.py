"""A History: the migrations of one folder in the order in which Drizzle's migrator runs them."""

from __future__ import annotations

import posixpath
import re

from forge_migrations.engines import engine_of
from forge_migrations.facts import Facts
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.journal import SnapshotHead
    from forge_migrations.drizzle.history.pairing import Unsure

    Layout = Literal["none", "journal", "folders", "mixed"]
    """`journal`: `meta/_journal.json` with snapshots beside it (0.2x to 0.31). `folders`: one folder per
    migration with `migration.sql` and `snapshot.json` (1.0). `mixed`: both, which Drizzle refuses."""


class Migration(NamedTuple):
    """One migration: an entry of the journal (0.31) or a folder (1.0), with what exists of it."""

    tag: str
    """`0004_add_teams` or `20260101120000_add_teams`."""
    path: str
    """The SQL file's path from the repository's root, whether it exists or not."""
    blob: str | None
    """The SQL file's blob id; `None` when it doesn't exist."""
    snapshot: str
    """The snapshot's path, whether it exists or not."""
    snapshot_blob: str | None
    idx: int
    """The entry's `idx`; the position for folders."""
    when: int
    """Milliseconds since the epoch: the migrator's high-water mark (0.31). For folders, from the name."""
    breakpoints: bool = True
    line: int = 1
    """The entry's line in the journal."""


class History(NamedTuple):
    """What one migrations folder holds at one Tree."""

    out: str
    layout: Layout = "none"
    dialect: str = ""
    """As the journal or the snapshots say it; empty when nothing does."""
    migrations: tuple[Migration, ...] = ()
    """What the migrator runs, in its order."""
    orphans: tuple[str, ...] = ()
    """SQL files that no entry names: the migrator never runs them."""
    snapshots: tuple[SnapshotHead, ...] = ()
    """Every readable snapshot, in the order in which drizzle-kit sorts them; the last one is its `previous`."""
    stray_snapshots: tuple[str, ...] = ()
    """Snapshots that belong to no migration."""
    broken: tuple[tuple[str, int, str], ...] = ()
    """Files that can't be read: path, line, why (`conflict markers`, `not JSON: …`)."""
    journal: str = ""
    """The path of the journal; empty when there is none."""
    strangers: tuple[str, ...] = ()
    """Files in `meta/` that drizzle-kit reads as snapshots and can't: `.DS_Store`."""
    unsure: tuple[Unsure, ...] = ()
    """Migrations without a snapshot and stray snapshots of which nothing tells whose is whose."""

    @property
    def newest_snapshot(self) -> SnapshotHead | None:
        """The snapshot that the next `generate` starts from."""
        return self.snapshots[-1] if self.snapshots else None

    @property
    def lacks_journal(self) -> bool:
        """True when drizzle-kit's snapshots are there, and the journal that names their SQL isn't."""
        return self.layout == "none" and bool(self.stray_snapshots)

    @property
    def readable(self) -> bool:
        """False when the journal can't be read, so that nothing follows from its entries."""
        return not any(path == self.journal for path, _line, _why in self.broken)


def of_another_engine(one: History, later: History) -> bool:
    """True when the later history is another engine's: a new one, whatever its files are called."""
    was, now = engine_of(one.dialect), engine_of(later.dialect)
    return bool(was and now and was != now)


def read_history(tree: Tree, out: str, facts: Facts | None = None, dialect: str = "") -> History:
    """The history in the folder `out` at a Tree, both layouts; an empty one when there is none.

    Only ids are taken from snapshots, and those are kept by blob id. Never raises for what a file
    holds: a file that can't be read is in `broken`.
    """
    facts = facts or Facts()
    journal = _under(out, "meta/_journal.json")
    folders = _migration_folders(tree, out)
    if journal in tree:
        history = _by_journal(tree, out, journal, facts)
        if folders:
            history = history._replace(layout="mixed")
    elif folders:
        history = _by_folders(tree, out, folders, facts)
    else:
        history = _without_journal(tree, out, facts)
    return history if history.dialect else history._replace(dialect=dialect)


def _by_journal(tree: Tree, out: str, journal: str, facts: Facts) -> History:
    """Source: drizzle-kit 0.31 `src/utils.ts` (`Journal`, `prepareMigrationFolder`)."""
    from forge_migrations.drizzle.history.journal import read_heads
    from forge_migrations.drizzle.history.journal import read_journal
    from forge_migrations.drizzle.history.pairing import pair

    read = read_journal(tree, journal, facts)
    broken = [(journal, *read.broken)] if read.broken else []
    # drizzle-kit takes every file in meta/ whose name doesn't start with `_`, sorted by name.
    inside = [
        path
        for path in tree.files_in(_under(out, "meta"))
        if not posixpath.basename(path).startswith("_")
    ]
    paths = [path for path in inside if path.endswith(".json")]
    heads, unreadable = read_heads(tree, paths, facts)
    sql = [_under(out, f"{entry.tag}.sql") for entry in read.entries]
    tags = [entry.tag for entry in read.entries]
    orphans = _orphans(tree, out, dict(zip(sql, tags, strict=True))) if not read.broken else ()
    paired = pair(tree, out, read.entries, [head for head, _dialect in heads], orphans)
    migrations = [
        Migration(
            entry.tag,
            path,
            tree.blob(path),
            snapshot,
            tree.blob(snapshot) if there else None,
            entry.idx,
            entry.when,
            entry.breakpoints,
            entry.line,
        )
        for entry, path, snapshot, there in zip(
            read.entries, sql, paired.snapshots, paired.certain, strict=True
        )
    ]
    stray = {*paired.stray, *(path for path, _line, _why in unreadable)}
    stray -= {migration.snapshot for migration in migrations if migration.snapshot_blob}
    return History(
        out,
        "journal",
        read.dialect or (heads[-1][1] if heads else ""),
        tuple(migrations),
        orphans,
        tuple(head for head, _dialect in heads),
        tuple(path for path in paths if path in stray) if not read.broken else (),
        tuple(broken + unreadable),
        journal,
        tuple(path for path in inside if not path.endswith(".json")),
        paired.unsure if not read.broken else (),
    )


def _without_journal(tree: Tree, out: str, facts: Facts) -> History:
    """SQL that no journal names, and the snapshots that show whether drizzle-kit wrote it."""
    from forge_migrations.drizzle.history.journal import read_heads

    orphans = _numbered(tree, out)
    paths = [
        path
        for path in tree.files_in(_under(out, "meta"))
        if path.endswith("_snapshot.json") and not posixpath.basename(path).startswith("_")
    ]
    heads, _unreadable = read_heads(tree, paths, facts)
    return History(
        out,
        dialect=heads[-1][1] if heads else "",
        orphans=orphans,
        stray_snapshots=tuple(head.path for head, _dialect in heads),
    )


def _by_folders(tree: Tree, out: str, folders: list[str], facts: Facts) -> History:
    """Source: drizzle-orm 1.0 `migrator.js`: subfolders sorted by name, 14 digits of UTC first."""
    from forge_migrations.drizzle.history.journal import read_heads

    migrations = []
    for position, folder in enumerate(folders):
        tag = posixpath.basename(folder)
        sql, snapshot = f"{folder}/migration.sql", f"{folder}/snapshot.json"
        if sql not in tree and f"{folder}.sql" in tree:
            sql = f"{folder}.sql"  # moved out, as wrangler wants it
        migrations.append(
            Migration(
                tag, sql, tree.blob(sql), snapshot, tree.blob(snapshot), position, _when_of(tag)
            )
        )
    paths = [migration.snapshot for migration in migrations if migration.snapshot_blob]
    heads, unreadable = read_heads(tree, paths, facts)
    return History(
        out,
        "folders",
        heads[-1][1] if heads else "",
        tuple(migrations),
        (),  # SQL beside the folders is wrangler's, or was moved into them: Drizzle looks past it
        tuple(head for head, _dialect in heads),
        (),
        tuple(unreadable),
    )


def _migration_folders(tree: Tree, out: str) -> list[str]:
    """The folders of the 1.0 layout, in the migrator's order."""
    return sorted(
        folder
        for folder in tree.folders_in(out)
        if f"{folder}/migration.sql" in tree or f"{folder}/snapshot.json" in tree
    )


def _when_of(tag: str) -> int:
    """Milliseconds since the epoch of `YYYYMMDDHHMMSS` (UTC); 0 when the name has no such start."""
    from calendar import timegm
    from time import strptime

    try:
        return timegm(strptime(tag[:14], "%Y%m%d%H%M%S")) * 1000
    except ValueError:
        return 0


def _orphans(tree: Tree, out: str, named: Mapping[str, str]) -> tuple[str, ...]:
    """SQL files with a migration's number that no entry names, less the copies of migrations. `named`
    has the tag of each path that one names."""
    twins: dict[str | None, list[str]] = {}
    for path, tag in named.items():
        twins.setdefault(tree.blob(path), []).append(tag)
    return tuple(
        path
        for path in _numbered(tree, out)
        if path not in named and not _is_copy(tree, path, twins.get(tree.blob(path)) or [])
    )


def _is_copy(tree: Tree, path: str, twins: list[str]) -> bool:
    """True for a copy of a migration, which another runner wants (wrangler's).

    One with a snapshot of its own is a migration whose bytes are those of an older one, and so is
    one that has another name.
    """
    folder, name = posixpath.split(path)
    number, _, words = name.removesuffix(".sql").partition("_")
    if _under(folder, f"meta/{number}_snapshot.json") in tree:
        return number in {tag.partition("_")[0] for tag in twins}
    return any(words == tag.partition("_")[2] for tag in twins)


def _numbered(tree: Tree, out: str) -> tuple[str, ...]:
    """SQL files with a migration's number. The way back of one (`0001_x.down.sql`) is somebody's
    own, and so is SQL without number."""
    begins, goes_back = re.compile(_NUMBERED).match, re.compile(_BACK).search
    return tuple(
        path
        for path in tree.files_in(out)
        if path.endswith(".sql") and begins(posixpath.basename(path)) and not goes_back(path)
    )


_NUMBERED = r"\d{4,}[_-]"
_BACK = r"[._-](down|rollback|undo|revert)\.sql$"


def _under(out: str, path: str) -> str:
    return f"{out}/{path}" if out else path
