"""What it costs to ask who still uses what a commit takes away, beside `tsc --noEmit` of the same files.

    python -m benchmarks.uses REPOSITORY COMMIT FOLDER

`REPOSITORY` is a clone, bare or not, and `FOLDER` has typescript and drizzle-orm in its node_modules. The
commit is judged against its parent twice, with nothing known and with the answer known. The peer compiles
the files of the parent that were told, with whatever they import, in a checkout of both trees in turn: it
finds the places only where a column is gone and its types are installed. Processor seconds count every
process that was started.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from forge_migrations.change.change import range_change
from forge_migrations.change.repository import Repository
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.checks.uses.asking import uses_of
from forge_migrations.config import Policy
from forge_migrations.facts import Facts


def ours(folder: str, commit: str, kit: str) -> set[str]:
    """The files with a place, of every project of the commit."""
    repository = Repository.find(folder)
    change = range_change(repository, f"{commit}^", commit, base=f"{commit}^")
    facts = Facts.of_repository(repository.common_folder)
    subject = Subject(change, Policy({"uses": {"seconds": 120}}), facts, kit_folder=kit)
    try:
        answered = [each for project in subject.projects for each in uses_of(subject, project)]
    finally:
        subject.close()
        facts.save()
    return {use.path for each in answered for use in each.uses.released}


def checkout(folder: str, tree: str, target: Path) -> None:
    """The files of a tree."""
    target.mkdir()
    packed = subprocess.run(
        ["git", "archive", tree, "--", "*.ts", "*.tsx", "*.json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        check=True,
    )
    subprocess.run(["tar", "x"], cwd=target, input=packed.stdout, check=True)


def compiled(target: Path, files: set[str], kit: Path) -> None:
    """What the peer does with one tree; its exit code says nothing, as packages are missing."""
    modules = target / "node_modules"
    if not modules.exists():
        modules.symlink_to(kit / "node_modules")
    options = {
        "noEmit": True, "strict": True, "skipLibCheck": True, "jsx": "preserve", "module": "esnext",
        "target": "esnext", "moduleResolution": "bundler", "types": [],
    }  # fmt: skip
    there = [file for file in sorted(files) if (target / file).exists()]
    told = json.dumps({"compilerOptions": options, "files": there})
    (target / "tsconfig.bench.json").write_text(told)
    script = kit / "node_modules" / "typescript" / "lib" / "tsc.js"
    subprocess.run(
        ["node", str(script), "-p", "tsconfig.bench.json"],
        cwd=target,
        capture_output=True,
        check=False,
    )


def _used() -> float:
    every = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(r.ru_utime + r.ru_stime for r in map(resource.getrusage, every))


def _told(name: str, run: Callable[[], object]) -> object:
    start, used = time.perf_counter(), _used()
    found = run()
    wall, taken = time.perf_counter() - start, _used() - used
    print(f"| {name} | {wall:.1f} s | {taken:.1f} s |", flush=True)
    return found


def main(folder: str, commit: str, kit: Path) -> None:
    """Print the table: wall and processor seconds of each way."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["FORGE_CACHE"] = str(Path(name) / "cache")
        print("| what | wall | processor |\n|---|---|---|")
        files: set[str] = set()
        _told("ours, nothing known", lambda: files.update(ours(folder, commit, str(kit))))
        _told("ours, answer known", lambda: ours(folder, commit, str(kit)))
        trees = {f"{commit}^": Path(name) / "before", commit: Path(name) / "after"}
        for tree, target in trees.items():
            checkout(folder, tree, target)
        peer = f"tsc --noEmit of the {len(files)} files, both trees"

        def compile_both() -> None:
            for target in trees.values():
                compiled(target, files, kit)

        _told(peer, compile_both)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]).absolute())
