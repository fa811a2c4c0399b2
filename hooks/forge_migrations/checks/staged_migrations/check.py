"""Refuse a commit that stages half of a migration."""

from __future__ import annotations

import os
import posixpath
import re

from forge_migrations.change.ignoring import ignored_by
from forge_migrations.change.ignoring import ignoring_rule
from forge_migrations.checks.staged_migrations.sets import changed_words
from forge_migrations.checks.staged_migrations.sets import incomplete
from forge_migrations.checks.staged_migrations.sets import unstaged
from forge_migrations.checks.staged_migrations.work import left_behind
from forge_migrations.checks.staged_migrations.work import on_disk
from forge_migrations.checks.staged_migrations.work import scripts_behind
from forge_migrations.drizzle.config.imports import candidates
from forge_migrations.drizzle.config.imports import relative_imports
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.sql_names import plain
from forge_migrations.drizzle.packages import learned
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Finding
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

    from forge_migrations.change.change import Change
    from forge_migrations.checks.staged_migrations.sets import Piece
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.findings import Note

CHECK = "staged-migrations"
MARKER_FACT = "conflict-marker-1"
_MARKER = rb"(?m)^(?:<{7}|>{7}) "


def check(subject: Subject) -> Iterator[Finding | Note]:
    """What of a migration or of a schema is staged without the rest."""
    change = subject.change
    projects = [one for one in subject.projects if not one.gone]
    if not projects or not change.changed:
        return
    near = _near_schema(change, projects)
    yield from _markers(subject, projects, near)
    if any(path.endswith(".gitignore") for path in change.changed):
        for one in projects:
            yield from _newly_ignored(one, change)
    if change.mode == "staged" and change.root is not None:
        yield from _untracked_imports(subject, near)
        yield from _left_behind(subject, projects)


def _near_schema(change: Change, projects: list[ProjectChange]) -> list[str]:
    """The changed scripts that are schema files, or stand beside or below one: told by the path,
    for a commit of other code is not worth reading a blob."""
    entries = {path for one in projects for path in schema_files(one.project, change.after)}
    schemas = {posixpath.dirname(path) for path in entries}
    scripts = [path for path in change.changed if path.endswith(EXTENSIONS)]
    near = {folder for folder in map(posixpath.dirname, scripts) if _is_inside(folder, schemas)}
    return sorted(path for path in scripts if path in entries or posixpath.dirname(path) in near)


def _is_inside(folder: str, others: Collection[str]) -> bool:
    """True when the folder is one of them or below one; everything is below the root, which
    counts for its own files alone."""
    if folder in others:
        return True
    while folder := posixpath.dirname(folder):
        if folder in others:
            return True
    return False


def _speaking(change: Change) -> list[str]:
    """The changed scripts that speak of Drizzle, before or after."""
    scripts = [path for path in sorted(change.changed) if path.endswith(EXTENSIONS)]
    found = set()
    for tree in (change.before, change.after):
        texts = tree.read_many(path for path in scripts if tree.is_file(path))
        found |= {path for path, text in texts.items() if b"drizzle-orm" in text}
    return sorted(found)


def _markers(
    subject: Subject, projects: list[ProjectChange], scripts: list[str]
) -> Iterator[Finding]:
    """What a merge left in SQL and schema files; migration-history reads the JSON."""
    change = subject.change
    owner = {path: one.project.config for one in projects for path in _sql_files(one)}
    if subject.only_check == CHECK:  # else migration-history says it of the JSON
        owner |= {path: one.project.config for one in projects for path in _json_files(one)}
    paths = [*scripts, *(path for path in owner if path in change.changed)]
    there = [path for path in paths if change.after.is_file(path)]
    lines = learned(change.after, subject.facts, MARKER_FACT, there, _marker_line)
    for path in there:
        if lines[path]:
            yield Finding(
                CHECK,
                "conflict-markers",
                path,
                lines[path],
                f"{posixpath.basename(path)} holds conflict markers",
                Remedy("resolve them, then", git_add(path), decide=True),
                kind="staging",
                project=owner.get(path, ""),
            )


def _sql_files(one: ProjectChange) -> list[str]:
    named = [migration.path for migration in one.after.migrations if migration.blob]
    return [*named, *one.after.orphans]


def _json_files(one: ProjectChange) -> list[str]:
    return [path for path, _line, _why in one.after.broken]


def _marker_line(data: bytes) -> int:
    marker = re.search(_MARKER, data)
    return data.count(b"\n", 0, marker.start()) + 1 if marker else 0


def _newly_ignored(one: ProjectChange, change: Change) -> Iterator[Finding]:
    """A `.gitignore` that from now on hides the migrations of a project that has some."""
    if not one.after.migrations:
        return
    names = ["20990101000000_x/migration.sql", "20990101000000_x/snapshot.json"]
    if one.after.layout == "journal":
        names = ["9999_x.sql", "meta/9999_snapshot.json", "meta/_journal.json"]
    for name in names:
        path = posixpath.join(one.project.out, name)
        rule = ignoring_rule(change.after, path)
        if rule is not None and ignoring_rule(change.before, path) is None:
            yield Finding(
                CHECK,
                "ignored-migrations",
                rule.file,
                rule.line,
                f"{rule.pattern} ignores the next {posixpath.basename(name).split('_')[-1]} of"
                f" {one.project.out}",
                Remedy("", Edit(rule.file, rule.line, old=rule.pattern), git_add(rule.file)),
                kind="staging",
                project=one.project.config,
            )
            return


def _untracked_imports(subject: Subject, scripts: list[str]) -> Iterator[Finding]:
    """Modules that a staged schema file asks for, and that only this work tree has."""
    change = subject.change
    before, after = change.before, change.after
    assert change.repository is not None
    imports = relative_imports(
        after, [path for path in scripts if after.is_file(path)], subject.facts
    )
    earlier = relative_imports(
        before, [one for one in imports if before.is_file(one)], subject.facts
    )
    for path, found in imports.items():
        old = {specifier for _line, specifier in earlier.get(path, [])}
        for line, specifier in found:
            paths = candidates(path, str(specifier))
            if any(one in after for one in paths):
                continue
            if specifier in old and not any(one in before for one in paths):
                continue  # it was like that before
            there = next((one for one in paths if _is_file(change, one)), None)
            if there is None:
                continue
            rule = ignored_by(change.repository, [there]).get(there)
            state = f"ignored by {rule[0]}:{rule[1]}" if rule else "not staged"
            yield Finding(
                CHECK,
                "untracked-import",
                path,
                int(line),
                f"{posixpath.basename(path)} imports {specifier}, which is {state}",
                Remedy("stage it", git_add(there, force=bool(rule))),
                kind="staging",
            )


def _is_file(change: Change, path: str) -> bool:
    return os.path.isfile(os.path.join(change.root or "", path))


def _left_behind(subject: Subject, projects: list[ProjectChange]) -> Iterator[Finding]:
    """Parts of migrations, or whole ones, that the commit leaves in the work tree."""
    change = subject.change
    assert change.repository is not None
    code = any(path.endswith(EXTENSIONS) for path in change.changed)
    concerned = [one for one in projects if code or change.touches(one.project.out)]
    if not concerned:
        return
    # Ignored files too: a migration may have stayed behind because a rule ignores it.
    folders = sorted({one.project.out or "." for one in concerned})
    files = left_behind(change.repository, folders, ignored=True)
    work_tree = on_disk(change.after, files)
    for one in concerned:
        work = read_history(work_tree, one.project.out, subject.facts) if files else one.after
        pieces = incomplete(one.before, one.after, work)
        whole = unstaged(one.after, work)
        if whole:
            said = changed_words(change.before, change.after, _speaking(change))
            pieces += [
                piece
                for piece in whole
                if not _subjects(one, files.get(piece.path, b"")).isdisjoint(said)
            ]
        yield from _said(one, pieces, change)
        if not pieces:
            yield from _without_schema(one, change)


def _said(one: ProjectChange, pieces: list[Piece], change: Change) -> Iterator[Finding]:
    """The findings of one project, with one line to paste for all of them."""
    if not pieces:
        return
    assert change.repository is not None
    paths = list(dict.fromkeys(path for piece in pieces for path in piece.missing))
    stage = git_add(*paths)
    rules: dict[tuple[str, int, str], str] = {}
    for path, rule in ignored_by(change.repository, paths).items():
        rules.setdefault(rule, path)
    for (file, number, pattern), path in rules.items():
        yield Finding(
            CHECK,
            "ignored-migrations",
            file,
            number or 1,
            f"{pattern} ignores {path}, which the staged migration needs",
            Remedy("", Edit(file, number or 1, old=pattern), git_add(file, *paths)),
            kind="staging",
            project=one.project.config,
        )
    for piece in pieces:
        yield Finding(
            CHECK,
            piece.rule,
            piece.path,
            1,
            piece.message,
            Remedy("stage it", stage),
            kind="staging",
            project=one.project.config,
        )


def _subjects(one: ProjectChange, sql: bytes) -> frozenset[str]:
    """The names that a migration is about, without case; none where it can't be read."""
    from forge_migrations.sql.subjects import subjects

    dialect = dialect_of(one.project.dialect, one.after.dialect)
    if dialect is None:
        return frozenset()
    return frozenset(map(plain, subjects(sql.decode("utf-8", "replace"), dialect)))


def _belongs(path: str, one: ProjectChange) -> bool:
    """True for a script of the project's own folder: another project's change says nothing of it."""
    return not one.project.cwd or path.startswith(one.project.cwd + "/")


def _without_schema(one: ProjectChange, change: Change) -> Iterator[Finding]:
    """A new migration whose schema change stayed in the work tree.

    Said only where an unstaged script names, in lines that it adds or loses, what the migration is
    about: a custom migration, a late one or one of data has no schema to be staged with.
    """
    assert change.repository is not None
    had = {migration.tag for migration in one.before.migrations}
    new = [
        migration
        for migration in one.after.migrations
        if migration.tag not in had and migration.blob
    ]
    if not new or any(_belongs(path, one) for path in _speaking(change)):
        return
    files, lost = scripts_behind(change.repository, EXTENSIONS)
    gone = change.after.read_many(lost)
    speaking = {path: text for path, text in {**files, **gone}.items() if b"drizzle-orm" in text}
    if not speaking:
        return
    about = {each.tag: _subjects(one, change.after.read(each.path)) for each in new}
    changed = {path: text for path, text in files.items() if path in speaking}
    work_tree = on_disk(change.after, changed, gone)
    for path in speaking:
        said = changed_words(change.after, work_tree, [path])
        for tag, names in about.items():
            if not names.isdisjoint(said):
                yield Finding(
                    CHECK,
                    "schema-not-staged",
                    path,
                    1,
                    f"{tag} is staged, and the schema change that it carries ({path}) is not",
                    Remedy("stage it", git_add(path)),
                    kind="staging",
                    project=one.project.config,
                )
                break
