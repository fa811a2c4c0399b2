"""Refuse a schema change without the migration that carries it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from forge_migrations.checks.by_hand import undone
from forge_migrations.checks.older_kits import of_the_schema
from forge_migrations.checks.schema_states import States
from forge_migrations.checks.schema_states import states_of
from forge_migrations.checks.stale_across import ahead
from forge_migrations.checks.stale_words import CHECK
from forge_migrations.checks.stale_words import explained
from forge_migrations.checks.stale_words import in_words
from forge_migrations.checks.stale_words import inherited
from forge_migrations.checks.stale_words import place_of
from forge_migrations.checks.subject import Subject
from forge_migrations.drizzle.kit import Loaded
from forge_migrations.drizzle.kit import Statements
from forge_migrations.drizzle.newest import Newest
from forge_migrations.drizzle.places import Place
from forge_migrations.drizzle.project import Project
from forge_migrations.drizzle.snapshot import Difference
from forge_migrations.drizzle.snapshot import differences
from forge_migrations.drizzle.snapshot import leaves
from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours


class Side(NamedTuple):
    """One tree's schema against its newest snapshot."""

    project: Project
    loaded: Loaded
    newest: Newest
    differences: frozenset[Difference]


def check(subject: Subject) -> Iterator[Finding | Note]:
    """What would `generate` write after the change that it would not have written before it?"""
    for one in subject.projects:
        if one.gone:
            continue
        states = states_of(subject, one)
        config = one.project.config
        try:
            for said in _judged(states):
                if subject.fix and isinstance(said, Finding) and said.refuses:
                    from forge_migrations.checks.stale_fix import fixed

                    said = fixed(states, said)
                yield said
        except Undecided as error:
            yield Note(CHECK, str(error), config, undecided=True, remedy=error.remedy)


def _judged(states: States) -> Iterator[Finding | Note]:
    one, subject = states.one, states.subject
    if not (one.after.migrations or one.after.snapshots or one.before.migrations):
        return  # a project that only pushes: discovery says so
    if states.untouched:
        return
    try:
        place = subject.kit.place(states.project, subject.change.after)
    except Undecided:
        if states.same_history and not states.may_concern_schema and not subject.whole:
            return
        raise
    after = states.after
    if after.snapshot is None:
        yield from _unloadable(states, after)
        return
    other = _other_layout(states, place)
    if other and not subject.whole:
        yield from _across(states, other)
        return
    there = _side(states.project, after, states.newest_after)
    if subject.whole:
        wanted = _statements(states, there)
        if wanted.sql:
            named = in_words(states, there.differences)
            yield explained(states, named, wanted.sql, wanted.ambiguous)
        return
    if there.differences or states.has_by_hand:
        yield from _compared(states, there)


def _compared(states: States, there: Side) -> Iterator[Finding | Note]:
    """What is new of the differences after the change, and what was there before it."""
    here = _before(states)
    had_before = here.differences if here else frozenset()
    new = _behind(states, of_the_schema(there.differences) - had_before)
    wanted = _statements(states, there) if new else Statements(())
    had = _statements(states, here) if here and wanted.sql else Statements(())
    fresh = list((Counter(wanted.sql) - Counter(had.sql)).elements())
    if new and fresh:
        _refuse_hidden(states.after, new)
        yield explained(states, in_words(states, new), fresh, wanted.ambiguous)
        return
    told = undone(states, here.differences - there.differences) if here else None
    if told is not None:
        path, line = place_of(states, [])
        rule, config = "hand-written-migration", states.project.config
        yield Finding(CHECK, rule, path, line, *told, project=config, kind="stale")
    elif there.differences:
        yield from _inherited(states, there)


def _inherited(states: States, there: Side) -> Iterator[Finding | Note]:
    try:
        sql = _statements(states, there).sql
    except Undecided as error:
        yield Note(CHECK, f"nothing new is missing; {error}", states.project.config)
        return
    if sql:
        yield inherited(states, sql, there.differences)


def _refuse_hidden(after: Loaded, new: frozenset[Difference]) -> None:
    """A stand-in can only hide what is there: "dropped" is then no fact."""
    if after.hidden and all(each.removes for each in new):
        raise Undecided(
            f"{after.hidden[0]} is not installed, and a table or a column may come from it",
            Remedy("install the packages, then commit again"),
        )


def _side(project: Project, loaded: Loaded, newest: Newest) -> Side:
    return Side(project, loaded, newest, differences(newest.content, loaded.snapshot))


def _statements(states: States, side: Side) -> Statements:
    """What `generate` would write at a tree. Raises `Undecided`."""
    assert side.loaded.snapshot is not None
    if side.newest.content is not None and not side.differences:
        return Statements(())
    tree = states.subject.change.after
    place = states.subject.kit.place(side.project, tree)
    if other := _other_layout(states, place):
        raise Undecided(other, Remedy("name a drizzle-kit of that layout with --kit DIR"))
    key = digest(side.newest.blob, side.loaded.key)
    kit = states.subject.kit
    return kit.statements(side.project, tree, side.newest.content, side.loaded.snapshot, key)


def _other_layout(states: States, place: Place) -> str:
    """How the drizzle-kit at hand and the migrations disagree; empty when they don't."""
    layout = states.one.after.layout
    if layout not in ("journal", "folders") or layout == place.layout:
        return ""
    whose = "0.31" if layout == "journal" else "1.0"
    installed = f"drizzle-kit {place.version} is installed"
    return f"the migrations have the layout of drizzle-kit {whose}, and {installed}"


def _across(states: States, other: str) -> Iterator[Finding | Note]:
    """Judges what the change did to the schema; what was missing before it can't be told."""
    before, after = states.before, states.after
    if before.snapshot is None:
        _before(states)  # says why it can't be told
    new = ahead(states)
    if not new:
        text = f"nothing new is missing; what was missing before can't be told: {other}"
        yield Note(CHECK, text, states.project.config)
        return
    assert after.snapshot is not None
    _refuse_hidden(after, new)
    tree, kit = states.subject.change.after, states.subject.kit
    key = digest(before.key, after.key)
    wanted = kit.statements(states.project, tree, before.snapshot, after.snapshot, key)
    if wanted.sql:
        named = in_words(states, new, before.snapshot or {})
        yield explained(states, named, wanted.sql, wanted.ambiguous)


def _before(states: States) -> Side | None:
    """The side before the change; `None` when there was no schema. Raises `Undecided`."""
    before = states.before
    if before.snapshot is not None:
        return _side(states.earlier, before, states.newest_before)
    assert before.failure is not None
    if before.failure.kind == "no-files":
        return None
    raise Undecided(
        f"the schema can't be loaded as it was before this change ({before.failure.message}), "
        "so new and old SQL can't be told apart",
        Remedy("look at what generate writes, and commit it"),
    )


def _behind(states: States, new: frozenset[Difference]) -> frozenset[Difference]:
    """Without what a migration brings before its schema does: there the schema isn't ahead.

    That is so where a new snapshot descends from the old one and differs from it, and the schema
    is as it was. A snapshot that doesn't descend from the old one (two branches) has lost it.
    """
    if not new or not states.built_upon:
        return new
    was, now = leaves(states.before.snapshot), leaves(states.after.snapshot)
    return frozenset(each for each in new if was.get(each.path) != now.get(each.path))


def _unloadable(states: States, after: Loaded) -> Iterator[Note]:
    """The schema doesn't load: `schema-changes` says why; here it is only undecided, if it's new."""
    assert after.failure is not None
    same = not states.subject.whole and states.before.failure is not None
    if same and after.key and states.before.key == after.key:
        text = f"the schema can't be loaded, as before: {after.failure.message}"
        yield Note(CHECK, text, states.project.config)
        return
    yield Note(
        CHECK,
        f"the schema can't be loaded: {after.failure.message}",
        states.project.config,
        undecided=True,
        remedy=Remedy("run", ours("schema-changes")),
    )
