"""How a stale migration is told: what is missing, why, and what to type."""

from __future__ import annotations

from itertools import chain

from forge_migrations.checks.destructive_sql.acceptance import Declarations
from forge_migrations.checks.stale_migrations.by_hand import made_by_hand
from forge_migrations.checks.stale_migrations.places import place_of
from forge_migrations.drizzle.config import scripts
from forge_migrations.drizzle.history.snapshot_words import described
from forge_migrations.findings import Finding
from forge_migrations.remedy import IN_TERMINAL
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.drizzle.history.snapshot import Difference
    from forge_migrations.drizzle.history.snapshot import Snapshot
    from forge_migrations.drizzle.history.snapshot_words import Named
    from forge_migrations.drizzle.kit.bridge import Ambiguous
    from forge_migrations.remedy import Command

CHECK = "stale-migrations"


def explained(
    states: States,
    named: list[Named],
    sql: Sequence[str],
    ambiguous: Sequence[Ambiguous],
) -> Finding:
    """The finding for statements that this change makes necessary; `named` are they in words."""
    path, line = place_of(states, named)
    rule, message, remedy = _said(states, named, ambiguous)
    return Finding(
        CHECK,
        rule,
        path,
        line,
        message,
        remedy,
        project=states.project.config,
        kind="stale",
        details="\n".join(each.rstrip() for each in sql),
    )


def _said(
    states: States, named: list[Named], ambiguous: Sequence[Ambiguous]
) -> tuple[str, str, Remedy]:
    """(rule, message, remedy)."""
    by_hand = made_by_hand(states, named)
    if by_hand is not None:
        return "hand-written-migration", by_hand.message, by_hand.remedy
    lost = _lost_export(states, named)
    if lost is not None:
        return "lost-export", *lost
    asked = next((each for each in ambiguous if _concerns(each, named)), None)
    summary = _summary(named)
    if asked is not None:
        message = f"{_question(asked)}, and no migration carries it"
        return "ambiguous-rename", message, _answers(states, asked)
    known = {each.tag for each in states.one.before.migrations}
    carried = [each.tag for each in states.one.after.migrations if each.tag not in known]
    lack = f"and {carried[-1]} doesn't carry it" if carried else "and no migration carries it"
    remedy = generate_and_stage(states)
    if states.subject.whole and all(each.text.startswith("drops ") for each in named):
        # Nothing tells whether it was taken out of the schema or got lost.
        gone = remedy.reworded("if it is to go, run")
        remedy = Remedy("declare it in the schema again", instead=[gone])
    return "stale", f"{summary}, {lack}", remedy


def _lost_export(states: States, named: list[Named]) -> tuple[str, Remedy] | None:
    """(message, remedy) where a table is gone from the schema and still declared in TypeScript."""
    files = sorted({*states.before.files, *states.after.files})
    declared = Declarations(states.subject.change.after, files)
    for each in named:
        dropped = each.kind == "table" and each.text.startswith("drops ")
        found = declared.of(each.name) if dropped else None
        if found is not None:
            why = "no schema file exports it any more" if found.exported else "it lost its export"
            message = f"the schema {each.text}, and {found.place} still declares it: {why}"
            gone = generate_and_stage(states).reworded(
                "if it is to go, delete its declaration, then"
            )
            again = git_add(found.place.rpartition(":")[0])
            remedy = Remedy(
                f"export the table again in {found.place}, then", again, instead=[gone], decide=True
            )
            return message, remedy
    return None


def inherited(states: States, sql: Sequence[str], found: Iterable[Difference]) -> Finding:
    """The finding for what `generate` would have written before this change already."""
    by_hand = made_by_hand(states, in_words(states, found))
    since = f" since {by_hand.tag}, which has no snapshot" if by_hand else ""
    count = f"{len(sql)} statement{'s' if len(sql) > 1 else ''}"
    return Finding(
        CHECK,
        "stale",
        states.newest_after.path or states.project.config,
        1,
        f"schema and migrations were apart before this change{since}: generate writes {count}",
        generate_and_stage(states),
        project=states.project.config,
        kind="stale",
        inherited=True,
        details="\n".join(each.rstrip() for each in sql[:20]),
    )


def in_words(
    states: States, found: Iterable[Difference], old: Snapshot | None = None
) -> list[Named]:
    """Those of the differences between the newest snapshot (or `old`) and the schema, in words."""
    paths = [each.path for each in found]
    every = described(old or states.newest_after.content, states.after.snapshot)
    return [each for each in every if any(each.covers(path) for path in paths)]


def generate_and_stage(states: States) -> Remedy:
    """What regenerates, as the project does it, and what stages it."""
    project, tree = states.project, states.subject.change.after
    made = scripts.generate(project, tree)
    if states.borrows_kit and made.argv[0] != "deno":  # which has its packages elsewhere anyway
        made = command(*_own_generate(states))
    return Remedy("run", made, what_to_stage(states))


def what_to_stage(states: States) -> Command:
    """The `git add` of what `generate` writes. Under `git commit -a` and `git commit PATH` the schema
    files too, deleted ones as well: what git staged for that commit is gone when it is refused."""
    change = states.subject.change
    paths = [states.project.out]
    if change.mode == "staged" and change.repository and not change.repository.index_is_usual:
        files = {*states.before.files, *states.after.files, states.project.config}
        paths += sorted(files & change.changed)
    return git_add(*paths)


def _own_generate(states: States) -> list[str]:
    named = [states.project.config] if len(states.subject.projects) > 1 else []
    return ["forge-migrations", "generate", *named]


def _summary(named: list[Named]) -> str:
    if not named:
        return "the schema and the newest snapshot differ"
    first, rest = named[0].text, len(named) - 1
    if not rest:
        return f"the schema {first}"
    return f"the schema {first} and has {rest} more change{'s' if rest > 1 else ''}"


def _concerns(one: Ambiguous, named: list[Named]) -> bool:
    """True when one side of the question is new."""
    names = {
        each.path[3] if one.table else each.path[1]
        for each in named
        if len(each.path) > 1 + 2 * bool(one.table)
    }
    return bool(names & {*one.removed, *one.added})


def _question(one: Ambiguous) -> str:
    where = f' of table "{_short(one.table)}"' if one.table else ""
    removed = ", ".join(f'"{_short(each)}"' for each in one.removed[:4]) or "something"
    added = ", ".join(f'"{_short(each)}"' for each in one.added[:4])
    if len(one.added) > 1:
        kinds = one.kind.removesuffix("y") + "ies" if one.kind.endswith("y") else one.kind + "s"
        return f"{kinds} {added}{where} are new, or one of them is {removed} renamed"
    return f"{one.kind} {added}{where} is new, or it is {removed} renamed"


def _answers(states: States, one: Ambiguous) -> Remedy:
    """The command that asks, and both that answer; each answers for everything that is new."""
    prefix = f"{_short(one.table)}." if one.table else ""
    old = prefix + (_short(one.removed[0]) if one.removed else "OLD")
    created = [["--create", prefix + _short(each)] for each in one.added]
    renamed = ["--rename", f"{old}={_short(one.added[0])}"]
    own, stage = _own_generate(states), what_to_stage(states)
    what, is_renamed = ("they are", "one is") if created[1:] else ("it is", "it is")
    new = Remedy(f"if {what} new,", command(*own, *chain(*created)), stage)
    same = Remedy(f"if {is_renamed} renamed,", command(*own, *renamed, *chain(*created[1:])), stage)
    asks = generate_and_stage(states)
    return asks.reworded(f"{IN_TERMINAL}, where it asks which").or_else(new, same)


def _short(name: str) -> str:
    return name.removeprefix("public.")
