"""What one migration's locks and work mean for those that run in the same transaction behind it.

PostgreSQL holds a lock to the end of its transaction, and drizzle-orm's migrator runs everything that is
pending in one: what the first file locks, waits for the work of the last.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import Any


class Lock(NamedTuple):
    """The first lock on a table that keeps others waiting."""

    table: str
    """The name that it has in production."""
    line: int
    both: bool
    """True when readers wait too, not writers alone."""
    seconds: tuple[float, ...]
    """What it waits for in its own file, by environment."""


class Held(NamedTuple):
    """Of one file."""

    locks: tuple[Lock, ...] = ()
    takes: tuple[float, ...] = ()
    """Seconds that all of it works through rows, by environment; what nobody knows counts as none."""
    ends: bool = False
    """True when it ends the transaction that it began in."""

    def kept(self) -> list[Any]:
        """As JSON can hold it."""
        return [[list(each) for each in self.locks], list(self.takes), self.ends]

    @classmethod
    def from_kept(cls, value: Any) -> Held:
        """Raises what a value of another form raises."""
        locks = [
            Lock(str(table), int(line), bool(both), tuple(map(float, seconds)))
            for table, line, both, seconds in value[0]
        ]
        return cls(tuple(locks), tuple(map(float, value[1])), bool(value[2]))


class Across(NamedTuple):
    """A lock, and how long it lasts."""

    lock: Lock
    at: int
    """Its file, by its place among those that are pending."""
    end: int
    """The last file that works while it lasts."""
    seconds: tuple[float, ...]
    """How long it lasts, by environment."""


LITTLE = 1.5
"""How many times as long as by its own file a lock lasts at least, to be told for the others."""


def across(files: Sequence[Held]) -> Iterator[Across]:
    """The locks that work in later files makes longer; each table once, by its first lock."""
    for found in lasting(files):
        pairs = zip(found.seconds, found.lock.seconds, strict=True)
        if found.end > found.at and any(total > LITTLE * own for total, own in pairs):
            yield found


def lasting(files: Sequence[Held]) -> Iterator[Across]:
    """How long each table is locked, from its first lock to the end of the transaction."""
    for run in _transactions(files):
        seen: set[str] = set()
        for at in run:
            for lock in files[at].locks:
                if lock.table not in seen:
                    seen.add(lock.table)
                    yield _lasting(lock, at, run, files)


def _lasting(lock: Lock, at: int, run: range, files: Sequence[Held]) -> Across:
    later = [each for each in range(at + 1, run.stop) if any(files[each].takes)]
    more = [sum(files[each].takes[number] for each in later) for number in range(len(lock.seconds))]
    total = tuple(own + added for own, added in zip(lock.seconds, more, strict=True))
    return Across(lock, at, later[-1] if later else at, total)


def _transactions(files: Sequence[Held]) -> Iterator[range]:
    """The files that run in one; one that ends it holds nothing beyond, nor is anything held in it."""
    start = 0
    for at, each in enumerate(files):
        if each.ends:
            yield range(start, at)
            start = at + 1
    yield range(start, len(files))


def sentence(found: Across, tags: Sequence[str]) -> str:
    """`"events" is locked against reads and writes from 0007_a until the end of 0009_c`; `tags`: of the files."""
    whom = "reads and writes" if found.lock.both else "writes"
    first, last = tags[found.at], tags[found.end]
    span = f"in {first}" if found.at == found.end else f"from {first} until the end of {last}"
    return f'"{found.lock.table}" is locked against {whom} {span}'
