"""One config's values as a Project, drizzle-kit's defaults filled in, seen from one folder."""

from __future__ import annotations

import posixpath
import re

from forge_migrations.change.ignoring import ignoring_rule
from forge_migrations.drizzle.config.schema_files import matching
from forge_migrations.drizzle.config.values import UNREAD
from forge_migrations.drizzle.packages import within
from forge_migrations.drizzle.project import Project
from forge_migrations.engines import ENGINES
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.config.values import Setting
    from forge_migrations.drizzle.packages import Packages
    from forge_migrations.drizzle.packages import Run
    from forge_migrations.facts import Facts

DIALECTS = {
    **{name: row.drizzle for row in ENGINES for name in (row.drizzle, *row.names)},
    **{name: name for name in ("gel", "mssql", "cockroach")},
    "cockroachdb": "cockroach",
}
"""Every name of a dialect -> drizzle-kit's own; the last ones' SQL isn't read here."""
OLD_DRIVERS = {driver: row.drizzle for row in ENGINES for driver in row.drivers}
"""What `driver` means where there is no `dialect`."""
PACKAGES = {package: row.drizzle for row in ENGINES for package in row.packages}
"""Database packages, for a config that names neither dialect nor driver."""


class Reading(NamedTuple):
    """A Project as one folder makes it, and how well it fits."""

    project: Project
    score: int
    """0 when neither the schema nor the migrations are there."""
    missing: tuple[str, ...] = ()
    """What is needed and could not be read."""
    why: str = ""
    """Why the schema that it names stays unknown; empty when it is known."""
    rank: tuple[int, ...] = ()
    """Which of several configs of one folder is the team's: the one that scripts run, .ts first."""


def read_config(
    tree: Tree,
    packages: Packages,
    path: str,
    cwd: str,
    found: Mapping[str, Setting],
    runs: Iterable[Run],
) -> Reading:
    """The config at `path` as drizzle-kit, run in `cwd`, would read it.

    Where its folder of migrations can't be read, the only one below `cwd` is taken for it.
    """
    config = _Config(found)
    runs = list(runs)
    package = packages.nearest(cwd)
    dependencies = package.dependencies if package else ()
    driver = config.text("driver")
    schema = tuple(_relative(cwd, _workspace(packages, cwd, one)) for one in config.texts("schema"))
    out = config.text("out")
    folder = within(cwd, out or "drizzle")
    unread = config.unread
    missing: tuple[str, ...] = tuple(
        name for name in ("schema", "out") if name in unread and not config.usable(name)
    )
    if "out" in missing:
        only = _only_history(tree, cwd)
        if only is not None:
            folder, missing = only, tuple(name for name in missing if name != "out")
    dialect = _dialect(tree, config, driver, folder, runs, dependencies)
    if not dialect and not _without(missing, "schema"):
        missing = (*missing, "dialect")
    generate = [run for run in runs if run.command == "generate" and run.script and not run.applies]
    # The package's own script goes before one of the root that calls into it.
    generate.sort(key=lambda run: package is None or run.home != package.folder)
    project = Project(
        config=path,
        cwd=cwd,
        dialect=dialect,
        schema=schema,
        out=folder,
        driver=driver if driver not in ("pg", "mysql2", "better-sqlite", "turso", "libsql") else "",
        casing=config.text("casing"),
        prefix=config.inner("migrations", "prefix") or "index",
        breakpoints=config.flag("breakpoints"),
        table=config.inner("migrations", "table") or "__drizzle_migrations",
        ledger_schema=config.inner("migrations", "schema") or "drizzle",
        packages=dependencies,
        script=generate[0].script if generate else "",
        manager=packages.manager_of(cwd),
        script_folder=generate[0].home if generate else "",
        script_ends=generate[0].last if generate else True,
        unread=unread,
        push_only=_pushes_only(tree, folder, runs, packages.facts),
    )
    has_schema = any(matching(tree, cwd, one) for one in schema)
    has_out = tree.has_folder(folder) and folder != cwd
    named = any(run.config == path for run in runs)
    usual = posixpath.basename(path).endswith(".ts")
    unsaid = "schema" in missing and has_out
    return Reading(
        project,
        2 * has_schema + has_out,
        _without(missing, "schema") if unsaid else missing,
        "only running it tells its schema" if unsaid else "",
        (2 * has_schema + has_out, bool(generate), named, usual),
    )


class _Config:
    """The settings with their types checked."""

    def __init__(self, found: Mapping[str, Setting]) -> None:
        self._found = found

    @property
    def unread(self) -> tuple[str, ...]:
        names = ("schema", "out", "dialect", "driver", "casing", "migrations", "breakpoints")
        return tuple(
            name for name in names if name in self._found and not self._found[name].certain
        )

    def usable(self, name: str) -> bool:
        """True when there is a value, be it only the one without environment variables."""
        setting = self._found.get(name)
        return setting is not None and bool(self.texts(name))

    def text(self, name: str) -> str:
        setting = self._found.get(name)
        return setting.value if setting and isinstance(setting.value, str) else ""

    def texts(self, name: str) -> list[str]:
        setting = self._found.get(name)
        value = setting.value if setting else None
        values = value if isinstance(value, list) else [value]
        return [one for one in values if isinstance(one, str) and one]

    def inner(self, name: str, key: str) -> str:
        setting = self._found.get(name)
        value = setting.value if setting else None
        one = value.get(key) if isinstance(value, dict) else None
        return one if isinstance(one, str) else ""

    def flag(self, name: str) -> bool:
        setting = self._found.get(name)
        return not (setting and setting.value is False)

    def has(self, name: str) -> bool:
        setting = self._found.get(name)
        return setting is not None and setting.value not in (None, UNREAD)


def _dialect(
    tree: Tree,
    config: _Config,
    driver: str,
    folder: str,
    runs: list[Run],
    dependencies: Iterable[str],
) -> str:
    """The config's dialect, or what stood in for it before 0.21: the driver, `generate:pg`; else
    what the journal says, else the one database that the package depends on."""
    named = config.text("dialect")
    if named:
        return DIALECTS.get(named, named)
    if driver in OLD_DRIVERS:
        return OLD_DRIVERS[driver]
    for run in runs:
        if run.dialect in DIALECTS:
            return DIALECTS[run.dialect]
    newest = max(tree.folders_in(folder), default=folder)
    for path in (f"{folder}/meta/_journal.json", f"{newest}/snapshot.json"):
        said = re.search(
            rb'"dialect"\s*:\s*"(\w+)"', tree.read(path) if tree.is_file(path) else b""
        )
        if said and said[1].decode() in DIALECTS:
            return DIALECTS[said[1].decode()]
    engines = {PACKAGES[name] for name in dependencies if name in PACKAGES}
    return engines.pop() if len(engines) == 1 else ""


def _workspace(packages: Packages, cwd: str, path: str) -> str:
    """`./node_modules/@acme/db/src/schema.ts` is a link into the workspace: the file it leads to."""
    _before, mark, after = path.partition("node_modules/")
    if not mark:
        return path
    parts = after.split("/")
    length = 2 if after.startswith("@") else 1
    package = packages.by_name.get("/".join(parts[:length]))
    return "/" + posixpath.join(package.folder, *parts[length:]) if package else path


def _relative(cwd: str, path: str) -> str:
    """A path of the repository as written from `cwd`; `/…` is one that `__dirname` was part of."""
    if not path.startswith("/"):
        return path
    return posixpath.relpath(path, "/" + cwd)


def _only_history(tree: Tree, cwd: str) -> str | None:
    """The one migrations folder below `cwd`, for a config whose `out` can't be read."""
    inside = f"{cwd}/" if cwd else ""
    found = {
        posixpath.dirname(posixpath.dirname(path))
        for path in tree.entries
        if path.endswith(("/meta/_journal.json", "/migration.sql")) and path.startswith(inside)
    }
    return found.pop() if len(found) == 1 else None


def _pushes_only(tree: Tree, out: str, runs: list[Run], facts: Facts) -> bool:
    """No migration is kept, and none is meant to be: git ignores the folder, or the scripts run
    `push` and nothing that would make or run one."""
    if has_migrations(tree, out, facts):
        return False
    commands = {run.command for run in runs}
    pushes = "push" in commands and commands.isdisjoint(("generate", "migrate"))
    return pushes or ignoring_rule(tree, f"{out}/meta/_journal.json") is not None


def has_migrations(tree: Tree, out: str, facts: Facts) -> bool:
    """True when the folder holds SQL, folders of 1.0, or a journal that names migrations.

    What `drizzle-kit drop` leaves of the last migration is a journal without entries.
    """
    if any(path.endswith(".sql") for path in tree.files_in(out)):
        return True
    if any(f"{folder}/migration.sql" in tree for folder in tree.folders_in(out)):
        return True
    journal, meta = f"{out}/meta/_journal.json", f"{out}/meta"
    if not tree.is_file(journal):
        return False
    if any(path != journal for path in tree.files_in(meta)):
        return True
    from forge_migrations.drizzle.history.journal import read_journal

    read = read_journal(tree, journal, facts)
    return bool(read.entries or read.broken)


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)
