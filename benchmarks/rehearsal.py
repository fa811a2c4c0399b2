"""What a rehearsal costs on a real history, beside the migrator alone and a run without templates.

    python -m benchmarks.rehearsal REPOSITORY CONFIG FOLDER

`REPOSITORY` is a clone with a PostgreSQL project, `CONFIG` its drizzle config's path, and `FOLDER`
has drizzle-orm, drizzle-kit and pg in its node_modules; PGlite is measured where it has that too.
Ours rehearses twice (with rows and measures, and everything on an empty database), compares the
structure with the schema's and tries the way back; the peers only apply. Wall seconds say what was
waited for; processor seconds hold on a machine that is busy, and count every process that was
started: the servers of ours and of the fresh apply, not the one that `drizzle-kit migrate` finds.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from typing import NamedTuple

from benchmarks import projects
from benchmarks.hooks import Row
from benchmarks.memory import watched
from benchmarks.pairs import Figures
from forge_migrations.database.postgres.pglite import find_pglite

RUNS = 3
EMPTY_DATABASE = """
from forge_migrations.database.postgres.pglite import Pglite, find_pglite
Pglite(find_pglite()).stop()
"""
"""What `setup --pglite` does after it has installed it."""


def main(repository: Path, config: str, folder: Path) -> None:
    """Print the table: medians of wall seconds, each way in turn."""
    with tempfile.TemporaryDirectory() as name:
        ways: dict[str, Callable[[], Took]] = {}
        pglite = find_pglite(str(folder))
        for server, url in (("native", ""), ("PGlite", "pglite:")):
            if url and pglite is None:
                continue
            cache = Path(name) / server
            again = partial(_ours, repository, config, folder, url)
            ways[f"ours, {server}, nothing known"] = partial(again, cache, shutil.rmtree)
            ways[f"ours, {server}, history known"] = partial(again, cache, _forget_verdicts)
        bare = Path(name) / "bare"
        ways["apply on a fresh server, no templates"] = partial(_bare, repository, config, bare)
        ways["drizzle-kit migrate, without its server"] = partial(
            _kit, repository, config, folder, Path(name)
        )
        print("| what | wall s, least | median | processor s, least |")
        print("|---|---|---|---|")
        for what, way in ways.items():
            way()
            took = [way() for _ in range(RUNS)]
            walls = [each.wall for each in took]
            least = min(each.processor for each in took)
            print(
                f"| {what} | {min(walls):.2f} | {statistics.median(walls):.2f} | {least:.2f} |",
                flush=True,
            )


def measure(folder: Path) -> Iterator[Row]:
    """Ours beside `drizzle-kit migrate` of all of a made history of 34 migrations; nothing without a server."""
    from forge_migrations.database.postgres.server import find_binaries

    if find_binaries() is None:
        return
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        repository, config = projects.with_schema(home / "history", 34), "drizzle.config.ts"
        peer = partial(_kit, repository, config, folder, home)
        for server, url, goals in (
            ("PostgreSQL", "", (2.5, 0.7)),
            ("PGlite", "pglite:", (5.0, 1.5)),
        ):
            if url and find_pglite(str(folder)) is None:
                continue
            again = partial(_ours, repository, config, folder, url, home / server)
            states = (("first", shutil.rmtree), ("history known", _forget_verdicts))
            for (told, before), goal in zip(states, goals, strict=True):
                what = f"rehearsal of 34 migrations on {server}, {told}"
                yield what, "drizzle-kit migrate", _pairs(partial(again, before), peer), goal


def _pairs(ours: partial[Took], peer: Callable[[], Took]) -> Figures:
    """Both in turn, after one run of each that doesn't count."""
    ours(), peer()
    pairs = [(ours().wall, peer().wall) for _ in range(RUNS)]
    command, options = _command(*ours.args)
    return Figures(
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
        watched(command, **options),
    )


class Took(NamedTuple):
    """What one run took, in seconds; making it ready isn't counted."""

    wall: float
    processor: float


def _took(command: list[str], expect: tuple[int, ...] = (0,), **options: Any) -> Took:
    """Run it. `processor` counts every process that it waited for, servers among them."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, **options)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in expect:
        raise RuntimeError((done.stdout + done.stderr).decode()[-500:])
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return Took(wall, user + system)


def _ours(
    repository: Path,
    config: str,
    folder: Path,
    url: str,
    cache: Path,
    before: Callable[[Path], object],
) -> Took:
    command, options = _command(repository, config, folder, url, cache, before)
    return _took(command, (0, 1), **options)


def _command(
    repository: Path,
    config: str,
    folder: Path,
    url: str,
    cache: Path,
    before: Callable[[Path], object],
) -> tuple[list[str], dict[str, Any]]:
    """The words of a rehearsal that is made ready, and where and with what it runs."""
    if cache.exists():
        before(cache)
    command = [sys.executable, "-m", "forge_migrations", "rehearse", "--last", "1"]
    command += ["--project", config, "--format", "json", "--kit", str(folder)]
    environment = {**os.environ, "FORGE_CACHE": str(cache), "PYTHONPATH": str(_hooks())}
    if url:
        found = find_pglite(str(folder))
        assert found is not None
        environment["FORGE_SCRATCH_URL"] = url
        place = cache / "pglite" / "node_modules"
        if not place.exists():
            place.parent.mkdir(parents=True)
            place.symlink_to(Path(found.folder).parents[1])
            subprocess.run([sys.executable, "-c", EMPTY_DATABASE], env=environment, check=True)
    return command, {"cwd": repository, "env": environment}


def _forget_verdicts(cache: Path) -> None:
    """Keep what was learned of schemas and the data folders; forget what a rehearsal said."""
    for path in cache.glob("facts/*/rehearsal"):
        shutil.rmtree(path)


def _bare(repository: Path, config: str, cache: Path) -> Took:
    shutil.rmtree(cache, ignore_errors=True)
    script = (
        "import sys\n"
        "from benchmarks.rehearsal import apply_fresh\n"
        "apply_fresh(sys.argv[1], sys.argv[2])\n"
    )
    environment = {
        **os.environ,
        "FORGE_CACHE": str(cache),
        "PYTHONPATH": f"{_hooks()}:{_hooks().parent}",
    }
    return _took([sys.executable, "-c", script, str(repository), config], env=environment)


def apply_fresh(repository: str, config: str) -> None:
    """A server from nothing, the whole history in one run, and its end."""
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.drivers import driver_of
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.database.postgres.arena import PostgresArena
    from forge_migrations.database.postgres.server import find_binaries
    from forge_migrations.database.rehearsal import rehearse

    project, steps, history = _read(repository, config)
    binaries = find_binaries()
    assert binaries is not None
    arena = PostgresArena(binaries, steps)
    try:
        setting = Setting(Ledger.of(project, history), driver_of(project))
        found = rehearse(arena, (), steps, setting, upgrade=False)
        assert found.fresh_failure is None, found.fresh_failure
    finally:
        arena.close()


def _kit(repository: Path, config: str, folder: Path, home: Path) -> Took:
    from forge_migrations.database.postgres.server import Postgres
    from forge_migrations.database.postgres.server import find_binaries

    os.environ["FORGE_CACHE"] = str(home / "peer")
    binaries = find_binaries()
    assert binaries is not None
    server = Postgres(binaries)
    try:
        server.create("peer")
        host = server.engine("peer").url.query["host"]
        out = repository / _read(str(repository), config)[2].out
        settings = home / "peer.config.json"
        told = {
            "dialect": "postgresql",
            "out": os.path.relpath(out, folder),
            "dbCredentials": {"url": f"postgresql://postgres@/peer?host={host}"},
        }
        settings.write_text(json.dumps(told))
        program = str(folder / "node_modules" / "drizzle-kit" / "bin.cjs")
        done = _took(["node", program, "migrate", "--config", str(settings)], cwd=folder)
        with server.engine("peer").connect() as connection:
            count = connection.exec_driver_sql(
                "SELECT count(*) FROM drizzle.__drizzle_migrations"
            ).scalar()
        assert count == len(_read(str(repository), config)[1]), count
        return done
    finally:
        server.stop()


def _read(repository: str, config: str):  # type: ignore[no-untyped-def]  # three rooms' types
    from forge_migrations.change.repository import Repository
    from forge_migrations.database.steps import steps_of
    from forge_migrations.drizzle.config.discovery import find_projects
    from forge_migrations.drizzle.history.history import read_history
    from forge_migrations.facts import Facts

    tree = Repository.find(repository).at("HEAD")
    facts = Facts()
    projects = find_projects(tree, facts, ()).projects
    project = next(each for each in projects if each.config == config)
    history = read_history(tree, project.out, facts)
    return project, steps_of(history, tree), history


def _hooks() -> Path:
    return Path(__file__).parent.parent / "hooks"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve())
