"""How often what the rules say of running code agrees with that code's own queries, over the
migrations of repositories.

usage: python -m benchmarks.released [--show] [--last N] [--kit DIR] REPOSITORY...

Each commit that added a migration is judged twice against its parent: by the rules, and by a rehearsal
that runs the queries of the parent's schema. A statement is one place. `--show` prints each place of
which only one of them speaks; a person says who is right. Writes nothing into a repository.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections import Counter
from collections.abc import Iterator

from forge_migrations.change.change import range_change
from forge_migrations.change.repository import Repository
from forge_migrations.checks.consequences import DROPS
from forge_migrations.checks.consequences import MEASURED
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding

PATTERN = "DROP|RENAME|NOT NULL|SET DATA TYPE|MODIFY"
"""What a migration has that can break something; the others would only make the run longer."""


def commits(repository: str, last: int) -> Iterator[str]:
    """The newest commits with one parent that added such a migration."""
    command = ["git", "log", "--no-merges", "--diff-filter=A", f"-G{PATTERN}", "--format=%H"]
    listed = subprocess.run(
        [*command, f"-n{last}", "HEAD", "--", "*.sql"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    yield from listed.stdout.split()


def judged(repository: Repository, commit: str, check: str, kit: str) -> list[Finding] | None:
    """The findings about running code; `None` where the check says that it saw nothing."""
    parent = repository.parent(commit)
    if parent is None:
        return None
    change = range_change(repository, parent, commit, parent)
    subject = Subject(change, policy_of(change), Facts(), kit_folder=kit, only_check=check)
    try:
        verdict = judge(subject, [check])
    finally:
        subject.close()
    ordered = any(each.message.startswith("deploy order: ") for each in verdict.notes)
    if check == "rehearsal" and not ordered:
        return None
    return [
        each
        for each in verdict.findings
        if not each.inherited
        and (each.rule in (MEASURED, *DROPS) or each.kind == "breaks-clients")
        and (check != "rehearsal" or each.rule == MEASURED)
    ]


def measure(folder: str, last: int, kit: str, show: bool) -> Counter[str]:
    """One repository's places, counted by who speaks of them."""
    repository = Repository.find(folder)
    found: Counter[str] = Counter()
    for commit in commits(folder, last):
        found["commits"] += 1
        measured = judged(repository, commit, "rehearsal", kit)
        if measured is None:
            found["commits not measured"] += 1
            continue
        read = judged(repository, commit, "destructive-sql", kit) or []
        places = {(each.path, each.line) for each in measured}
        also = {(each.path, each.line) for each in read}
        found["both"] += len(places & also)
        for each in measured:
            if (each.path, each.line) not in also:
                found["only measured"] += 1
                _show(show, folder, commit, each)
        for each in read:
            if (each.path, each.line) not in places:
                found[f"only read: {each.rule}"] += 1
                _show(show, folder, commit, each)
    return found


def _show(show: bool, folder: str, commit: str, finding: Finding) -> None:
    if show:
        place = f"{finding.path}:{finding.line}"
        print(f"  {folder} {commit[:9]} {place}: {finding.rule}: {finding.message}", flush=True)


def main() -> None:
    """Print a line for each repository and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--last", type=int, default=5)
    parser.add_argument("--kit", default="")
    parser.add_argument("repositories", nargs="+")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    for folder in options.repositories:
        start = time.perf_counter()
        found = measure(folder, options.last, options.kit, options.show)
        print(f"{folder}: {dict(found)}, {time.perf_counter() - start:.1f} s", flush=True)
        total += found
    print(f"{len(options.repositories)} repositories: {dict(total)}")


if __name__ == "__main__":
    main()
