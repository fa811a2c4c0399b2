"""The look at what a commit concerns: git's listings, by a plain process and little else.

Importing GitPython costs three times what a commit that concerns no migration may cost, and half of
what a warm one costs that does, so a commit asks git without it. What streams (the walk over a
history, the listing of a push) goes through GitPython, which ends a process that nobody reads.
"""

from __future__ import annotations

import os

from forge_migrations.change.git_words import failure
from forge_migrations.change.glance import CONFIG
from forge_migrations.change.glance import DIFF
from forge_migrations.change.glance import asked
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Entry(NamedTuple):
    """What git knows of a path: its mode (`100644`, …) and the id of its blob."""

    mode: str
    blob: str


class Changed(NamedTuple):
    """One path that differs between two trees; an absent side has the mode `000000`."""

    path: str
    before: Entry
    after: Entry


def answer(
    *command: str,
    cwd: str | None = None,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> tuple[int, bytes, bytes]:
    """(exit code, stdout, stderr) of a git command, in this environment or in `env`. Raises `UsageError` where there is no git."""
    import subprocess

    try:
        ran = subprocess.run(
            ["git", *CONFIG, *command],
            cwd=cwd,
            input=stdin or b"",
            env=env,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        if error.filename != "git":
            raise UsageError(f"{error.filename} is no folder", "run this in a folder") from error
        raise UsageError("git is not on the PATH", "install git, then run this again") from error
    return ran.returncode, ran.stdout, ran.stderr


def listed(*command: str, cwd: str | None = None) -> bytes:
    """What a git listing prints. Raises `Undecided` with git's own words, and `UsageError` outside
    a repository."""
    found = asked(*command, folder=cwd)
    if found is not None:
        return found
    code, out, err = answer(*command, cwd=cwd)
    if code:
        raise _failure(command[0], err, cwd)
    return out


def _failure(command: str, err: bytes, cwd: str | None) -> Exception:
    """Where git finds no repository that it may use, `git diff` compares files and says nothing of
    why; `git rev-parse` does."""
    code, _, why = answer("rev-parse", "--git-dir", cwd=cwd)
    return failure(command, why if code else err)


def staged(cwd: str | None = None) -> list[Changed]:
    """What is staged: HEAD against the index that `GIT_INDEX_FILE` names, in one git process."""
    return parse_raw(listed("diff", "--cached", *DIFF, cwd=cwd))


def parse_raw(output: bytes) -> list[Changed]:
    """`git diff --raw -z` as data: https://git-scm.com/docs/git-diff#_raw_output_format"""
    fields = output.split(b"\0")
    changed = []
    for head, path in zip(fields[0::2], fields[1::2], strict=False):
        old_mode, new_mode, old_blob, new_blob, _status = head.decode().lstrip(":").split(" ")
        changed.append(
            Changed(os.fsdecode(path), Entry(old_mode, old_blob), Entry(new_mode, new_blob))
        )
    return changed
