"""Entries put in order: each once, each with its file, numbers and dates increasing.

What is released keeps its name, its date and its SQL: databases know it by them.
"""

from __future__ import annotations

import posixpath
import re
import time

from forge_migrations.workflow.history.rewriting import journal as journals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.workflow.history.rewriting.journal import Entry
    from forge_migrations.workflow.history.rewriting.plan import Draft

DAY = 86_400_000
NUMBERED = re.compile(r"(\d{4})_(.+)")
ASIDE = "orphans"
"""The folder beside the migrations for SQL that never ran: drizzle-kit doesn't look into it."""


def put_in_order(draft: Draft, base: History, released: Tree, journal_orphans: bool) -> None:
    """Mend the journal of a draft and the names of its unreleased files."""
    path = posixpath.join(draft.out, "meta/_journal.json")
    data = draft.read(path)
    if data is None:
        return
    journal = _readable(draft, path, data)
    entries: list[Entry] = _each_once(draft, path, journal["entries"])
    like = journals.sides(data)[0]
    draft.put(path, journals.dumped({**journal, "entries": entries}, like))
    _take_released(draft, base, released)
    known = {each.tag for each in base.migrations}
    entries = _with_files(draft, path, entries, known)
    entries = _with_orphans(draft, path, entries, base, journal_orphans)
    entries = [*_in_base_order(entries, base), *(e for e in entries if e["tag"] not in known)]
    _number(draft, path, entries, known)
    _date(draft, path, entries, known)
    draft.put(path, journals.dumped({**journal, "entries": entries}, like))
    _drop_strays(draft)


def _readable(draft: Draft, path: str, data: bytes) -> Entry:
    ours, theirs = journals.sides(data)
    journal = journals.parse(ours, path)
    if ours == theirs:
        return journal
    both = journals.joined(journal["entries"], journals.parse(theirs, path)["entries"])
    draft.say(path, f"resolve its conflict: {len(both)} entries, of both sides")
    return {**journal, "entries": both}


def _each_once(draft: Draft, path: str, entries: Iterable[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry["tag"] in found:
            draft.say(path, f"name {entry['tag']} once")
        found.setdefault(entry["tag"], dict(entry))
    return list(found.values())


def _take_released(draft: Draft, base: History, released: Tree) -> None:
    """Bring back released SQL that is gone."""
    for migration in base.migrations:
        if migration.blob and draft.read(migration.path) is None:
            data = released.read(migration.path)
            draft.put(migration.path, data, "take it back as it is released")


def _with_files(draft: Draft, path: str, entries: list[Entry], released: set[str]) -> list[Entry]:
    """The entries whose SQL exists; a released one's is left to be told."""
    kept: list[Entry] = []
    for entry in entries:
        sql = posixpath.join(draft.out, entry["tag"] + ".sql")
        if draft.read(sql) is not None or entry["tag"] in released:
            kept.append(entry)
        else:
            draft.say(path, f"drop the entry of {entry['tag']}, which has no SQL")
    return kept


def _with_orphans(
    draft: Draft, path: str, entries: list[Entry], base: History, journal_them: bool
) -> list[Entry]:
    """Unreleased SQL gets its entry; released SQL that never ran is moved out of the way."""
    found = list(entries)
    version = entries[-1].get("version", "7") if entries else "7"
    for orphan in draft.history.orphans:
        tag = posixpath.basename(orphan).removesuffix(".sql")
        if tag in {each["tag"] for each in entries}:
            continue
        if orphan in base.orphans and not journal_them:
            target = posixpath.join(draft.out, ASIDE, posixpath.basename(orphan))
            draft.move(orphan, target, f"move {tag}, which never ran, to {ASIDE}/")
            continue
        # 0, so that it is dated after the others
        found.append({"idx": -1, "version": version, "when": 0, "tag": tag, "breakpoints": True})
        draft.say(path, f"name {tag}, which the migrator would never run")
    return found


def _in_base_order(entries: list[Entry], base: History) -> list[Entry]:
    by_tag = {each["tag"]: each for each in entries}
    return [by_tag[each.tag] for each in base.migrations if each.tag in by_tag]


def _number(draft: Draft, path: str, entries: list[Entry], released: set[str]) -> None:
    """idx without gap or double; unreleased files are named by it where the others are."""
    taken = {each["tag"][:4] for each in entries if each["tag"] in released}
    following = 0
    for entry in entries:
        tag, number = entry["tag"], NUMBERED.match(entry["tag"])
        if tag in released:
            idx = entry["idx"] if entry["idx"] >= following else following
        else:
            idx = following
            while number and f"{idx:04d}" in taken:
                idx += 1
        if number and tag not in released:
            name = f"{idx:04d}_{number.group(2)}"
            if name != tag:
                _rename(draft, tag, name)
                entry["tag"] = name
            taken.add(f"{idx:04d}")
        if entry["idx"] != idx:
            entry["idx"] = idx
            draft.say(path, f"give {entry['tag']} the idx {idx}")
        following = idx + 1


def _rename(draft: Draft, tag: str, name: str) -> None:
    sql = posixpath.join(draft.out, tag + ".sql")
    draft.move(sql, posixpath.join(draft.out, name + ".sql"), f"renumber {tag} to {name}")
    old, new = (
        posixpath.join(draft.out, "meta", f"{each.split('_')[0]}_snapshot.json")
        for each in (tag, name)
    )
    shared = any(
        posixpath.basename(path).startswith(tag.split("_")[0] + "_")
        for path in draft.tree.files_in(draft.out)
    )
    if draft.read(old) is not None and not shared:
        draft.move(old, new)


def _date(draft: Draft, path: str, entries: list[Entry], released: set[str]) -> None:
    """Every unreleased entry later than all before it, and none in the future if that can be."""
    now = int(time.time() * 1000)
    newest = max((int(each["when"]) for each in entries if each["tag"] in released), default=0)
    for entry in entries:
        when = int(entry["when"])
        if entry["tag"] in released:
            continue
        if when <= newest or when > now + DAY:
            entry["when"] = max(newest + 1, now if when == 0 or when > now else 0)
            draft.say(path, f"date {entry['tag']} after the migrations before it")
        newest = max(newest, int(entry["when"]))


def _drop_strays(draft: Draft) -> None:
    history = draft.history
    for path in (*history.stray_snapshots, *history.strangers):
        draft.take(path, f"remove {posixpath.basename(path)}, which belongs to no migration")
