"""What a rehearsal costs on a real history, beside the migrator alone and a run without templates.

    python -m benchmarks.rehearsal REPOSITORY CONFIG FOLDER

`REPOSITORY` is a clone with a PostgreSQL project, `CONFIG` its drizzle config's path, and `FOLDER`
has
drizzle-orm, drizzle-kit and pg in its node_modules. Every row does more than the one below it: ours
rehearses twice (with rows and measures, and everything on an empty database), compares the
structure
with the schema's and tries the way back; the peers only apply.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 5
_SCRIPT = """
import { createRequire } from "node:module";
const [folder, migrations, target] = process.argv.slice(2);
const require = createRequire(folder + "/package.json");
const { Client } = require("pg");
const { drizzle } = require("drizzle-orm/node-postgres");
const { migrate } = require("drizzle-orm/node-postgres/migrator");
const client = new Client(JSON.parse(target));
await client.connect();
await migrate(drizzle({ client }), { migrationsFolder: migrations });
await client.end();
"""


def main(repository: Path, config: str, folder: Path) -> None:
    """Print the table: medians of wall seconds, each way in turn."""
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name) / "cache"
        ways: dict[str, Callable[[], object]] = {
            "ours, nothing known (initdb, history, rows, structure)": lambda: _ours(
                repository, config, folder, cache, shutil.rmtree
            ),
            "ours, history known, one new migration": lambda: _ours(
                repository, config, folder, cache, _forget_verdicts
            ),
            "the fresh phase alone, no templates (initdb, apply, stop)": lambda: _bare(
                repository, config, Path(name) / "bare"
            ),
            "drizzle-orm's migrator alone, on a server that runs": lambda: _migrator(
                repository, config, folder, Path(name)
            ),
        }
        print("| what | seconds | runs |")
        print("|---|---|---|")
        for what, way in ways.items():
            way()
            took = [_timed(way) for _ in range(RUNS)]
            shown = ", ".join(f"{each:.2f}" for each in took)
            print(f"| {what} | {statistics.median(took):.2f} | {shown} |", flush=True)


def _timed(way: Callable[[], object]) -> float:
    done = way()
    if isinstance(done, float):
        return done
    raise TypeError("a way returns its own seconds: making it ready isn't timed")


def _ours(
    repository: Path, config: str, folder: Path, cache: Path, before: Callable[[Path], object]
) -> float:
    if cache.exists():
        before(cache)
    command = [sys.executable, "-m", "forge_migrations", "rehearse", "--last", "1"]
    command += ["--project", config, "--format", "json", "--kit", str(folder)]
    environment = {**os.environ, "FORGE_CACHE": str(cache), "PYTHONPATH": str(_hooks())}
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, check=False
    )
    took = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode()[-500:])
    return took


def _forget_verdicts(cache: Path) -> None:
    """Keep what was learned of schemas and the data folders; forget what a rehearsal said."""
    for path in cache.glob("facts/*/rehearsal"):
        shutil.rmtree(path)


def _bare(repository: Path, config: str, cache: Path) -> float:
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
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", script, str(repository), config], env=environment, check=True
    )
    return time.perf_counter() - start


def apply_fresh(repository: str, config: str) -> None:
    """A server from nothing, the whole history in one run, and its end."""
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.arena_postgres import PostgresArena
    from forge_migrations.database.drivers import driver_of
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.database.postgres import find_binaries
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


def _migrator(repository: Path, config: str, folder: Path, home: Path) -> float:
    from forge_migrations.database.postgres import Postgres
    from forge_migrations.database.postgres import find_binaries

    os.environ["FORGE_CACHE"] = str(home / "peer")
    binaries = find_binaries()
    assert binaries is not None
    server = Postgres(binaries)
    try:
        server.create("peer")
        host = server.engine("peer").url.query["host"]
        target = json.dumps({"user": "postgres", "database": "peer", "host": host})
        script = home / "migrate.mjs"
        script.write_text(_SCRIPT)
        out = repository / _read(str(repository), config)[2].out
        start = time.perf_counter()
        command = ["node", str(script), str(folder), str(out), target]
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start
    finally:
        server.stop()


def _read(repository: str, config: str):  # type: ignore[no-untyped-def]  # three rooms' types
    from forge_migrations.change.repository import Repository
    from forge_migrations.database.steps import steps_of
    from forge_migrations.drizzle.discovery import find_projects
    from forge_migrations.drizzle.history import read_history
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
    main(Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve())
