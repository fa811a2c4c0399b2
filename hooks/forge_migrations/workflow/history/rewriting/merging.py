"""Three-way merges of snapshots and journals as values: what one side changed, put on the other."""

from __future__ import annotations

from forge_migrations.workflow.history.rewriting import journal as journals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LINKS = ("id", "prevId", "prevIds")
_ABSENT: Any = object()


class Contradiction(Exception):
    """Both sides changed one thing differently; the message is its dotted path."""


def merged(base: Any, ours: Any, theirs: Any, path: str = "") -> Any:
    """`theirs` with what changed from `base` to `ours`; lists and single values count as one.

    Raises `Contradiction` with the place that both changed.
    """
    if ours == theirs or base == ours:
        return theirs
    if base == theirs:
        return ours
    if isinstance(ours, dict) and isinstance(theirs, dict):
        before = base if isinstance(base, dict) else {}
        found: dict[str, Any] = {}
        for key in dict.fromkeys([*theirs, *ours]):
            was, mine, other = (each.get(key, _ABSENT) for each in (before, ours, theirs))
            value = merged(was, mine, other, f"{path}.{key}" if path else key)
            if value is not _ABSENT:
                found[key] = value
        return found
    raise Contradiction(path)


def merged_snapshot(
    base: dict[str, Any] | None, ours: dict[str, Any], theirs: dict[str, Any] | None
) -> dict[str, Any]:
    """The content of `theirs` with our change on it, and without ids."""
    if theirs is None:
        return content(ours)
    return dict(merged(content(base or {}), content(ours), content(theirs)))


def content(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot without what links it to others."""
    return {key: value for key, value in snapshot.items() if key not in LINKS}


def joined_journal(base: bytes, ours: bytes, theirs: bytes, path: str) -> tuple[bytes, bool]:
    """(a journal with the entries of both sides, true when two of them share a number)."""
    one, other = journals.parse(ours, path), journals.parse(theirs, path)
    known = (
        {each["tag"] for each in journals.parse(base, path)["entries"]} if base.strip() else set()
    )
    gone = known - {each["tag"] for each in one["entries"]}
    gone |= known - {each["tag"] for each in other["entries"]}
    entries = [
        each
        for each in journals.joined(one["entries"], other["entries"])
        if each["tag"] not in gone
    ]
    numbers = [each["tag"].split("_")[0] for each in entries]
    return journals.dumped({**one, "entries": entries}, ours), len(set(numbers)) < len(numbers)
