"""Which snapshot belongs to which entry of a journal: by its links and its content, names a hint.

drizzle-kit 0.31 finds no snapshot by a migration's name: it reads what stands in `meta/`, sorted, and
links by `id` and `prevId` (`prepareMigrationFolder` in its `src/utils.ts`). A team may rename its SQL,
its tags or its snapshots and drizzle-kit never notices.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from itertools import pairwise

from forge_migrations.drizzle.history.snapshot_names import CLOSE
from forge_migrations.drizzle.history.snapshot_names import Contents
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.journal import Entry
    from forge_migrations.drizzle.history.journal import SnapshotHead


class Unsure(NamedTuple):
    """Entries and snapshots between two pairs, of which nothing tells whose is whose."""

    tags: tuple[str, ...]
    snapshots: tuple[str, ...]


class Pairing(NamedTuple):
    """What is whose."""

    snapshots: tuple[str, ...]
    """For each entry the path of its snapshot; where it has none, the one that drizzle-kit would give
    it, whether something else stands there or not."""
    certain: tuple[bool, ...]
    """For each entry whether it has that snapshot."""
    stray: tuple[str, ...] = ()
    """Snapshots of no entry."""
    unsure: tuple[Unsure, ...] = ()


def pair(
    tree: Tree,
    out: str,
    entries: Sequence[Entry],
    heads: Sequence[SnapshotHead],
    orphans: Sequence[str] = (),
) -> Pairing:
    """Pair the entries of the journal in `out` with the snapshots that can be read. `orphans` are SQL
    files that no entry names: they keep the snapshot of their number that no entry has."""
    meta = f"{out}/meta" if out else "meta"
    paths = {head.path for head in heads}
    usually = tuple(f"{meta}/{entry.tag.split('_')[0]}_snapshot.json" for entry in entries)
    if len(paths) == len(usually) and paths == {*usually}:
        return Pairing(usually, (True,) * len(usually))  # as drizzle-kit left it
    left = paths - set(_named_for([entry.tag for entry in entries], paths).values())
    theirs = _named_for([posixpath.basename(path).removesuffix(".sql") for path in orphans], left)
    free = [head for head in heads if head.path not in theirs.values()]
    found, unsure = _found(tree, out, entries, free)
    claimed = set(found.values())
    whose: dict[str, set[str]] = {}
    """Path of a snapshot -> the numbers of the entries that have it."""
    for at, path in found.items():
        whose.setdefault(path, set()).add(entries[at].tag.split("_")[0])
    others = claimed.union(theirs.values())
    snapshots, certain = [], []
    for at, entry in enumerate(entries):
        number = entry.tag.split("_")[0]
        usual = f"{meta}/{number}_snapshot.json"
        if at not in found and usual in paths and usual not in others:
            found[at] = usual
            claimed.add(usual)
            others.add(usual)
            whose.setdefault(usual, set()).add(number)
        # Two entries of one number share the file that is there: the second one overwrote it.
        shared = number in whose.get(usual, ())
        if at not in found and usual in claimed and not shared:
            usual = f"{meta}/{entry.tag}_snapshot.json"
        snapshots.append(found.get(at, usual))
        certain.append(at in found or shared or (usual in tree and usual not in paths))
    stray = tuple(head.path for head in heads if head.path not in claimed)
    return Pairing(tuple(snapshots), tuple(certain), stray, unsure if stray else ())


def _found(
    tree: Tree, out: str, entries: Sequence[Entry], heads: Sequence[SnapshotHead]
) -> tuple[dict[int, str], tuple[Unsure, ...]]:
    """({place of an entry: path of its snapshot}, the unsure): the reading that the SQL contradicts
    least, and of those the one that leaves fewest over."""
    named = _by_name(entries, heads)
    if len(named) == len(heads):
        return named, ()
    chain = in_order(heads)
    contents = Contents(tree, out, chain)
    readings = [named, _by_number(entries, heads, lambda entry: entry.idx)]
    if len(chain) == len(entries) and _is_one_chain(chain):
        readings.append({at: head.path for at, head in enumerate(chain)})
    filled = [_filled(entries, chain, each, contents) for each in readings]
    differing = set[tuple[int, str]]()
    for found, _unsure in filled:
        differing ^= found.items()
    sample = set(sorted(differing)[:CLOSE])

    def faults(reading: tuple[dict[int, str], tuple[Unsure, ...]]) -> tuple[int, int]:
        found, unsure = reading
        against = sum(contents.contradict(entries[at], path) for at, path in sample & found.items())
        return against, len(heads) - len(found) + len(unsure)

    return min(filled, key=faults)


def _by_name(entries: Sequence[Entry], heads: Sequence[SnapshotHead]) -> dict[int, str]:
    """By whole tag, by drizzle-kit's prefix, else by the number that both begin with."""
    wholly = _named_for([entry.tag for entry in entries], {head.path for head in heads})
    rest = [head for head in heads if head.path not in wholly.values()]
    numbered = _by_number(entries, rest, lambda entry: _number(entry.tag), wholly)
    return {**numbered, **wholly}


def _named_for(tags: Sequence[str], paths: set[str]) -> dict[int, str]:
    stems: dict[str, str] = {_stem(path): path for path in paths}
    shares = Counter(tag.split("_")[0] for tag in tags)
    found = {}
    for at, tag in enumerate(tags):
        prefix = tag.split("_")[0]
        path = stems.get(tag) or (stems.get(prefix) if shares[prefix] == 1 else None)
        if path is not None:
            found[at] = path
    return found


def _by_number(
    entries: Sequence[Entry],
    heads: Sequence[SnapshotHead],
    number: Callable[[Entry], int | None],
    besides: Mapping[int, str] | None = None,
) -> dict[int, str]:
    """By a number that one entry and one file alone have."""
    besides = besides or {}
    wanted = [number(entry) for entry in entries]
    offered = [_number(_stem(head.path)) for head in heads]
    once, alone = Counter(wanted), Counter(offered)
    by_number = dict(zip(offered, heads, strict=True))
    return {
        at: by_number[each].path
        for at, each in enumerate(wanted)
        if each is not None and at not in besides and once[each] == 1 and alone[each] == 1
    }


def _stem(path: str) -> str:
    return posixpath.basename(path).removesuffix(".json").removesuffix("_snapshot")


def _number(name: str) -> int | None:
    digits = re.match(r"\d+", name)
    return int(digits[0]) if digits else None


def in_order(heads: Sequence[SnapshotHead]) -> list[SnapshotHead]:
    """Each after the one that it was made from, ties and what isn't linked by name."""
    known = {head.id for head in heads}
    children: dict[str, list[SnapshotHead]] = {}
    roots = []
    for head in heads:
        parent = head.parents[0] if head.parents else ""
        if parent in known and parent != head.id:
            children.setdefault(parent, []).append(head)
        else:
            roots.append(head)
    found: dict[str, SnapshotHead] = {}
    for root in [*roots, *heads]:  # what only a circle leads to comes last
        open_ones = [root]
        while open_ones:
            each = open_ones.pop()
            if each.path not in found:
                found[each.path] = each
                open_ones += reversed(children.get(each.id, []))
    return list(found.values())


def _is_one_chain(chain: Sequence[SnapshotHead]) -> bool:
    return all(after.parents[:1] == (before.id,) for before, after in pairwise(chain))


def _filled(
    entries: Sequence[Entry],
    chain: Sequence[SnapshotHead],
    known: dict[int, str],
    contents: Contents,
) -> tuple[dict[int, str], tuple[Unsure, ...]]:
    """What is known, and between two known ones as many entries as snapshots in their order."""
    places = {head.path: at for at, head in enumerate(chain)}
    anchors = [(-1, -1), *((at, places[path]) for at, path in sorted(known.items()))]
    anchors.append((len(entries), len(chain)))
    if any(one[1] >= other[1] for one, other in pairwise(anchors)):
        return known, ()  # their order says nothing: the names stand alone
    found, unsure = dict(known), list[Unsure]()
    for (low, first), (high, last) in pairwise(anchors):
        open_entries = range(low + 1, high)
        open_heads = chain[first + 1 : last]
        if not open_entries or not open_heads:
            continue
        if len(open_entries) == len(open_heads):
            found.update(zip(open_entries, (head.path for head in open_heads), strict=True))
            continue
        told = contents.matched({at: entries[at] for at in open_entries}, open_heads)
        found.update(told)
        if len(told) < min(len(open_entries), len(open_heads)):
            tags = tuple(entries[at].tag for at in open_entries if at not in told)
            paths = (head.path for head in open_heads if head.path not in told.values())
            unsure.append(Unsure(tags, tuple(paths)))
    return found, tuple(unsure)
