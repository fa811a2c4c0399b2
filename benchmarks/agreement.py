"""How often a migration's SQL disagrees with its snapshot, over the histories of repositories.

usage: python -m benchmarks.agreement [--show] [--history] REPOSITORY...

Reads the last commit of each repository (bare or not) and changes nothing. `--show` prints each
disagreement that would refuse a commit; a person says whether it is one. `--history` leaves out what a
later migration put right.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator

from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import Tree
from forge_migrations.checks.migration_history.agreement.carried import Carried
from forge_migrations.checks.migration_history.agreement.states import Snapshots
from forge_migrations.checks.migration_history.agreement.words import worded
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.engines import DIALECTS
from forge_migrations.facts import Facts


def histories(tree: Tree) -> Iterator[History]:
    """Every migrations folder of a tree, whether a config names it or not."""
    folders = set()
    for path in tree.entries:
        if path.endswith("meta/_journal.json"):
            folders.add(path.removesuffix("meta/_journal.json").rstrip("/"))
        elif path.endswith("/migration.sql"):
            folders.add(os.path.dirname(os.path.dirname(path)))
    for folder in sorted(folders):
        yield read_history(tree, folder)


def measure(repository: str, show: bool, whole: bool) -> Counter[str]:
    """What one repository's migrations have other than their snapshots, counted."""
    tree = Repository.find(repository).at("HEAD")
    found: Counter[str] = Counter()
    for history in histories(tree):
        dialect = DIALECTS.get(history.dialect)
        if dialect is None:
            continue
        snapshots = Snapshots(history, tree, Facts(), dialect)
        carried = Carried(snapshots)
        standing = carried.end().standing if whole else {}
        for one in history.migrations:
            found["migrations"] += 1
            compared = snapshots.compared(one)
            if compared is None:
                found["not comparable"] += 1
                continue
            found["compared"] += 1
            found["not read"] += bool(compared.unread)
            said = [(each, worded(each, orders_enums=False)) for each in compared.found]
            found["reported"] += any(word and word.severity == "report" for _, word in said)
            strong = [each for each, word in said if word and word.severity == "refuse"]
            there = standing.get(one.tag, ()) if whole else carried.here(one)
            left = [each for each in strong if each in there]
            found["had before"] += bool(strong and not left)
            found["refused"] += bool(left)
            for each in left if show else ():
                word = worded(each, orders_enums=False)
                print(f"{repository}:{one.path}:{each.line}: {word.message if word else ''}")
    return found


def main() -> None:
    """Print a line for each repository and the sum."""
    words = sys.argv[1:]
    folders = [word for word in words if not word.startswith("--")]
    total: Counter[str] = Counter()
    for folder in folders:
        start = time.perf_counter()
        found = measure(folder, "--show" in words, "--history" in words)
        print(f"{folder}: {dict(found)}, {time.perf_counter() - start:.1f} s", flush=True)
        total += found
    print(f"{len(folders)} repositories: {dict(total)}")


if __name__ == "__main__":
    main()
