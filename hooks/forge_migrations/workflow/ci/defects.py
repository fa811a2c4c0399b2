"""What is wrong with a migrations folder at one commit, from the files that it holds there."""

from __future__ import annotations

from functools import cached_property

from forge_migrations.change.log import FolderTree
from forge_migrations.checks.migration_history.agreement.standing import standing
from forge_migrations.checks.migration_history.by_name import as_run_by_name
from forge_migrations.checks.migration_history.released import against_released
from forge_migrations.checks.migration_history.sides import Sides
from forge_migrations.checks.migration_history.state import violations
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.journal import HEAD_FACT
from forge_migrations.facts import Facts
from forge_migrations.facts import digest
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.look import Entry
    from forge_migrations.change.objects import Objects

    Defects = Mapping[tuple[str, str], "Defect"]
    """By (rule, key)."""

EVENTS = ("released-", "history-reset")
"""Rules about what one commit did to older ones: they come in, and nothing mends them."""


class Defect(NamedTuple):
    """One thing that is wrong, the same one from commit to commit."""

    rule: str
    key: str
    """What it is about: a tag, a file's name."""
    path: str
    message: str

    @property
    def event(self) -> bool:
        return self.rule.startswith(EVENTS)


class Learned(Facts):
    """The heads of snapshots by blob id, kept for good; journals are read once each, kept by none."""

    def __init__(self, kept: Facts) -> None:
        super().__init__()
        self._kept = kept

    def get(self, kind: str, key: str) -> Any:
        return self._kept.get(kind, key) if kind == HEAD_FACT else None

    def put(self, kind: str, key: str, value: Any) -> None:
        if kind == HEAD_FACT:
            self._kept.put(kind, key, value)


class State:
    """One folder at one commit. Made when a commit touches it, shared by all that don't."""

    def __init__(self, folder: str, files: Mapping[str, Entry], name: str) -> None:
        self.folder = folder
        self.files = files
        self.name = name
        """The commit that made it so."""

    @cached_property
    def digest(self) -> str:
        files = sorted(self.files.items())
        return digest(self.folder, *(f"{path} {mode} {blob}" for path, (mode, blob) in files))

    @cached_property
    def tags(self) -> frozenset[str]:
        """The names of its files, without the folder: they tell a folder that was moved."""
        return frozenset(path[len(self.folder) + 1 :] for path in self.files)


class Judge:
    """Defects of states, by what they hold: the same files are judged once, also in a later run."""

    FACT = "audit-6"

    def __init__(self, blobs: Objects, facts: Facts, by_name: frozenset[str] = frozenset()) -> None:
        """`by_name` are the folders whose files another runner takes by their names."""
        self._blobs = blobs
        self._facts = facts
        self._by_name = by_name
        self._learned = Learned(facts)
        self._histories: dict[str, tuple[History, FolderTree]] = {}

    def defects(self, state: State, released: State | None, time: int, known: Defects) -> Defects:
        """Everything wrong with the folder, seconds since the epoch telling what the future is.

        `known` is what was wrong with it before: only what differs is kept as a fact.
        """
        before = released.digest if released else ""
        how = str(state.folder in self._by_name)
        key = digest(
            state.digest, before, str(time), how, *sorted(f"{rule} {name}" for rule, name in known)
        )
        fact = self._facts.get(self.FACT, key)
        if fact is None:
            found = self._judged(state, released, time)
            found = {name: _same(known.get(name), one) for name, one in found.items()}
            gone = [list(one) for one in known if one not in found]
            new = [list(one) for name, one in found.items() if known.get(name) != one]
            self._facts.put(self.FACT, key, [gone, new])
            return found
        mended = {(rule, name) for rule, name in fact[0]}
        kept = {name: one for name, one in known.items() if name not in mended}
        return kept | {(one[0], one[1]): Defect(*one) for one in fact[1]}

    def only_time_passed(self, defect: Defect, before: State, after: State) -> bool:
        """True for a date in the future that was left as it is, and has been reached."""
        if defect.rule != "future-when":
            return False
        dates = [
            {one.tag: one.when for one in self._history(state)[0].migrations}
            for state in (before, after)
        ]
        return dates[0][defect.key] == dates[1].get(defect.key)

    def _judged(self, state: State, released: State | None, time: int) -> Defects:
        history, tree = self._history(state)
        base, old = self._history(released) if released else (History(state.folder), None)
        found = list(violations(history, base, time * 1000))
        by_name = state.folder in self._by_name
        if by_name:
            found = list(as_run_by_name(found, tree))
        if old is not None and history != base:
            found += against_released(Sides(base, history, old, tree, by_name))
        said = {(one.rule, one.key): Defect(*one[:3], one.message) for one in found}
        for each in standing(history, tree, self._facts):
            said[each.rule, each.key] = Defect(*each)
        return said

    def _history(self, state: State) -> tuple[History, FolderTree]:
        known = self._histories.get(state.digest)
        if known is None:
            tree = FolderTree(state.name, state.files, self._blobs)
            known = read_history(tree, state.folder, self._learned), tree
            if len(self._histories) > 8:  # the walk comes back to the last few only
                self._histories.pop(next(iter(self._histories)))
            self._histories[state.digest] = known
        return known


def _same(old: Defect | None, new: Defect) -> Defect:
    """The one that is in memory already, when it says the same."""
    return old if old == new and old is not None else new
