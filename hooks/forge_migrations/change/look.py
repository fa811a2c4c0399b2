"""The look that every commit pays for: git's listings, by a plain process and little else.

Importing GitPython costs three times what a commit that concerns no migration may cost, and half of
what a warm one costs that does, so a commit asks git without it. What streams (the walk over a
history, the listing of a push) goes through GitPython, which ends a process that nobody reads.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from forge_migrations.change.glance import CONFIG
from forge_migrations.change.glance import DIFF
from forge_migrations.findings import UsageError


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
        raise UsageError("git is not on the PATH", "install git, then run this again") from error
    return ran.returncode, ran.stdout, ran.stderr


def listed(*command: str, cwd: str | None = None, may_fail: bool = False) -> bytes:
    """What a git listing prints. Raises `UsageError` with git's own words.

    With `may_fail` a failure is what was printed before it; outside a repository it is none.
    """
    code, out, err = answer(*command, cwd=cwd)
    if code in (128, 129) and _is_no_repository(err):
        raise UsageError("not a git repository", "run this inside one, or first: git init")
    if code and not may_fail:
        raise UsageError(f"git {command[0]}: {words(err)}")
    return out


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


def words(stderr: bytes | str) -> str:
    """Git's own first line, without its `fatal: `."""
    text = stderr.decode("utf-8", "replace") if isinstance(stderr, bytes) else stderr
    return (text.strip().splitlines() or ["failed and said nothing"])[0].removeprefix("fatal: ")


def _is_no_repository(stderr: bytes) -> bool:
    """`git diff` outside a repository compares files and doesn't know `--cached`."""
    return b"not a git repository" in stderr.lower() or b"--no-index" in stderr
