"""Name what changed in the schema; refuse a schema that can't be loaded."""

from __future__ import annotations

from forge_migrations.checks.stale_migrations.places import place_of
from forge_migrations.checks.subject.schema_states import states_of
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.drizzle.history.snapshot_words import Named
from forge_migrations.drizzle.history.snapshot_words import described
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.kit.bridge import Failure
    from forge_migrations.drizzle.kit.bridge import Loaded
    from forge_migrations.remedy import Command

CHECK = "schema-changes"
SHOWN = 40
"""Lines shown of one project's changes."""

CAUSES = {
    "syntax": "has a syntax error: {0}",
    "circular": "imports a file that imports it back, and uses it too early: {0}",
    "no-function": "calls a function that doesn't exist: {0}",
    "throws": "throws an error when it is loaded: {0}",
    "exit": "ends the process when it is loaded: {0}",
    "endless": "{0}",
    "refused": "is refused by drizzle-kit: {0}",
    "no-files": "{0}",
}
FIRST = {
    "syntax": "correct the line, then",
    "circular": "refer to the other table lazily, as in references(() => other.id), or move what "
    "both files need into a third, then",
    "no-function": "import what the installed drizzle-orm has, then",
    "throws": "move what needs the environment out of the schema, then",
    "exit": "move what ends the process out of the schema, then",
    "endless": "move what waits or loops out of the schema, or raise kit_timeout in "
    ".forge-migrations.toml, then",
    "refused": "correct what it names, then",
    "no-files": "correct `schema` in the config, then",
}
"""What to do before the file is staged again."""
TOOLS = frozenset({"bridge", "no-transpiler", "stand-in", "unable"})
"""Failures that say nothing about the schema."""


def check(subject: Subject) -> Iterator[Finding | Note]:
    """What changed in every project's schema, and what of it can't be loaded any more."""
    for one in subject.projects:
        if one.gone:
            continue
        states = states_of(subject, one)
        config = one.project.config
        try:
            yield from _judged(states)
        except Undecided as error:
            yield Note(CHECK, str(error), config, undecided=True, remedy=error.remedy)


def _judged(states: States) -> Iterator[Finding | Note]:
    subject, config = states.subject, states.project.config
    if not states.wants_schema:
        return
    try:
        place = subject.kit.place(states.project, subject.change.after)
    except Undecided:
        if not states.may_concern_schema and not subject.whole:
            return
        raise
    after = states.after
    yield from _missing(states, after)
    if after.failure is not None:
        yield from _failed(states, after.failure)
        return
    if subject.policy.get("check_types", False):
        from forge_migrations.checks.schema_changes.types import type_errors

        yield from type_errors(states)
    yield from _duplicates(states, after)
    yield from _computed(states, after)
    if place.instead_of:
        text = f"judged by drizzle-kit {place.version}, which reads the snapshots of the installed"
        yield Note(CHECK, f"{text} {place.instead_of}", config)
    if not subject.whole:
        yield from _changes(states, config)


def _changes(states: States, config: str) -> Iterator[Note]:
    before = states.before
    if before.failure is not None and before.failure.kind != "no-files":
        yield Note(CHECK, "the schema can be loaded again", config)
        return
    named = described(before.snapshot, states.after.snapshot)
    for each in named[:SHOWN]:
        yield Note(CHECK, each.text, config, when="clean")
    if len(named) > SHOWN:
        yield Note(CHECK, f"and {len(named) - SHOWN} more changes", config, when="clean")
    if not named and set(states.after.files) & states.subject.change.changed:
        yield Note(CHECK, "the schema means what it meant before", config, when="clean")


def _failed(states: States, failure: Failure) -> Iterator[Finding | Note]:
    config = states.project.config
    if failure.kind in TOOLS and _as_before(states):
        return  # nothing that the schema reaches has changed; `stale-migrations` says why it is so
    if failure.kind in TOOLS:
        yield _undecided(config, failure)
        return
    if failure.kind == "no-files" and not states.one.after.migrations:
        yield Note(CHECK, failure.message, config)
        return
    inherited = not states.subject.whole and states.before.failure is not None
    path = failure.file or config
    stage = _staged_again(states, path)
    message = f"{path} {CAUSES[failure.kind].format(failure.message)}"
    remedy = Remedy(FIRST[failure.kind], stage, decide=True)
    if "ReferenceError" in failure.message:
        from forge_migrations.checks.schema_changes.undeclared import undeclared

        tree, project = states.subject.change.after, states.project
        orm = states.subject.kit.place(project, tree).orm
        found = undeclared(failure, tree, project.dialect, orm, stage)
        message, remedy = (found.message, found.remedy) if found else (message, remedy)
    yield Finding(
        CHECK,
        "unloadable-schema",
        path,
        failure.line,
        f"the schema can't be loaded: {message}",
        remedy,
        kind="schema",
        column=failure.column,
        project=config,
        inherited=inherited,
    )


def _staged_again(states: States, path: str) -> Command:
    """What stages the named file and what else of the project the change holds: a cause is often in
    another file than the one where it shows."""
    cwd = states.project.cwd
    changed = states.subject.change.changed
    near = (
        each
        for each in changed
        if each.endswith(EXTENSIONS) and each in states.subject.change.after
    )
    own = (each for each in near if not cwd or each.startswith(cwd + "/"))
    return git_add(*dict.fromkeys((path, *sorted(own)[:SHOWN])))


def _as_before(states: States) -> bool:
    key = states.after.key
    return not states.subject.whole and bool(key) and states.before.key == key


def _undecided(config: str, failure: Failure) -> Note:
    if failure.kind == "stand-in":
        return Note(
            CHECK,
            f"the schema takes a name or a type from {failure.message}, which is not there",
            config,
            undecided=True,
            remedy=Remedy(
                "install the packages, and give names that don't depend on the environment"
            ),
        )
    return Note(CHECK, f"the schema can't be loaded: {failure.message}", config, undecided=True)


def _missing(states: States, after: Loaded) -> Iterator[Finding]:
    """Relative imports that lead nowhere: drizzle-kit can't load the schema on a fresh clone."""
    known: set[tuple[str, str]] = set()
    if after.missing and not states.subject.whole:
        known = {(each["importer"], each["name"]) for each in states.before.missing}
    for each in after.missing:
        importer, name = each["importer"], each["name"]
        yield Finding(
            CHECK,
            "missing-import",
            importer,
            each["line"],
            f"{importer} imports {name}, and no such file is in the commit",
            Remedy(
                "mend the import, or add the file that is meant, then",
                _staged_again(states, importer),
                decide=True,
            ),
            kind="schema",
            project=states.project.config,
            inherited=(importer, name) in known,
        )


def _computed(states: States, after: Loaded) -> Iterator[Finding]:
    """What each `generate` writes anew, said where it comes in."""
    known = () if states.subject.whole else states.before.computed
    for path in after.computed:
        if path in known:
            continue
        name, table, column = path[-1], path[1].removeprefix("public."), path[3:4]
        owner = ".".join([table, *column]) if path[0] == "tables" else table
        place, line = place_of(states, [Named("column", owner, "", path)])
        taken = path in after.by_environment
        by = "from the environment: each machine's" if taken else "when the schema is loaded: every"
        yield Finding(
            CHECK,
            "computed-default" if name == "default" else "computed-value",
            place,
            line,
            f"{name} of {owner} is computed {by} generate writes another one",
            Remedy(
                "write .default(sql`…`), or .$defaultFn(() => …) for a value of each row"
                if name == "default"
                else "write the value itself"
            ),
            severity="report",
            kind="schema",
            project=states.project.config,
        )


def _duplicates(states: States, after: Loaded) -> Iterator[Finding | Note]:
    """One table under two exports: 0.31 takes the last of them silently, 1.0 fails without a word."""
    if not after.duplicates:
        return
    config = states.project.config
    known = {
        each["name"] for each in (states.before.duplicates if not states.subject.whole else ())
    }
    place = states.subject.kit.place(states.project, states.subject.change.after)
    for each in after.duplicates:
        if each["name"] in known:
            continue
        first, second = each["exports"]
        text = f'table "{each["name"]}" is declared twice, as {first} and as {second}'
        if place.layout == "journal":
            yield Note(CHECK, f"{text}; drizzle-kit takes the last one", config)
            continue
        changed = [path for path in after.files if path in states.subject.change.changed]
        path = changed[0] if changed else config
        yield Finding(
            CHECK,
            "duplicate-table",
            path,
            1,
            text,
            Remedy("rename or remove one of them, then", _staged_again(states, path), decide=True),
            kind="schema",
            project=config,
        )
