"""What `apply --mark` records must be there: the database is compared before a row is written."""

from __future__ import annotations

from contextlib import closing

from forge_migrations.checks.rehearsal.plan import near_of
from forge_migrations.checks.rehearsal.structure import compare
from forge_migrations.database.arena import Setting
from forge_migrations.database.open import open_arena
from forge_migrations.database.open import prelude_of
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.workflow.live.verify import structure_after

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.ledger import Plan
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Difference
    from forge_migrations.database.structure import Structure
    from forge_migrations.workflow.live.opened import Live


def refuse_what_lacks(
    live: Live, connection: Connection, plan: Plan, chosen: Sequence[Step]
) -> None:
    """Raises `UsageError` where the database isn't as the migrations to record make it, and
    `Undecided` where no scratch database can tell how they do.

    Only what they change counts; anything else that differs is `verify`'s to tell. Rows are not
    compared: what an UPDATE or an INSERT did leaves no trace that a structure has.
    """
    policy, near = live.subject.policy, near_of(live.subject, live.change)
    prelude = prelude_of(policy, live.subject.change.after, live.change.project)
    setting = Setting(live.ledger, live.driver, prelude)
    with closing(open_arena(live.target.engine, policy, live.steps, near)) as arena:
        have = arena.structure(connection, setting)
        place = {step.path: number for number, step in enumerate(live.steps)}

        def made(steps: Sequence[Step]) -> Structure:
            order = sorted(steps, key=lambda each: place[each.path])
            return structure_after(live, arena, order, setting)

        before, end = made(plan.applied), made([*plan.applied, *chosen])
        for number, step in enumerate(chosen, 1):
            after = made([*plan.applied, *chosen[:number]])
            if before == after:
                print(f"  {step.tag} changes no structure: nothing tells whether it ran")
            lacking = _lacking(have, before, after, end)
            if lacking:
                raise _refused(live, step, lacking[0], chosen[: number - 1])
            before = after


def _lacking(
    have: Structure, before: Structure, after: Structure, end: Structure
) -> list[Difference]:
    """What the database has otherwise of the things that a migration makes, changes or drops; what a
    later one changes again is looked at there."""
    things = {*before, *after}
    changed = {one for one in things if before.get(one) != after.get(one)}
    lasting = {one for one in changed if after.get(one) == end.get(one)}
    return [each for each in compare(have, end) if each.thing in lasting]


def _refused(live: Live, step: Step, lacking: Difference, held: Sequence[Step]) -> UsageError:
    if lacking.missing:
        what = f"{lacking.thing} is missing"
    elif lacking.extra:
        what = f"{lacking.thing} is still there"
    else:
        wanted = lacking.want or "none"
        what = f"{lacking.thing} has {lacking.aspect} {lacking.have or 'none'}, not {wanted}"
    run = Remedy("run it", ours("apply", "--to", step.tag))
    if held:
        record = ours("apply", "--mark", "--to", held[-1].tag)
        run = Remedy("record what is there, and run the rest", record, ours("apply"))
    return UsageError(f"{live.target} is not as {step.tag} makes it: {what}", run)
