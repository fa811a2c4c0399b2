"""A rename that isn't one: the name stays in the database, and the schema calls it by the new one.

`owner: integer("user")` is read and written under `owner` in TypeScript and under `user` in SQL, which
the release before it knows: no SQL at all.
"""

from __future__ import annotations

import posixpath
import re

from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.declared import declared
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit
from forge_migrations.rules.judging.waiting import OWN
from forge_migrations.workflow.history.rewriting import journal as journals
from forge_migrations.workflow.history.rewriting.appending import append
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.drizzle.declared import Column
    from forge_migrations.drizzle.declared import Table
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.rollout.scene import Scene

HOW = "the name stays in the database, and the schema says it beside the new one: no SQL"


class Kept(NamedTuple):
    """A migration without its renames."""

    draft: Draft
    """The schema with the old names, and what is left of the migration made again."""
    path: str
    """Of what is left; empty where nothing is."""
    edits: tuple[Edit, ...]
    forms: tuple[Form, ...]


def renames(scene: Scene, one: Migration) -> list[Act]:
    """Those of a migration that running code would meet."""
    released = scene.released_catalog()
    found = []
    for group in scene.snapshots.reading(one).acts:
        for act in group:
            table = released.table(act.table)
            if act.verb == "rename-table" and table is not None and table.kind == "table":
                found.append(act)
            if act.verb == "rename-column" and released.column(_was(act, found), act.name):
                found.append(act)
    return found


def _was(act: Act, before: list[Act]) -> str:
    """What the table of a renamed column was called."""
    for each in before:
        if each.verb == "rename-table" and _new(each) == act.table:
            return each.table
    return act.table


def _new(act: Act) -> str:
    """The whole new name of a renamed table."""
    schema = act.table.rpartition(".")[0]
    return f"{schema}.{act.new}" if schema and "." not in act.new else act.new


def kept(scene: Scene, one: Migration, wanted: list[Act]) -> Kept | Left:
    """The names kept, or why they can't be."""
    what = ", ".join(_told(act) for act in wanted)
    if one is not scene.migrations[-1]:
        return Left(what, "later migrations are built on it: soften it before they are made")
    if any(act.verb in OWN for group in scene.snapshots.reading(one).acts for act in group):
        return Left(
            what, "the migration holds statements of your own, which drizzle-kit can't make again"
        )
    project, tree = scene.change.project, scene.subject.change.after
    draft = Draft(tree, project.out, scene.subject.facts)
    try:
        loaded = scene.subject.kit.load(project, tree)
        paths = sorted({*loaded.files, *schema_files(project, tree)} - {project.config})
        if not all(_edited(draft, paths, act) for act in reversed(wanted)):
            return Left(what, "no schema file declares it by its name")
        edits = [edit for path in paths for edit in _changed(draft, path)]
        _take(draft, one)
        name = re.sub(r"^\d+_", "", one.tag)
        path = append(draft, scene.subject, project, name)
    except UsageError as error:
        return Left(what, f"{error}: give the rename a migration of its own")
    except Undecided as error:
        return Left(what, f"drizzle-kit can't be asked: {error}")
    if path and renames_in(draft, path, scene):
        return Left(what, "drizzle-kit renames it all the same")
    return Kept(draft, path, tuple(edits), tuple(Form(_told(act), HOW, 1) for act in wanted))


def renames_in(draft: Draft, path: str, scene: Scene) -> bool:
    """True where the SQL still renames something."""
    from forge_migrations.sql.read import acts_of

    text = (draft.read(path) or b"").decode("utf-8", "replace")
    return any(
        act.verb in ("rename-table", "rename-column") for act in acts_of(text, scene.dialect)
    )


def _told(act: Act) -> str:
    if act.verb == "rename-table":
        return f'rename-table "{act.table}" to "{act.new}"'
    return f'rename-column "{act.table}"."{act.name}" to "{act.new}"'


def _take(draft: Draft, one: Migration) -> None:
    """The migration's own files, out of the draft."""
    if draft.history.layout == "folders":
        folder = posixpath.dirname(one.path)
        for path in list(draft.tree.files_under(folder)):
            draft.take(path)
        draft.say(folder, "take it out")
        return
    draft.take(one.path, "take it out")
    draft.take(one.snapshot)
    path = posixpath.join(draft.out, "meta/_journal.json")
    data = draft.read(path) or b""
    journal = journals.parse(data, path)
    entries = [each for each in journal["entries"] if each["tag"] != one.tag]
    draft.put(path, journals.dumped({**journal, "entries": entries}, data))


def _edited(draft: Draft, paths: list[str], act: Act) -> bool:
    """Write the declaration with the old name; False where none is found."""
    for path in paths:
        data = draft.read(path)
        text = (data or b"").decode("utf-8", "replace")
        if data is None or text.encode() != data:
            continue
        for table in declared(text):
            made = _of_table(text, table, act)
            if made is not None:
                draft.put(path, made.encode(), _told(act))
                return True
    return False


def _of_table(text: str, table: Table, act: Act) -> str | None:
    """The text with the old name in the declaration; `None` where it isn't about this table."""
    if act.verb == "rename-table":
        if table.whole != _new(act):
            return None
        start = table.end - len(table.name) - 1
        old = act.table.rpartition(".")[2]
        return text[:start] + old + text[start + len(table.name) :]
    if table.whole != act.table:
        return None
    for column in table.columns:
        if column.name == act.new or (not column.name and _is(column, act.new)):
            return _of_column(text, column, act.name)
    return None


def _is(column: Column, name: str) -> bool:
    """True for a key that casing makes the name."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.key).lower()
    return name in (column.key, snake)


def _of_column(text: str, column: Column, old: str) -> str | None:
    """The name is the first argument of the first call behind the key."""
    at = text.find("(", column.end, column.last)
    if at < 0:
        return None
    rest = text[at + 1 : column.last]
    quote = '"' if '"' in text or "'" not in text else "'"
    said = re.match(r"\s*([\"'`])(?P<name>[^\"'`\n]*)\1", rest)
    if column.name:
        if said is None or said["name"] != column.name:
            return None
        start = at + 1 + said.start("name")
        return text[:start] + old + text[start + len(column.name) :]
    comma = "" if rest.lstrip()[:1] == ")" else ", "
    return f"{text[: at + 1]}{quote}{old}{quote}{comma}{text[at + 1 :]}"


def _changed(draft: Draft, path: str) -> Iterator[Edit]:
    """The lines of a schema file that differ."""
    if path not in draft.changed:
        return
    before, after = draft.under.read(path), draft.read(path) or b""
    pairs = zip(before.decode().split("\n"), after.decode().split("\n"), strict=True)
    for number, (old, new) in enumerate(pairs, 1):
        if old != new:
            yield Edit(path, number, new, old)
