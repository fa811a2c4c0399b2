"""What git lists of a Tree, of which a run asks for few paths: the others stay lines."""

from __future__ import annotations

from collections.abc import Mapping

from forge_migrations.change.look import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from typing import Self

USUAL = (" 0\t", "\t")
"""What stands between an id and a path: the stage of a file without a conflict, or nothing."""
WIDTHS = (40, 64)
"""Of ids."""


class Listing(Mapping[str, Entry]):
    """Path -> Entry, sorted by path. An entry is made of its line when it is asked for."""

    def __init__(self, lines: dict[str, str | Entry], at: int, width: int) -> None:
        self._lines = lines
        """Path -> what git says of it, or the entry that was made of that."""
        self._at = at
        """Where the blob's id begins in a line; a line begins with the mode."""
        self._width = width

    @classmethod
    def of(cls, output: str, at: int, behind: int) -> Self | None:
        """Of lines that end in a NUL, in which an id begins at `at` and the path stands `behind` characters
        behind it. `None` where not all are so: a conflict has several stages, a submodule is no blob."""
        lines = output.split("\0")[:-1]
        if not lines:
            return cls({}, at, 0)
        width = lines[0].index("\t") + 1 - behind - at
        start = at + width + behind
        between = lines[0][start - behind : start]
        if between not in USUAL or {line[start - behind : start] for line in lines} != {between}:
            return None
        paths = [line[start:] for line in lines]
        found: dict[str, str | Entry] = dict(zip(paths, lines, strict=True))
        ordered = sorted(paths)  # git sorts bytes, which is the same but for what is no UTF-8
        if ordered != paths:
            found = {path: found[path] for path in ordered}
        return cls(found, at, width) if width in WIDTHS else None

    def with_changes(self, changes: Mapping[str, Entry | None]) -> Self:
        """A listing in which these paths have other entries, or none."""
        lines = {**self._lines, **{path: entry for path, entry in changes.items() if entry}}
        for path, entry in changes.items():
            if entry is None:
                lines.pop(path, None)
        if not all(path in self._lines for path in changes):
            lines = {path: lines[path] for path in sorted(lines)}
        return type(self)(lines, self._at, self._width)

    def __getitem__(self, path: str) -> Entry:
        found = self._lines[path]
        if isinstance(found, str):
            blob = found[self._at : self._at + self._width]
            found = self._lines[path] = Entry(found[:6], blob)
        return found

    def get(self, path: str, default: Any = None) -> Any:
        """The entry of a path, or `default`."""
        return self[path] if path in self._lines else default

    def __contains__(self, path: object) -> bool:
        return path in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def with_changes(
    entries: Mapping[str, Entry], changes: Mapping[str, Entry | None]
) -> Mapping[str, Entry]:
    """The entries with these paths' in place of theirs; sorted where they were."""
    if isinstance(entries, Listing):
        return entries.with_changes(changes)
    found = {path: entry for path, entry in {**entries, **changes}.items() if entry}
    return found if all(path in entries for path in changes) else dict(sorted(found.items()))
