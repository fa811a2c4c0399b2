"""How it is told that a schema is behind its migrations, and what to type."""

from __future__ import annotations

import posixpath

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.checks.stale_migrations.by_hand import mentioned_in
from forge_migrations.checks.stale_migrations.places import place_of
from forge_migrations.checks.stale_migrations.words import CHECK
from forge_migrations.checks.stale_migrations.words import generate_and_stage
from forge_migrations.checks.stale_migrations.words import what_to_stage
from forge_migrations.drizzle.config import scripts
from forge_migrations.drizzle.history.snapshot_words import described
from forge_migrations.drizzle.history.sql_names import plain
from forge_migrations.drizzle.history.sql_names import words
from forge_migrations.findings import Finding
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_restore
from forge_migrations.remedy import git_rm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.checks.stale_migrations.causes import Holder
    from forge_migrations.checks.stale_migrations.causes import Overtaken
    from forge_migrations.checks.stale_migrations.sides import Side
    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.snapshot_words import Named
    from forge_migrations.remedy import Command

EARLY = "migration-before-schema"


def lost_told(states: States, holder: Holder, sql: list[str]) -> Finding:
    """A migration's own schema change is not in the commit, and somewhere it is."""
    named, files = list(holder.named), _concerned(states, holder)
    carried = f"{_carrier(states, named).tag} {_carried(states, named)}"
    if not holder.commit:
        path = files[0] if files else states.project.config
        message = f"{carried}, and the schema change that it carries ({path}) is not staged"
        return _finding(
            states, "lost-schema-change", path, 1, message, Remedy("stage it", git_add(*files)), sql
        )
    path, line = place_of(states, named)
    if path == states.project.config:
        path = next((each for each in files if each in states.subject.change.after), path)
    message = f"{carried}, and the schema has lost that: {_short(holder.commit)} has it in"
    message += f" {', '.join(files[:3])}"
    back = [_taken_back(states, holder.commit, each) for each in files]
    gone = generate_and_stage(states).reworded("if it is to go, run")
    remedy = Remedy("take it back", *back, instead=[gone], decide=True)
    found = _finding(states, "lost-schema-change", path, line, message, remedy, sql)
    reason = _reason(states, _carrier(states, named)) if holder.earlier else ""
    return found._replace(acknowledged=reason)


def early_told(states: States, named: list[Named], sql: list[str]) -> Finding:
    """A migration came before its schema, as it may where code follows a release later."""
    carrier = _carrier(states, named)
    message = f"{carrier.tag} {_carried(states, named)}, and the schema doesn't say so yet: until"
    message += " it does, generate writes the opposite"
    later = accepting(EARLY, carrier.path, 1).reworded("if the schema follows later,")
    path, _line = place_of(states, named)
    change = Remedy(f"make the same change in {path}, then", git_add(path), decide=True)
    found = _finding(states, EARLY, carrier.path, 1, message, change.or_else(later), sql)
    return found._replace(severity="report", acknowledged=_reason(states, carrier))


def overtaken_told(
    states: States, sides: Iterable[Side], overtaken: Sequence[Overtaken], sql: list[str]
) -> Finding:
    """Later snapshots lack what earlier migrations did: branches, renumbered by hand."""
    lead = max(overtaken, key=lambda each: len(each.lacking))
    first, rest = lead.lacking[0], len(overtaken) - 1
    message = f"{lead.carrier.tag} {lead.named.text}, and the snapshot of {first.tag} doesn't have"
    message += f" that{f' nor {rest} more' if rest else ''}: the next generate writes it again"
    made = _made_again(states, sides, lead.lacking)
    return _finding(states, "snapshot-lacks", first.snapshot, 1, message, made, sql)


def _finding(
    states: States, rule: str, path: str, line: int, message: str, remedy: Remedy, sql: list[str]
) -> Finding:
    details = "\n".join(each.rstrip() for each in sql)
    config = states.project.config
    return Finding(
        CHECK, rule, path, line, message, remedy, kind="stale", project=config, details=details
    )


def _carried(states: States, named: list[Named]) -> str:
    """What the migration does, in words: the other way round than what `generate` would."""
    other = {
        each.path: each.text
        for each in described(states.after.snapshot, states.newest_after.content)
    }
    first, rest = other.get(named[0].path, named[0].text), len(named) - 1
    return first + (f" and {rest} more change{'s' if rest > 1 else ''}" if rest else "")


def _carrier(states: States, named: list[Named]) -> Migration:
    """The newest migration whose SQL speaks of it, else the newest of all."""
    migrations = states.one.after.migrations
    for one in reversed(migrations):
        if one.blob and any(mentioned_in(states, one.path, each) for each in named):
            return one
    return migrations[-1]


def _concerned(states: States, holder: Holder) -> list[str]:
    """Those of the differing files that name what was lost, where one of them does."""
    change = states.subject.change
    tree = change.after
    if holder.commit and change.repository is not None:
        tree = change.repository.at(holder.commit)
    names = {plain(each.name.rpartition(".")[2]) for each in holder.named}
    found = []
    for path in holder.files:
        text = b"".join([*tree.read_many(_there(tree, path)).values()])
        text = text or b"".join([*change.after.read_many(_there(change.after, path)).values()])
        if not names.isdisjoint(words(text.decode("utf-8", "replace"))):
            found.append(path)
    return found or list(holder.files)


def _there(tree: object, path: str) -> list[str]:
    return [path] if path in tree else []  # type: ignore[operator]


def _taken_back(states: States, commit: str, path: str) -> Command:
    """What asks hunk by hunk which lines of a file come back; the whole file where it is gone."""
    if path not in states.subject.change.after:
        return git_restore(path, source=_short(commit))
    return command("git", "checkout", "-p", _short(commit), "--", path)


def _made_again(states: States, sides: Iterable[Side], lacking: tuple[Migration, ...]) -> Remedy:
    """The commands that take migrations out and have drizzle-kit make them on top of the others."""
    project, history = states.project, states.one.after
    tags = {each.tag for each in lacking}
    released = {each.tag for each in states.one.base.migrations}
    generate = scripts.generate(project, states.subject.change.after)
    first = lacking[0].tag
    if not tags.isdisjoint(released):
        words = f"{first} is released: have it generated again, and take what is there already out"
        return Remedy(f"{words} of the new SQL", generate, what_to_stage(states), decide=True)
    paths = [path for each in lacking for path in (each.path, each.snapshot)]
    if history.layout == "folders":
        paths = [posixpath.dirname(each.path) for each in lacking]
    steps = [git_rm(*paths, force=True)]
    if history.journal:
        source = _journal_without(states, sides, tags)
        if not source:
            words = (
                f"delete {', '.join(sorted(tags))} (SQL, snapshot, journal entry), make it again"
            )
            return Remedy(words, generate, what_to_stage(states), decide=True)
        steps.append(git_restore(history.journal, source=source))
    words = f"make {first} again, on top of the others; SQL of your own goes into it afterwards"
    return Remedy(words, *steps, generate, what_to_stage(states), decide=True)


def _journal_without(states: States, sides: Iterable[Side], tags: set[str]) -> str:
    """The parent whose journal is this one less those entries; empty where none is."""
    left = [each.tag for each in states.one.after.migrations if each.tag not in tags]
    for side in sides:
        if [each.tag for each in side.states.one.before.migrations] == left:
            return _short(side.states.subject.change.before.name)
    return ""


def _short(commit: str) -> str:
    return commit[:12]


def _reason(states: States, carrier: Migration) -> str:
    """The acknowledgement in the migration's SQL; empty where there is none that holds."""
    import datetime

    from forge_migrations.engines import DIALECTS
    from forge_migrations.rules.judging.acknowledgement import allowances
    from forge_migrations.sql.statements import split

    data = states.subject.change.after.read_many([carrier.path]).get(carrier.path, b"")
    dialect = DIALECTS.get(states.project.dialect or states.one.after.dialect)
    if dialect is None or EARLY.encode() not in data:
        return ""
    today = datetime.date.today().isoformat()
    for each in allowances(split(data.decode("utf-8", "replace"), dialect)):
        holds = not each.fault and (not each.until or each.until >= today)
        if holds and EARLY in each.rules:
            return each.reason
    return ""
