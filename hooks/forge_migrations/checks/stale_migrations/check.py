"""Refuse a schema change without the migration that carries it."""

from __future__ import annotations

import itertools
from collections import Counter

from forge_migrations.checks.stale_migrations.across import ahead_of_all
from forge_migrations.checks.stale_migrations.across import unlike_any
from forge_migrations.checks.stale_migrations.behind import early_told
from forge_migrations.checks.stale_migrations.behind import lost_told
from forge_migrations.checks.stale_migrations.behind import overtaken_told
from forge_migrations.checks.stale_migrations.by_hand import spoken_of
from forge_migrations.checks.stale_migrations.by_hand import undone
from forge_migrations.checks.stale_migrations.causes import causes_of
from forge_migrations.checks.stale_migrations.older_kits import of_the_schema
from forge_migrations.checks.stale_migrations.places import place_of
from forge_migrations.checks.stale_migrations.sides import other_layout
from forge_migrations.checks.stale_migrations.sides import side_after
from forge_migrations.checks.stale_migrations.sides import side_before
from forge_migrations.checks.stale_migrations.sides import statements_of
from forge_migrations.checks.stale_migrations.sides import states_of_sides
from forge_migrations.checks.stale_migrations.words import CHECK
from forge_migrations.checks.stale_migrations.words import explained
from forge_migrations.checks.stale_migrations.words import in_words
from forge_migrations.checks.stale_migrations.words import inherited
from forge_migrations.checks.subject.schema_states import states_of
from forge_migrations.drizzle.history.code_migrations import newest_code
from forge_migrations.drizzle.kit.bridge import Statements
from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.stale_migrations.causes import Found
    from forge_migrations.checks.stale_migrations.sides import Side
    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.snapshot import Difference
    from forge_migrations.drizzle.history.snapshot_words import Named
    from forge_migrations.drizzle.kit.bridge import Loaded


def check(subject: Subject) -> Iterator[Finding | Note]:
    """What would `generate` write after the change that it would not have written before it?"""
    for one in subject.projects:
        if one.gone or one.project.push_only:
            continue  # of a project that only pushes discovery says so
        states = states_of(subject, one)
        config = one.project.config
        try:
            for said in _judged(states):
                if subject.fix and isinstance(said, Finding) and said.refuses:
                    from forge_migrations.checks.stale_migrations.fix import fixed

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
    code = newest_code(one.after, subject.change.after)
    if code and one.after.migrations == one.before.migrations:
        last = one.after.migrations[-1].tag
        text = f"not compared: {code} is code, and the journal beside it ends with {last}"
        yield Note(CHECK, text, states.project.config)
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
    other = other_layout(states, place)
    if other and not subject.whole:
        yield from _across(states, other)
        return
    there = side_after(states)
    if subject.whole:
        wanted = statements_of(there)
        if wanted.sql:
            yield from _told(states, [], there.differences, wanted, list(wanted.sql))
        return
    if there.differences or states.has_by_hand:
        yield from _compared(states, there)


def _compared(states: States, there: Side) -> Iterator[Finding | Note]:
    """What is new of the differences after the change, and what a parent of it had."""
    here = side_before(states)
    new, sides = of_the_schema(there.differences), [here] if here else []
    new -= here.differences if here else frozenset()
    if new:
        for each in itertools.islice(states_of_sides(states), 1, None):
            other = side_before(each)
            if other is not None:
                sides.append(other)
                new -= other.differences
    wanted = statements_of(there) if new else Statements(())
    fresh = Counter(wanted.sql)
    for side in sides if wanted.sql else ():
        fresh -= Counter(statements_of(side).sql)
    if new and fresh:
        _refuse_hidden(states.after, new)
        found = list(_told(states, sides, new, wanted, list(fresh.elements())))
        yield from found
        if found:
            return
    told = undone(states, here.differences - there.differences) if here else None
    if told is not None:
        path, line = place_of(states, [])
        rule, config = "hand-written-migration", states.project.config
        yield Finding(CHECK, rule, path, line, *told, project=config, kind="stale")
    elif there.differences:
        yield from _inherited(states, there)


def _told(
    states: States, sides: list[Side], new: Found, wanted: Statements, sql: list[str]
) -> Iterator[Finding]:
    """A finding for every cause of what is missing, each with its own of the statements."""
    named = in_words(states, new)
    causes = causes_of(states, sides, named, new)
    again = tuple(each.named for each in causes.overtaken)
    known = [again, *(each.named for each in causes.lost), causes.early]
    others = [[one for one in sql if spoken_of(one, states.dialect, each)] for each in known]
    left = [one for one in sql if not any(one in each for each in others)]
    if causes.ahead:
        mine = left or [one for one in sql if spoken_of(one, states.dialect, causes.ahead)]
        yield explained(states, list(causes.ahead), mine or sql, wanted.ambiguous)
    if causes.overtaken:
        yield overtaken_told(states, sides, causes.overtaken, others[0])
    for holder, mine in zip(causes.lost, others[1:], strict=False):
        yield lost_told(states, holder, mine)
    if causes.early:
        yield early_told(states, list(causes.early), others[-1])


def _inherited(states: States, there: Side) -> Iterator[Finding | Note]:
    try:
        sql = statements_of(there).sql
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


def _across(states: States, other: str) -> Iterator[Finding | Note]:
    """Judges what the change did to the schema; what was missing before it can't be told."""
    before, after = states.before, states.after
    if before.snapshot is None:
        side_before(states)  # says why it can't be told
    sides = list(states_of_sides(states))
    behind = _behind_across(sides)
    yield from (finding for finding, _named in behind)
    told = [named for _finding, each in behind for named in each]
    new = frozenset(
        each for each in ahead_of_all(sides) if not any(one.covers(each.path) for one in told)
    )
    if not new:
        if behind:
            return
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


def _behind_across(sides: list[States]) -> list[tuple[Finding, tuple[Named, ...]]]:
    """What a migration carries of tables and columns, and the schema lost or doesn't have yet."""
    states, new = sides[0], unlike_any(sides)
    if not new:
        return []
    parents = [side for each in sides if (side := side_before(each)) is not None]
    causes = causes_of(states, parents, in_words(states, new), new)
    found = [(lost_told(states, holder, []), holder.named) for holder in causes.lost]
    if causes.early:
        found.append((early_told(states, list(causes.early), []), causes.early))
    return found


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
