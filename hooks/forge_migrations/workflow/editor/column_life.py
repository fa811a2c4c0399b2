"""The life of a table and of a column: what it is now, and each change that it went through."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.workflow.editor.column_acts import Written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NOWHERE = -1


class Event(NamedTuple):
    """Something that happened to a table or a column."""

    what: str
    """`added`, `renamed from "mail"`, `made NOT NULL`, `dropped`, …"""
    at: int
    """The migration's place in the history."""
    line: int


@dataclass
class ColumnLife:
    """What a column is now, and how it came to be so."""

    name: str
    type: str = ""
    not_null: bool = False
    default: str | None = None
    alive: bool = True
    events: list[Event] = field(default_factory=list)

    def becomes(self, new: Written, at: int, line: int) -> None:
        """Written anew: what differs happened here."""
        if new.type and new.type != self.type:
            self.retype(new.type, at, line)
        self.require(new.not_null, at, line)
        self.fill(new.default, at, line)

    def retype(self, new: str, at: int, line: int) -> None:
        was = f" from {self.type}" if self.type else ""
        self.events.append(Event(f"type changed{was} to {new}", at, line))
        self.type = new

    def require(self, not_null: bool, at: int, line: int) -> None:
        if not_null != self.not_null:
            self.events.append(Event("made NOT NULL" if not_null else "made nullable", at, line))
            self.not_null = not_null

    def fill(self, default: str | None, at: int, line: int) -> None:
        if default != self.default:
            what = "default dropped" if default is None else f"default set to {default}"
            self.events.append(Event(what, at, line))
            self.default = default

    def called(self, name: str, at: int, line: int) -> None:
        if name != self.name:
            self.events.append(Event(f'renamed from "{self.name}"', at, line))
            self.name = name

    def drop(self, at: int, line: int) -> None:
        self.alive = False
        self.events.append(Event("dropped", at, line))


@dataclass
class TableLife:
    """What a table went through, and its columns, those that are gone too."""

    name: str
    columns: dict[str, ColumnLife] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    touched: dict[int, int] = field(default_factory=dict)
    """Migration -> the first line of it that is about the table."""
    made: int = NOWHERE
    dropped: int = NOWHERE
    moved: tuple[int, str] = (NOWHERE, "")
    """The migration that renamed it last, and what it was called before that."""
    sources: dict[str, str] = field(default_factory=dict)
    """The columns that an INSERT filled from those of another name, and these."""

    def touch(self, at: int, line: int) -> None:
        self.touched.setdefault(at, line)


def rebuilt(
    old: TableLife, new: TableLife, name: str, at: int, line: int, fold: Callable[[str], str]
) -> TableLife:
    """The old table with the columns of the one that took its place, once its rows were copied."""
    if old.dropped == at or old.moved == (at, name):
        old.events.pop()
    old.name, old.dropped, old.moved = name, NOWHERE, (NOWHERE, "")
    old.events.append(Event("rebuilt", at, line))
    old.touched[at] = min(each.touched.get(at, line) for each in (old, new))
    before, old.columns = old.columns, {}
    for key, column in new.columns.items():
        source = _source(key, column, before, new, fold)
        if source is None:
            if key in before and not before[key].alive:
                column.events[:0] = before.pop(key).events
            old.columns[key] = column
            continue
        was = before.pop(source)
        made = column.events[0].line if column.events else line
        was.called(column.name, at, made)
        was.becomes(Written(column.name, column.type, column.not_null, column.default), at, made)
        old.columns[key] = was
    for key, left in before.items():
        if left.alive:
            left.drop(at, line)
        old.columns.setdefault(key, left)
    return old


def _source(
    key: str,
    column: ColumnLife,
    before: dict[str, ColumnLife],
    new: TableLife,
    fold: Callable[[str], str],
) -> str | None:
    """The column of the old table that one of the new one was; `None` for one that is new."""
    if key in before and before[key].alive:
        return key
    source = fold(new.sources.get(column.name, column.name))
    if source in before and before[source].alive and source not in new.columns:
        return source
    return None
