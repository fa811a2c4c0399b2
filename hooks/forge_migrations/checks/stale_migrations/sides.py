"""What a change's schema is held against: the side before it, and every other parent of a merge."""

from __future__ import annotations

from forge_migrations.checks.subject.schema_states import states_of
from forge_migrations.drizzle.history.snapshot import differences
from forge_migrations.drizzle.kit.bridge import Statements
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.drizzle.history.newest import Newest
    from forge_migrations.drizzle.history.snapshot import Difference
    from forge_migrations.drizzle.kit.bridge import Loaded
    from forge_migrations.drizzle.kit.places import Place
    from forge_migrations.drizzle.project import Project


class Side(NamedTuple):
    """One tree's schema against its newest snapshot."""

    project: Project
    loaded: Loaded
    newest: Newest
    differences: frozenset[Difference]
    states: States
    """The change as it is seen from this side."""


def side_after(states: States) -> Side:
    """What the change makes of it. The schema must have been loaded."""
    return _side(states, states.project, states.after, states.newest_after)


def side_before(states: States) -> Side | None:
    """The side before the change; `None` when there was no schema. Raises `Undecided`."""
    before = states.before
    if before.snapshot is not None:
        return _side(states, states.earlier, before, states.newest_before)
    assert before.failure is not None
    if before.failure.kind == "no-files":
        return None
    raise Undecided(
        f"the schema can't be loaded as it was before this change ({before.failure.message}), "
        "so new and old SQL can't be told apart",
        "look at what generate writes, and commit it",
    )


def states_of_sides(states: States) -> Iterator[States]:
    """The change as each parent sees it, the first one first."""
    yield states
    for other in states.subject.others:
        for one in other.projects:
            if one.project.config == states.project.config and not one.gone:
                yield states_of(other, one)


def statements_of(side: Side) -> Statements:
    """What `generate` would write at a side. Raises `Undecided`."""
    if side.newest.content is not None and not side.differences:
        return Statements(())
    states = side.states
    subject, tree = states.subject, states.subject.change.after
    place = subject.kit.place(side.project, tree)
    if other := other_layout(states, place):
        raise Undecided(other, Remedy("name a drizzle-kit of that layout with --kit DIR"))
    key = digest(side.newest.blob, side.loaded.key)
    assert side.loaded.snapshot is not None
    return subject.kit.statements(
        side.project, tree, side.newest.content, side.loaded.snapshot, key
    )


def other_layout(states: States, place: Place) -> str:
    """How the drizzle-kit at hand and the migrations disagree; empty when they don't."""
    layout = states.one.after.layout
    if layout not in ("journal", "folders") or layout == place.layout:
        return ""
    if layout == "journal" and isinstance((states.newest_after.content or {}).get("ddl"), list):
        return ""  # the first betas of 1.0 wrote its snapshots beside a journal
    whose = "0.31" if layout == "journal" else "1.0"
    installed = f"drizzle-kit {place.version} is installed"
    return f"the migrations have the layout of drizzle-kit {whose}, and {installed}"


def _side(states: States, project: Project, loaded: Loaded, newest: Newest) -> Side:
    return Side(project, loaded, newest, differences(newest.content, loaded.snapshot), states)
