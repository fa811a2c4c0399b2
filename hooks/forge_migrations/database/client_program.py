"""Running a database's own client program: nothing secret in its arguments, its words scrubbed."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from contextlib import suppress

from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.target import Target

LAST = 600
"""Characters of a program's last words that are told."""


def run(command: Sequence[str], environment: Mapping[str, str], target: Target) -> None:
    """Run it to its end. Raises `Undecided` with its last words."""
    with running(command, environment) as process:
        finish(process, command, target)


@contextmanager
def running(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    takes: int = subprocess.DEVNULL,
    gives: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """The program while it runs, its words kept; ended with the block, whatever became of it."""
    process = subprocess.Popen(command, env=dict(environment), stdin=takes, stdout=gives,
                               stderr=subprocess.PIPE)  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def finish(process: subprocess.Popen[bytes], command: Sequence[str], target: Target) -> None:
    """Wait for its end. Raises `Undecided` with its last words."""
    assert process.stderr
    words = process.stderr.read()
    if process.wait():
        raise failed(command[0], process.returncode, words, target)


def failed(program: str, code: int, words: bytes, target: Target) -> Undecided:
    """What a program that failed said last, without a password or a host."""
    told = target.scrub(words.decode("utf-8", "replace").strip()[-LAST:])
    if target.url is not None and target.url.host:
        told = told.replace(target.url.host, "the host")
    how = f"ended by signal {-code}" if code < 0 else f"exit code {code}"
    return Undecided(f"{_name(program)}: {told or how}")


def _name(program: str) -> str:
    return program.replace("\\", "/").rpartition("/")[2]
