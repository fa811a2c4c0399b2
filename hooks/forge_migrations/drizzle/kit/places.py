"""Where a project's drizzle-kit and drizzle-orm are installed, and which versions they are."""

from __future__ import annotations

import json
import os
import re

from forge_migrations.drizzle.kit.locked import locked_version
from forge_migrations.drizzle.kit.locked import own_copy
from forge_migrations.drizzle.kit.locked import prepared_copy
from forge_migrations.engines import MYSQL
from forge_migrations.engines import SQLITE
from forge_migrations.engines import TURSO
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project

SUPPORTED = "0.30, 0.31 and 1.0 (from 1.0.0-beta.1)"
BEFORE_BETA = re.compile(r"0\.|1\.0\.0-beta\.1-")
"""What reads and writes a journal; the builds of 1.0.0-beta.1 that have a hash were made of 0.31."""
LOCKFILES = (
    ("bun.lock", "bun install"),
    ("bun.lockb", "bun install"),
    ("pnpm-lock.yaml", "pnpm install"),
    ("yarn.lock", "yarn install"),
    ("package-lock.json", "npm install"),
    ("npm-shrinkwrap.json", "npm install"),
)


SUBSTITUTE = "1.0.0-rc.4"
"""The first drizzle-kit of 1.0 that evaluates MySQL's and SQLite's schemas in memory; its snapshots
of them are those of the betas."""
_SILENT = re.compile(r"1\.0\.0-(?:beta\.|rc\.[123](?:-|$))")


class NeedsSubstitute(Undecided):
    """The installed drizzle-kit can't be asked about a dialect; `forge-migrations setup` has one
    that can."""


class Place(NamedTuple):
    """An installed drizzle-kit with the drizzle-orm that it works with."""

    kit: str
    """The absolute folder of the package drizzle-kit."""
    version: str
    orm: str
    orm_version: str
    folders: tuple[str, ...]
    """Absolute folders to look for a transpiler from."""
    packages: str | None = None
    """The work tree whose installed packages serve: its own, or the main one of a linked one."""
    borrowed: bool = False
    """True when the project's own scripts would not find it: it is installed elsewhere."""
    instead_of: str = ""
    """The installed version that this one stands in for; empty when it is the project's own."""

    @property
    def layout(self) -> str:
        """The layout on disk that this drizzle-kit reads and writes: `journal` or `folders`."""
        return "journal" if BEFORE_BETA.match(self.version) else "folders"


def find_place(
    project: Project,
    tree: Tree,
    root: str | None,
    folder: str,
    main_root: Callable[[], str | None] = lambda: None,
) -> Place:
    """The drizzle-kit of a project: the named folder's, else the nearest one installed, else the
    main work tree's where this one is linked to it and has the same version locked, else the copy
    of its locked version that `forge-migrations setup` made, else the main work tree's.

    Raises `Undecided` with the command that installs it.
    """
    packages, borrowed = root, False
    starts = [os.path.abspath(folder)] if folder else list(_starts(project, root))
    kit = _first(starts, "drizzle-kit")
    if kit is None and not folder:
        main, borrowed = main_root(), True
        there = list(_starts(project, main))
        copy = prepared_copy(tree, project.cwd)
        kit = _first(there, "drizzle-kit")
        if copy and not (
            kit and version_of(kit) == locked_version(tree, project.cwd, "drizzle-kit")
        ):
            kit = installed_above(copy, "drizzle-kit")
            starts.append(copy)
        elif kit is not None:
            starts, packages = [*there, *starts], main
    if kit is None and root and not folder and os.path.isfile(os.path.join(root, ".pnp.cjs")):
        raise Undecided(
            "yarn's Plug'n'Play keeps drizzle-kit in an archive, where it can't be loaded from",
            Remedy("run", ours("setup")),
        )
    if kit is None:
        raise Undecided(
            f"drizzle-kit is not installed {f'in {folder}' if folder else 'here'}",
            install_command(project, tree, folder),
        )
    orm = _first([*starts, os.path.dirname(os.path.realpath(kit))], "drizzle-orm")
    if orm is None:
        raise Undecided(
            "drizzle-orm is not installed beside drizzle-kit",
            install_command(project, tree, folder),
        )
    version, orm_version = version_of(kit), version_of(orm)
    _refuse_unsupported(version)
    place = Place(kit, version, orm, orm_version, tuple(starts), packages, borrowed)
    return _substituted(place, project.dialect) if _is_silent(version, project.dialect) else place


def _is_silent(version: str, dialect: str) -> bool:
    """True for a drizzle-kit that answers about this dialect only on its command line."""
    early = BEFORE_BETA.match(version) or not _SILENT.match(version)
    return not early and dialect in (MYSQL.drizzle, SQLITE.drizzle, TURSO.drizzle)


def _substituted(place: Place, dialect: str) -> Place:
    copy = own_copy(SUBSTITUTE, SUBSTITUTE)
    kit, orm = installed_above(copy, "drizzle-kit"), installed_above(copy, "drizzle-orm")
    if kit is None or orm is None or not kit.startswith(copy):
        raise NeedsSubstitute(
            f"drizzle-kit {place.version} evaluates no {dialect} schema in memory; {SUBSTITUTE}, "
            "which reads its snapshots, does",
            Remedy("run", ours("setup")),
        )
    return place._replace(
        kit=kit,
        version=SUBSTITUTE,
        orm=orm,
        orm_version=SUBSTITUTE,
        folders=(*place.folders, copy),
        instead_of=place.version,
    )


def _starts(project: Project, root: str | None) -> Iterator[str]:
    if root is None:
        return
    folders = [project.cwd, project.config.rpartition("/")[0]]
    folders += [each.rpartition("/")[0] for each in project.schema if not each.startswith("..")]
    for folder in dict.fromkeys(folders):
        yield os.path.join(root, folder) if folder else root


def _first(starts: list[str], name: str) -> str | None:
    return next((found for start in starts if (found := installed_above(start, name))), None)


def installed_above(folder: str, name: str) -> str | None:
    """The package that Node finds from a folder, in the nearest `node_modules` upwards."""
    here = folder
    while True:
        found = os.path.join(here, "node_modules", name)
        if os.path.isfile(os.path.join(found, "package.json")):
            return found
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def version_of(folder: str) -> str:
    """The `version` of an installed package. Raises `Undecided` when its manifest can't be read."""
    try:
        with open(os.path.join(folder, "package.json"), encoding="utf-8") as file:
            return str(json.load(file)["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Undecided(f"{folder}/package.json can't be read: {error}") from error


def _refuse_unsupported(version: str) -> None:
    numbers = version.split("-")[0].split(".")
    try:
        major, minor = int(numbers[0]), int(numbers[1])
    except (ValueError, IndexError):
        major, minor = 0, 0
    if major > 1 or (major == 1 and "-alpha" in version) or (major == 0 and minor < 30):
        raise Undecided(
            f"drizzle-kit {version} is installed; supported are {SUPPORTED}",
            "upgrade it, or name another one with --kit DIR",
        )


def install_command(project: Project, tree: Tree, folder: str = "") -> Remedy:
    """The command that installs what the project's lockfile names."""
    if folder:
        packages = ("drizzle-kit", "drizzle-orm")
        return Remedy("run", command("npm", "install", "--prefix", folder, *packages))
    manager = project.manager
    own = [each for each in LOCKFILES if not manager or each[1].startswith(manager + " ")]
    here = project.cwd
    while True:
        for name, install in own:
            if f"{here}/{name}" in tree or (here == "" and name in tree):
                return Remedy("run", command(*install.split(), cwd=here))
        if here == "":
            return _install_by_deno(project, tree) or Remedy(
                "run", command(manager or "npm", "install")
            )
        here = here.rpartition("/")[0]


def _install_by_deno(project: Project, tree: Tree) -> Remedy | None:
    """Deno keeps packages in a cache of its own, where no drizzle-kit is found: its lockfile says
    which one to have, once there is one."""
    if "package.json" in tree or not {"deno.json", "deno.jsonc", "deno.lock"} & tree.entries.keys():
        return None
    if all(locked_version(tree, project.cwd, name) for name in ("drizzle-kit", "drizzle-orm")):
        return Remedy("run", ours("setup"))
    return Remedy("run", command("deno", "install"), ours("setup"))
