"""Why a schema and its newest snapshot differ: what is ahead of what, part by part.

`generate` says the same for four things: a schema change that no migration carries yet; one that a
migration carries and the newest snapshot lost; one that the schema lost on the way; and a migration
that came before its schema. Only of the first is `generate` the remedy.
"""

from __future__ import annotations

from forge_migrations.change.sources import commits_with
from forge_migrations.checks.staged_migrations.work import on_disk
from forge_migrations.checks.staged_migrations.work import scripts_behind
from forge_migrations.checks.stale_migrations.by_hand import mentioned_in
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.drizzle.history.newest import snapshot_at
from forge_migrations.drizzle.history.snapshot import leaves
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.stale_migrations.sides import Side
    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.snapshot import Difference
    from forge_migrations.drizzle.history.snapshot import Leaves
    from forge_migrations.drizzle.history.snapshot_words import Named
    from forge_migrations.drizzle.kit.bridge import Loaded

    Found = frozenset[Difference]

MANY = 40
"""Commits whose schema is loaded to see whether it had a change."""


class Overtaken(NamedTuple):
    """What a migration carries, and the snapshots that came after it lost."""

    named: Named
    carrier: Migration
    lacking: tuple[Migration, ...]
    """The later migrations, from the first whose snapshot lacks it."""


class Holder(NamedTuple):
    """Where the schema still has what a migration carries."""

    named: tuple[Named, ...]
    commit: str
    """An id, or `HEAD`; empty for the work tree."""
    files: tuple[str, ...]
    """The files of the schema there that are other here, or aren't here."""
    earlier: bool = False
    """True for a commit of the change's own, which may have parted schema and migration on purpose."""


class Causes(NamedTuple):
    """The differences of a change in words, by their cause."""

    ahead: tuple[Named, ...]
    """The schema changed, and no migration carries it."""
    overtaken: tuple[Overtaken, ...]
    lost: tuple[Holder, ...]
    early: tuple[Named, ...]
    """A migration carries it, and no schema had it yet."""


def causes_of(states: States, sides: list[Side], named: list[Named], new: Found) -> Causes:
    """`named` says what `new` is; `sides` are the parents. What only a snapshot says is left out.

    Raises `Undecided`.
    """
    overtaken, rest = [], []
    for each in named:
        found = _overtaken(states, each, new)
        if found is None:
            rest.append(each)
        else:
            overtaken.append(found)
    views = [_View(side) for side in sides]
    now = leaves(states.after.snapshot)
    behind = [each for each in rest if _is_behind(views, _below(each, new), now)]
    ahead = tuple(each for each in rest if each not in behind)
    brought = _brought(states, views)
    # What a snapshot has and its SQL hasn't is no migration that came before its schema.
    behind = [each for each in behind if any(mentioned_in(states, path, each) for path in brought)]
    lost, early = _holders(states, views, behind, new) if behind else ((), ())
    return Causes(ahead, tuple(overtaken), tuple(lost), tuple(early))


class _View:
    """One side's schema and snapshot, attribute by attribute."""

    def __init__(self, side: Side) -> None:
        states = side.states
        self.states = states
        self.schema: Leaves = leaves(side.loaded.snapshot)
        self.snapshot: Leaves = leaves(side.newest.content)
        self.kept = not any(brought_in(states.one.after, states.one.before))
        """True when the change has every migration of this side."""
        self.first = bool(self.schema) and not states.one.before.migrations
        """True when the side has a schema, and no migration yet."""


def _brought(states: States, views: list[_View]) -> list[str]:
    """The SQL that came in, seen from any side."""
    after = states.one.after
    sides = [view.states.one.before for view in views] or [states.one.before]
    new = zip(*(brought_in(side, after) for side in sides), strict=True)
    return [one.path for one, some in zip(after.migrations, new, strict=True) if any(some)]


def _below(named: Named, new: Found) -> list[Difference]:
    return [each for each in new if named.covers(each.path)]


def _is_behind(views: list[_View], found: list[Difference], now: Leaves) -> bool:
    """True when the snapshot has it from a migration, and the schema stayed as a side had it or
    lost what a side had.

    A side whose migrations are not all there may have lost the one that made the difference.
    """

    def schema_stayed(view: _View) -> bool:
        return all(view.schema.get(each.path) == each.new for each in found)

    def had_it(view: _View) -> bool:
        return all(view.schema.get(each.path) == each.old for each in found)

    for view in views:
        agrees = all(view.snapshot.get(each.path) == each.new for each in found)
        if len(views) > 1 and not view.kept and agrees and schema_stayed(view):
            return False
    if any(view.states.built_upon and schema_stayed(view) for view in views):
        return True
    removed = all(each.removes for each in found)
    if removed and any(view.first and schema_stayed(view) for view in views):
        return True  # the first migrations have more than a schema that was there before them
    return len(views) > 1 and any(map(had_it, views))


def _overtaken(states: States, named: Named, new: Found) -> Overtaken | None:
    """The newest migration that speaks of it, when its own snapshot has it as the schema does."""
    found = _below(named, new)
    migrations = states.one.after.migrations
    for at in range(len(migrations) - 1, -1, -1):
        one = migrations[at]
        if one.blob is None or not mentioned_in(states, one.path, named):
            continue
        if at == len(migrations) - 1 or not _has(states, one, found):
            return None
        later = migrations[at + 1 :]
        lacking = next((n for n, each in enumerate(later) if not _has(states, each, found)), None)
        return None if lacking is None else Overtaken(named, one, later[lacking:])
    return None


def _has(states: States, one: Migration, found: list[Difference]) -> bool:
    """True when a migration's own snapshot agrees with the schema. Raises `Undecided`."""
    if one.snapshot_blob is None:
        return False
    content = snapshot_at(states.subject.change.after, states.one.after, one)
    there = leaves(content)
    return all(there.get(each.path) == each.new for each in found)


def _holders(
    states: States, views: list[_View], behind: list[Named], new: Found
) -> tuple[list[Holder], list[Named]]:
    """(where the schema has it still, what it has nowhere). Raises `Undecided`."""
    left, found = list(behind), list[Holder]()

    def take(loaded: Loaded, tree: Tree, commit: str, earlier: bool = False) -> None:
        nonlocal left
        there = leaves(loaded.snapshot)
        held = [
            each for each in left
            if all(there.get(one.path) == one.old for one in _below(each, new))
        ]  # fmt: skip
        if loaded.snapshot is not None and held:
            files = [*loaded.files, *states.after.files]
            differ = [path for path in files if tree.blob(path) != change.after.blob(path)]
            found.append(Holder(tuple(held), commit, tuple(dict.fromkeys(differ)), earlier))
            left = [each for each in left if each not in held]

    change, kit = states.subject.change, states.subject.kit
    work = _work_tree(states)
    if work is not None:
        take(kit.load(states.project, work), work, "")
    for view in views:
        before = view.states.subject.change.before
        take(view.states.before, before, before.name)
    commits = commits_with(change, _spelled(left), _snapshots(states)) if left else []
    for commit in commits[:MANY]:
        if left and change.repository is not None:
            tree = change.repository.at(commit)
            take(kit.load(states.project, tree), tree, commit, earlier=change.mode == "range")
    if left and len(commits) > MANY:
        raise Undecided(
            f"the schema doesn't have {left[0].kind} {left[0].name}, and more than {MANY} commits"
            " of this change speak of it: it can't be told whether one of them had it",
            Remedy("declare it in the schema, or say in the migration that the schema follows"),
        )
    return found, left


def _work_tree(states: States) -> Tree | None:
    """What is staged with the scripts that aren't; `None` where all are."""
    change = states.subject.change
    if change.mode != "staged" or change.repository is None or change.root is None:
        return None
    files, gone = scripts_behind(change.repository, EXTENSIONS)
    return on_disk(change.after, files, gone) if files or gone else None


def _snapshots(states: States) -> Iterable[str]:
    """The snapshots that came in: the commit that brought one had its schema, as a rule."""
    one = states.one
    brought = zip(one.after.migrations, brought_in(one.before, one.after), strict=True)
    return [each.snapshot for each, new in brought if new and each.snapshot_blob]


def _spelled(named: list[Named]) -> set[str]:
    """The names as SQL and as TypeScript spell them."""
    from forge_migrations.checks.stale_migrations.places import camel

    plain = {each.name.rpartition(".")[2] for each in named}
    return plain | set(map(camel, plain))
