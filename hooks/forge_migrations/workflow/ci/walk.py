"""The walk over a history: which commit brought a defect in, and which one mended it."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.workflow.ci.defects import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.change.log import Commit
    from forge_migrations.change.look import Changed
    from forge_migrations.change.look import Entry
    from forge_migrations.workflow.ci.defects import Defect
    from forge_migrations.workflow.ci.defects import Defects
    from forge_migrations.workflow.ci.defects import Judge

    _Folders = Mapping[str, "_Folder"]
    _Key = tuple[str, str, str]


class Place(NamedTuple):
    """The commit that brought something in or mended it."""

    commit: str
    time: int
    author: str
    subject: str


PASSED = Place("", 0, "", "its date was reached")
"""What mended a date in the future that nobody corrected, at the commit that shows it first."""


class Occurrence:
    """A defect from the commit that brought it in to the one that mended it."""

    def __init__(self, folder: str, defect: Defect, came_in: Place | None) -> None:
        self.folder = folder
        self.defect = defect
        self.came_in = came_in
        """`None` when it was there before the first commit of the walk."""
        self.mended: Place | None = None
        self.stands = False
        """True when the last commit of the walk still has it."""


class _Folder(NamedTuple):
    """A folder at one commit: its files and what is wrong with them."""

    state: State
    defects: Defects


class Walk:
    """Goes from commit to commit, parents first.

    `mainline` holds the ids of the first-parent line: what is on it is released. `start` gives the
    files of a folder at a commit from before the walk.
    """

    def __init__(
        self,
        judge: Judge,
        folders: Iterable[str],
        mainline: Mapping[str, int],
        children: Counter[str],
        start: Callable[[str], Mapping[str, Entry]],
    ) -> None:
        self._judge = judge
        self._folders = sorted(folders)
        self._mainline = mainline
        self._children = children
        self._start = start
        self._at: dict[str, _Folders] = {}
        self._released: dict[str, str] = {}
        self._open: dict[_Key, list[Occurrence]] = {}
        self.found: list[Occurrence] = []
        self.last: str = ""
        self._time = 0

    def commit(self, commit: Commit) -> None:
        """Take the next commit in; its parents were taken in before, or lie before the walk."""
        self._time = commit.time
        first = commit.parents[0] if commit.parents else ""
        before = self._of(first) if first else {}
        released = self._released_of(commit)
        after = dict(before)
        for folder, changes in self._touched(commit.changes):
            self._folder(after, before, released, folder, changes, commit)
        self._compare(commit, before, after)
        self._at[commit.id] = after if commit.changes else before
        self.last = commit.id
        for parent in commit.parents:
            self._children[parent] -= 1
            if not self._children[parent] and parent not in self._mainline:
                self._at.pop(parent, None)

    def end(self) -> None:
        """Tell what still stands at the last commit."""
        if not self.last:
            return
        standing = {
            (folder, *name)
            for folder, one in self._of(self.last).items()
            for name, defect in one.defects.items()
            if not defect.event
        }
        for key in standing:
            for one in self._open.get(key, ())[-1:]:
                one.stands, one.mended = True, None

    def _of(self, commit: str) -> _Folders:
        known = self._at.get(commit)
        if known is None:
            known = self._at[commit] = self._before(commit)
        return known

    def _before(self, commit: str) -> _Folders:
        """The folders at a commit from before the walk, with the defects that are nobody's."""
        files = self._start(commit)
        found: dict[str, _Folder] = {}
        for folder in self._folders:
            inside = {path: files[path] for path in files if path.startswith(folder + "/")}
            if inside:
                state = State(folder, inside, commit)
                defects = self._judge.defects(state, None, self._time, {})
                found[folder] = _Folder(state, defects)
                for name, defect in defects.items():
                    if (folder, *name) not in self._open and not defect.event:
                        self._come_in((folder, *name), defect, None)
        return found

    def _released_of(self, commit: Commit) -> _Folders:
        """What the first-parent line had when the commit was made on it, or left it."""
        names = [
            parent if parent in self._mainline else self._released.get(parent, "")
            for parent in commit.parents
        ]
        if commit.id in self._mainline:
            names = [*commit.parents[:1]]
        name = max(names, key=lambda one: self._mainline.get(one, -1), default="")
        self._released[commit.id] = name
        return self._of(name) if name else {}

    def _touched(self, changes: Iterable[Changed]) -> Iterator[tuple[str, list[Changed]]]:
        by_folder: dict[str, list[Changed]] = {}
        for change in changes:
            for folder in self._folders:
                if not folder or change.path.startswith(folder + "/"):
                    by_folder.setdefault(folder, []).append(change)
        yield from by_folder.items()

    def _folder(
        self,
        after: dict[str, _Folder],
        before: _Folders,
        released: _Folders,
        folder: str,
        changes: list[Changed],
        commit: Commit,
    ) -> None:
        was = before.get(folder)
        files = dict(was.state.files) if was else {}
        for change in changes:
            if change.after.mode == "000000":
                files.pop(change.path, None)
            else:
                files[change.path] = change.after
        if not files:
            after.pop(folder, None)
            return
        state = State(folder, files, commit.id)
        source = folder if was else self._moved_from(state, before, commit)
        base = released.get(source)
        known = was.defects if was else {}
        defects = self._judge.defects(state, base.state if base else None, commit.time, known)
        after[folder] = _Folder(state, defects)

    def _moved_from(self, state: State, before: _Folders, commit: Commit) -> str:
        """The folder that this one was until the commit; itself when it is new."""
        gone = {change.path for change in commit.changes if change.after.mode == "000000"}
        for folder, other in before.items():
            if other.state.tags & state.tags and set(other.state.files) <= gone:
                return folder
        return state.folder

    def _compare(self, commit: Commit, before: _Folders, after: _Folders) -> None:
        if after == before and len(commit.parents) < 2:
            return
        place = Place(commit.id, commit.time, commit.author, commit.subject)
        others = [self._of(parent) for parent in commit.parents[1:]]
        for folder, now in after.items():
            was = before.get(folder)
            if was is now:
                continue
            moved = "" if was else self._moved_from(now.state, before, commit)
            known = set((was or before.get(moved) or _NOTHING).defects)
            for other in others:
                known |= set((other.get(folder) or _NOTHING).defects)
            for name, defect in now.defects.items():
                if name not in known:
                    self._come_in((folder, *name), defect, place)
                elif moved != folder and not was:
                    self._follow((moved, *name), (folder, *name))
        for folder, old in before.items():
            held = after.get(folder)
            if held is old:
                continue
            for name, defect in old.defects.items():
                if held is None or name not in held.defects:
                    passed = held and self._judge.only_time_passed(defect, old.state, held.state)
                    self._mend(
                        (folder, *name), PASSED._replace(time=place.time) if passed else place
                    )

    def _come_in(self, key: _Key, defect: Defect, place: Place | None) -> None:
        made = Occurrence(key[0], defect, place)
        self.found.append(made)
        self._open.setdefault(key, []).append(made)

    def _follow(self, old: _Key, new: _Key) -> None:
        for one in self._open.pop(old, ()):
            one.folder = new[0]
            self._open.setdefault(new, []).append(one)

    def _mend(self, key: _Key, place: Place) -> None:
        for one in self._open.get(key, ()):
            if one.mended is None and not one.defect.event:
                one.mended = place


_NOTHING = _Folder(State("", {}, ""), {})
