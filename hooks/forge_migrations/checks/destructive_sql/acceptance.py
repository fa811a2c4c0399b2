"""What a finding about SQL leaves to say: the line that accepts it, and the export that is missing."""

from __future__ import annotations

import os
import re
from functools import cached_property

from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Command
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_rm
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project
    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Finding

NOT_ACCEPTED = frozenset(
    (
        "empty-statement",  # no acknowledgement can stand above it
        "unreadable-acknowledgement",
        "acknowledgement-without-reason",
        "unknown-acknowledgement",
        "unused-acknowledgement",
        "expired-acknowledgement",
    )
)
"""Rules that no acknowledgement accepts."""
MANY = 300
"""Changed scripts beyond which a hint isn't worth reading all of them."""
DROPPED = r'drops table "([^"]+)"'
DECLARED = (
    rb"""(?m)^[ \t]*(?P<export>export[ ]+)?(?:const|let|var)[ ][^\n]*?"""
    rb"""(?P<call>[Tt]able\w{0,40}\(\s*(["'`])(?P<name>[^"'`\n]{1,200})\3)"""
)
"""Any call whose name ends in `Table` counts, or a method `table` (`pgSchema().table`)."""


class Declaration(NamedTuple):
    """Where a TypeScript file declares a table."""

    place: str
    """`path:line`."""
    exported: bool


def told(finding: Finding, declared: Declarations, alone: bool = True) -> Finding:
    """The finding with what to type to accept it, and with the table's declaration if it has one;
    `alone`: the repository has one project."""
    if not finding.refuses:
        return finding
    remedy = Remedy.of(finding.remedy)
    if finding.rule in ("rename-column", "rename-table") and _softens(remedy):
        remedy = declared.kept_names(finding.path, remedy)
    remedy = remedy if alone else _of_project(remedy, finding.project)
    if finding.rule not in NOT_ACCEPTED:
        remedy = remedy.or_else(accepting(finding.rule, finding.path, finding.line))
    finding = finding._replace(remedy=remedy)
    dropped = re.search(DROPPED, finding.message) if finding.rule == "drop-table" else None
    found = declared.of(dropped.group(1)) if dropped else None
    if found is None or found.exported:
        return finding
    return finding._replace(
        message=f"{finding.message}, and {found.place} still declares it: it lost its export",
        remedy=Remedy(
            f"export the table again in {found.place}, then delete this migration",
            git_add(found.place.rpartition(":")[0]),
            *_deleting(finding),
            instead=[remedy],
        ),
    )


def accepting(rule: str, path: str, line: int) -> Remedy:
    """The acknowledgement to write where a rule's finding is what is meant."""
    above = Edit(path, line, f"-- forge-migrations: allow {rule}: WHY", place="the statement")
    return Remedy("if it is meant,", above, decide=True)


def _softens(said: Remedy) -> bool:
    return any(each.argv[1:2] == ("soften",) for each in said.commands)


def _of_project(said: Remedy, config: str) -> Remedy:
    """A remedy whose `soften` says which of several projects is meant; any other as it is."""
    if not _softens(said):
        return said
    named = [
        ours(*each.argv[1:], "--project", config) if each.argv[1:2] == ("soften",) else each
        for each in said.commands
    ]
    return Remedy(said.words, *said.edits, *named, instead=said.alternatives, decide=said.decide)


def _deleting(finding: Finding) -> Iterator[Command]:
    """What takes a new migration away whole."""
    folder, name = os.path.split(finding.path)
    if name == "migration.sql":  # the layout of 1.0: all of it is in its folder
        yield git_rm(folder, force=True)
        return
    yield git_rm(finding.path, force=True)
    yield ours("repair", "--write", finding.project)
    yield git_add(folder)


class Declarations:
    """The tables that scripts declare, read when first asked for.

    drizzle-kit takes what a schema file doesn't export for what isn't there:
    `drizzle-kit/src/serializer/pgImports.ts`.
    """

    def __init__(
        self, tree: Tree, scripts: Iterable[str], dialect: Dialect = "postgres", newest: str = ""
    ) -> None:
        """`newest`: the path of the newest migration."""
        self._tree = tree
        self._scripts = scripts
        self._dialect = dialect
        self._newest = newest

    def kept_names(self, path: str, said: Remedy) -> Remedy:
        """A remedy that keeps the old names, with the schema files that say them; without it where no
        file says one, and for a migration that others are built on."""
        from forge_migrations.sql.read import acts_of

        text = self._tree.read(path).decode("utf-8", "replace")
        acts = [act for act in acts_of(text, self._dialect) if act.verb.startswith("rename-")]
        names = [act.new if act.verb == "rename-table" else act.table for act in acts]
        found = [self.of(name) for name in names]
        places = [each.place.rpartition(":")[0] for each in found if each is not None]
        if path != self._newest or len(places) < len(names):
            first, *others = said.alternatives
            return first.or_else(*others)
        more = dict.fromkeys(places)
        commands = [
            Command((*each.argv, *more)) if each.argv[:2] == ("git", "add") else each
            for each in said.commands
        ]
        return Remedy(said.words, *commands, instead=said.alternatives)

    def of(self, table: str) -> Declaration | None:
        """The declaration of a table, one without an export first."""
        return self._found.get(table.rpartition(".")[2])

    @cached_property
    def _found(self) -> dict[str, Declaration]:
        found: dict[str, Declaration] = {}
        scripts = list(dict.fromkeys(self._scripts))
        texts = self._tree.read_many(scripts)
        for path, data in ((path, texts[path]) for path in scripts if path in texts):
            for call in re.finditer(DECLARED, data):
                name = os.fsdecode(call["name"])
                line = data.count(b"\n", 0, call.start("call")) + 1
                here = Declaration(f"{path}:{line}", call["export"] is not None)
                if name not in found or (found[name].exported and not here.exported):
                    found[name] = here
        return found


def scripts_of(project: Project, after: Tree, changed: Iterable[str]) -> Iterable[str]:
    """The schema files, then the changed scripts. Of very many only those beside or below a schema
    file: where everything is judged, or years are pushed, the rest is other code."""
    schema = schema_files(project, after)
    scripts = {path for path in changed if path.endswith((".ts", ".js"))}
    if len(scripts) > MANY:
        folders = {path.rpartition("/")[0] for path in schema} - {""}
        scripts &= {path for folder in folders for path in after.files_under(folder)}
    yield from schema  # first: another project may have a table of that name
    yield from sorted(scripts)
