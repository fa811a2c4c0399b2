"""The commits that a change is made of: where something that got lost on the way can be found."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.change import Change
    from forge_migrations.change.repository import Repository

PICKED = ("CHERRY_PICK_HEAD", "REBASE_HEAD")
"""What git is taking over when it stops for a conflict:
https://git-scm.com/docs/gitrevisions#Documentation/gitrevisions.txt-HEAD"""
_SQUASHED = r"(?m)^commit ([0-9a-f]{40,64})\b"


def commits_with(change: Change, names: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Ids of the commits of a change that touch a line which names one of `names`, or one of the
    paths, what is being taken over first, then the newest first.

    A change that has no history, or none yet (everything, a first commit), has none.
    """
    repository = change.repository
    if repository is None or change.mode == "everything":
        return []
    taken, walked = _ends(change, repository)
    found = dict.fromkeys(taken)
    if walked:
        log = ("log", "--full-history", "--no-show-signature", "--no-color", "--format=%H")
        words = "|".join(sorted(re.escape(each) for each in names))
        lines = f"(^|[^[:alnum:]_])({words})([^[:alnum:]_]|$)"
        pathspecs = [f":(top,literal){path}" for path in paths]
        if pathspecs:
            found.update(dict.fromkeys(_ids(repository.ask(*log, *walked, "--", *pathspecs))))
        if words:
            found.update(dict.fromkeys(_ids(repository.ask(*log, f"-G{lines}", *walked, "--"))))
    found.pop(change.after.name, None)
    return list(found)


def _ends(change: Change, repository: Repository) -> tuple[list[str], list[str]]:
    """(commits that are looked at themselves, what `git log` walks)."""
    if change.mode == "range":
        start = change.before.name
        return [], [change.after.name, *([] if start == "nothing" else [f"^{start}"])]
    if not repository.has_commits():
        return [], []
    base = change.base.name
    since = [] if base in ("nothing", "memory") else [f"^{base}"]
    heads = ["HEAD", *repository.merge_heads()]
    return _taken_over(repository), [*heads, *since] if since else []


def _taken_over(repository: Repository) -> list[str]:
    """What a cherry-pick, a rebase or a squash merge brings, while it is being committed.

    https://git-scm.com/docs/git-merge#Documentation/git-merge.txt---squash (`SQUASH_MSG`)
    """
    found = []
    for name in PICKED:
        out = repository.ask("rev-parse", "--verify", "--quiet", name, may_fail=True)
        found += _ids(out)
    try:
        path = os.path.join(repository.git_folder, "SQUASH_MSG")
        with open(path, encoding="utf-8", errors="replace") as file:
            found += re.findall(_SQUASHED, file.read())
    except OSError:
        pass
    known = repository.ask(
        "cat-file", "--batch-check=%(objectname) %(objecttype)",
        stdin="".join(f"{each}\n" for each in found).encode(),
    ) if found else b""  # fmt: skip
    return [line.split()[0] for line in known.decode().splitlines() if line.endswith(" commit")]


def _ids(out: bytes) -> list[str]:
    return out.decode().split()
