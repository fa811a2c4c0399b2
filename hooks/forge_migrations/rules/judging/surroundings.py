"""The acts around the one that is judged: before it, after it, in its transaction, pending."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.places import Places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.migrator import Migrator
    from forge_migrations.sql.pending_acts import PendingActs
    from forge_migrations.sql.statements import Statement
    from forge_migrations.sql.verbs import Verb

_RENAMES = ("rename-table", "rename-column")
_INSIDE = {"begin": True, "commit": False, "rollback": False}


class _Session(NamedTuple):
    """The migrator's connection, from one act on."""

    at: int
    inside: bool
    """A transaction is open: the migrator's, or one that the file begins."""
    foreign_keys: bool
    """SQLite enforces foreign keys. The PRAGMA only counts outside of a transaction, so OFF has to
    stand behind a COMMIT of the migrator's."""
    ended: int = -1
    """Where the file last ended a transaction."""


class Surroundings:
    """The acts of a file and of the pending ones, seen from one of them."""

    def __init__(
        self,
        fold: Callable[[str], str],
        acts: Sequence[Act],
        statements: Sequence[Statement],
        homes: Sequence[int],
        migrator: Migrator,
        pending: PendingActs,
    ) -> None:
        self.fold = fold
        """A name as the engine compares it."""
        self.acts = acts
        self.statements = statements
        self.homes = homes
        """The statement of each act."""
        self.migrator = migrator
        self._pending = pending
        self.at = 0
        self._index = Places(acts, fold)
        self._homes: dict[tuple[str, ...], list[int]] = {}
        self._done: tuple[int, frozenset[str]] = (-1, frozenset())
        """A statement, and its verbs."""
        self._first: dict[tuple[tuple[str, ...], int], list[tuple[int, str]]] = {}
        self._pairs: tuple[int, int, dict[tuple[str, str], list[Act]]] = (-1, 0, {})
        """Where the transaction began, up to where its foreign keys are gathered, and those by tables."""

    @property
    def act(self) -> Act:
        """The act that is judged."""
        return self.acts[self.at]

    @property
    def statement(self) -> Statement:
        """The statement that it stands in."""
        return self.statements[self.homes[self.at]]

    @property
    def places(self) -> dict[str, list[int]]:
        """Where the acts of each verb stand."""
        return self._index.by_verb

    def holds(self, verb: Verb) -> bool:
        """True when this file or a pending one has such an act."""
        return verb in self.places or verb in self._pending

    def pending_acts(self, *verbs: Verb) -> Iterator[Act]:
        """Acts of the files that are pending before this one."""
        return self._pending.of(verbs)

    def homes_of(self, verbs: tuple[Verb, ...]) -> list[int]:
        """The statements that hold an act of these verbs, in their order."""
        if verbs not in self._homes:
            places = (at for verb in verbs for at in self.places.get(verb, ()))
            self._homes[verbs] = sorted({self.homes[at] for at in places})
        return self._homes[verbs]

    def before(self, *verbs: Verb, table: str | None = None, name: str = "") -> Iterator[Act]:
        """Earlier acts of this file; on this table, of this name."""
        return self._index.between(verbs or tuple(self.places), 0, self.at, table, name)

    def after(self, *verbs: Verb, table: str | None = None, name: str = "") -> Iterator[Act]:
        """Later acts of this file; on this table, of this name."""
        end = len(self.acts)
        return self._index.between(verbs or tuple(self.places), self.at + 1, end, table, name)

    def elsewhere(self, *verbs: Verb, table: str | None = None, name: str = "") -> Iterator[Act]:
        """All other acts of this file; on this table, of this name."""
        yield from self.before(*verbs, table=table, name=name)
        yield from self.after(*verbs, table=table, name=name)

    @cached_property
    def _made(self) -> dict[tuple[str, str], int]:
        """Verb and short name -> where this file last creates, or renames something to, it."""
        found: dict[tuple[str, str], int] = {}
        for at, act in enumerate(self.acts):
            if act.verb.startswith("create-"):
                found[act.verb, self._short(act.name or act.table)] = at
            elif act.verb.startswith("rename-"):
                found["rename", self._short(act.new)] = at
        return found

    def _short(self, name: str) -> str:
        return self.fold(name.rpartition(".")[2])

    def made_again(self, name: str, *verbs: Verb) -> bool:
        """True when something below creates the name by one of these verbs, or is renamed to it."""
        short = self._short(name)
        return any(self._made.get((verb, short), -1) > self.at for verb in (*verbs, "rename"))

    def gets_name(self, name: str) -> bool:
        """True when another act of this file renames a table to this."""
        return any(at != self.at for at in self._index.naming(name))

    def taking(self, name: str) -> Iterator[Act]:
        """Later acts of this file that rename a table to this."""
        return (self.acts[at] for at in self._index.naming(name) if at > self.at)

    @cached_property
    def _keys(self) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
        found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for verb in ("create-index", "add-constraint"):
            for at in self.places.get(verb, ()):
                act = self.acts[at]
                columns: tuple[str, ...] = ()
                if act.indexed and not act.indexed.where:
                    columns = act.indexed.columns
                elif act.constraint and act.constraint.kind in ("primary", "unique"):
                    columns = act.constraint.columns
                if columns:
                    found.setdefault(self.fold(act.table), []).append((at, columns))
        return found

    def keys_after(self, table: str) -> Iterator[tuple[str, ...]]:
        """The columns of the full indexes and keys that this file gives the table further below."""
        for at, columns in self._keys.get(self.fold(table), ()):
            if at > self.at:
                yield columns

    @cached_property
    def _served(self) -> dict[tuple[str, tuple[str, ...]], int]:
        """Table and columns -> where this file last makes a full index or key that begins with them."""
        return {
            (table, tuple(map(self.fold, columns[:count]))): at
            for table, keys in self._keys.items()
            for at, columns in keys
            for count in range(1, len(columns) + 1)
        }

    def served_after(self, table: str, columns: tuple[str, ...]) -> bool:
        """True when this file makes a full index or key further below that begins with these, folded."""
        return self._served.get((self.fold(table), columns), -1) > self.at

    def keys_of(self, table: str) -> Iterator[tuple[str, ...]]:
        """The columns of the full indexes and keys that this file gives the table anywhere."""
        for _at, columns in self._keys.get(self.fold(table), ()):
            yield columns

    def together(self, *verbs: Verb) -> Iterator[Act]:
        """Other acts of the same statement."""
        home = self.homes[self.at]
        start, stop = bisect_left(self.homes, home), bisect_left(self.homes, home + 1)
        for at in range(start, stop):
            if at != self.at and self.acts[at].verb in verbs:
                yield self.acts[at]

    @property
    def alone(self) -> bool:
        """True when the statement does nothing else."""
        home, at = self.homes[self.at], self.at
        before = at > 0 and self.homes[at - 1] == home
        return not before and self.homes[at + 1 : at + 2] != [home]

    def verbs_together(self) -> frozenset[str]:
        """All that the statement does."""
        home = self.homes[self.at]
        if self._done[0] != home:
            start, stop = bisect_left(self.homes, home), bisect_left(self.homes, home + 1)
            self._done = (home, frozenset(act.verb for act in self.acts[start:stop]))
        return self._done[1]

    def tables_of(self, verb: Verb) -> frozenset[str]:
        """The tables, folded, to which this file does it anywhere."""
        return self._index.tables_of(verb)

    def verbs_about(self, table: str, name: str) -> set[str]:
        """What this file does anywhere to something of this name on the table, and to a key on it."""
        return self._index.about.get((self.fold(table), self.fold(name)), set())

    @cached_property
    def _renames(self) -> tuple[list[int], list[int]]:
        """Where something is renamed, and from where on all so far are tables that this file has made."""
        places = sorted(at for verb in _RENAMES for at in self.places.get(verb, ()))
        made: list[int] = []
        for at in places:
            act = self.acts[at]
            first = self._index.first("create-table", act.table)
            known = first if act.verb == "rename-table" and first >= 0 else len(self.acts)
            made.append(max(known, made[-1] if made else -1))
        return places, made

    def renamed_otherwise(self) -> bool:
        """True when this file has renamed something before that isn't the new form of a rebuild."""
        places, made = self._renames
        count = bisect_left(places, self.at)
        return count > 0 and made[count - 1] >= self.at

    def same(self, left: str, right: str) -> bool:
        """True when the engine takes the two for one name."""
        return self.fold(left) == self.fold(right)

    @cached_property
    def in_transaction(self) -> bool:
        """True when the migrator wraps the file in a transaction."""
        return self.migrator.transaction

    @cached_property
    def _sessions(self) -> list[_Session]:
        """The session at the start of the file, and after each act that changes it."""
        found = [_Session(-1, self.migrator.transaction, self.migrator.foreign_keys)]
        for act_at in sorted([*self.places.get("transaction", ()), *self.places.get("pragma", ())]):
            act, now = self.acts[act_at], found[-1]
            if act.inside:
                continue  # a procedure that commits goes on in a new transaction
            if act.verb == "transaction":
                inside = _INSIDE.get(act.name, now.inside)
                ended = act_at if _INSIDE.get(act.name) is False else now.ended
                found.append(now._replace(at=act_at, inside=inside, ended=ended))
            elif act.name == "foreign_keys" and act.text and not now.inside:
                on = act.text in ("on", "1", "true", "yes")
                found.append(now._replace(at=act_at, foreign_keys=on))
        return found

    @property
    def session(self) -> _Session:
        """The connection as the file has left it before the act."""
        return self._sessions[bisect_left(self._sessions, (self.at,)) - 1]

    def in_this_transaction(
        self, *verbs: Verb, table: str | None = None, name: str = ""
    ) -> Iterator[Act]:
        """Earlier acts whose transaction is still open here: of this file since its last COMMIT,
        and of the pending files when it has none; on this table, of this name."""
        ended = self.session.ended
        yield from self._index.between(verbs, ended + 1, self.at, table, name)
        if ended < 0:
            yield from self._pending.of(verbs, table, name)

    def foreign_keys_before(self) -> Iterator[tuple[tuple[str, str], Sequence[Act]]]:
        """As `in_this_transaction`: the foreign keys that are added to each pair of tables, (child, parent)."""
        ended = self.session.ended
        if self._pairs[0] != ended or self._pairs[1] > self.at:
            self._pairs = (ended, ended + 1, {})
        found = self._pairs[2]
        for act in self._index.between(("add-constraint",), self._pairs[1], self.at):
            if act.constraint and act.constraint.reference:
                found.setdefault((act.table, act.constraint.reference.table), []).append(act)
        self._pairs = (ended, self.at, found)
        yield from found.items()
        if ended < 0:
            yield from self._pending.foreign_keys.items()

    @cached_property
    def _writes(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for at in sorted(at for verb in ("update", "merge") for at in self.places.get(verb, ())):
            act = self.acts[at]
            for name in act.values:
                found.setdefault((self.fold(act.table), self.fold(name)), []).append(at)
        return found

    def _written(self, table: str, column: str) -> list[int]:
        return self._writes.get((self.fold(table), self.fold(column)), [])

    def filled(self, table: str, column: str) -> bool:
        """True when an earlier UPDATE of this file writes the column."""
        return any(at < self.at for at in self._written(table, column)[:1])

    def filled_later(self, table: str, column: str) -> bool:
        """True when a later UPDATE of this file writes the column."""
        return any(at > self.at for at in self._written(table, column)[-1:])

    @cached_property
    def _enum_values(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at in self.places.get("add-enum-value", ()):
            found.setdefault(self.acts[at].new, []).append(at)
        return found

    def new_enum_values(self, literals: set[str]) -> Iterator[Act]:
        """The acts that add one of these values in the transaction that is open here."""
        ended = self.session.ended
        for value in sorted(literals & self._enum_values.keys()):
            for at in self._enum_values[value]:
                if ended < at < self.at:
                    yield self.acts[at]
        if ended < 0:
            for act in self.pending_acts("add-enum-value"):
                if act.new in literals:
                    yield act

    def first_on_each_table(self, *verbs: Verb) -> Iterator[Act]:
        """For each table the first act of these verbs in the transaction that is open here."""
        ended = self.session.ended
        for act in self._firsts(verbs, ended + 1):
            if act[0] >= self.at:
                break
            yield self.acts[act[0]]
        if ended < 0:
            yield from self._pending.first_on_each_table(verbs)

    def _firsts(self, verbs: tuple[Verb, ...], start: int) -> list[tuple[int, str]]:
        """(place, table) of the first act of these verbs on each table from a place on."""
        if (verbs, start) not in self._first:
            found: dict[str, int] = {}
            for at in sorted(at for verb in verbs for at in self.places.get(verb, ())):
                if at >= start:
                    found.setdefault(self.fold(self.acts[at].table), at)
            self._first[verbs, start] = sorted((at, table) for table, at in found.items())
        return self._first[verbs, start]
