"""Running a database's own client program: nothing secret in its arguments, its words scrubbed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from collections.abc import Sequence
from typing import IO

from forge_migrations.database.target import Target
from forge_migrations.findings import Undecided

LAST = 600
"""Characters of a program's last words that are told."""


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    target: Target,
    *,
    output: IO[bytes] | int = subprocess.DEVNULL,
) -> None:
    """Run it to its end. Raises `Undecided` with its last words."""
    done = subprocess.run(
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    if done.returncode:
        raise failed(command[0], done.returncode, done.stderr, target)


def failed(program: str, code: int, words: bytes, target: Target) -> Undecided:
    """What a program that failed said last, without a password or a host."""
    told = target.scrub(words.decode("utf-8", "replace").strip()[-LAST:])
    if target.url is not None and target.url.host:
        told = told.replace(target.url.host, "the host")
    how = f"ended by signal {-code}" if code < 0 else f"exit code {code}"
    return Undecided(f"{_name(program)}: {told or how}")


def _name(program: str) -> str:
    return program.replace("\\", "/").rpartition("/")[2]
