"""A branch of production made by the team's own command, and deleted by it however our process ends.

`[branch] create` prints the copy's URL, `delete` takes it away; both find its name in `FORGE_BRANCH`. They
are run by a shell, as they stand in the policy, and only since the person asked for it: `--on branch`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from contextlib import contextmanager

from forge_migrations.config import BRANCH_COMMANDS
from forge_migrations.config import FILE
from forge_migrations.database.failures import without_secrets
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.system.processes import APART

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.config import Policy

WORD = "branch"
"""`--on branch`: one that the policy's command makes."""
NAME = "FORGE_BRANCH"
_URL = re.compile(r"^(?:[A-Za-z][\w+.-]*://\S+|file:\S+)$")
_GUARD = (
    "import subprocess, sys; sys.stdin.buffer.read();"
    " sys.exit(subprocess.run(sys.argv[1], shell=True, stdin=subprocess.DEVNULL).returncode)"
)
"""It waits for the other end of its standard input to be gone, which the kernel does for a killed
process too."""


@contextmanager
def branch(policy: Policy, cwd: str) -> Iterator[str]:
    """The URL of a new branch, which is deleted afterwards.

    Raises `UsageError` without a command in the policy, `Undecided` when it makes none.
    """
    said = policy.get("branch", {})
    create, delete = (
        said[key] if isinstance(said.get(key), str) else "" for key in BRANCH_COMMANDS
    )
    if not create or not delete:
        raise UsageError(
            f"{FILE} doesn't say how a branch is made and deleted",
            'write: [branch] create = "…, which prints the URL" and delete = "…"',
        )
    name = f"forge-{uuid.uuid4().hex[:10]}"
    environment = {**os.environ, NAME: name}
    guard = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _GUARD, delete], cwd=cwd, env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **APART,
    )  # fmt: skip
    try:
        yield _made(create, cwd, environment)
    finally:
        _, words = guard.communicate()
        if guard.returncode:
            told = without_secrets(words.decode("utf-8", "replace").strip()[-300:])
            print(f"the branch {name} is still there: {told}", file=sys.stderr)
            print(f"  fix: {NAME}={name} {delete}", file=sys.stderr)


def _made(create: str, cwd: str, environment: dict[str, str]) -> str:
    ran = subprocess.run(
        create, shell=True, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        words = without_secrets(ran.stderr.decode("utf-8", "replace").strip()[-300:])
        raise Undecided(f"[branch] create ended with {ran.returncode}: {words}",
                        f"mend the command in {FILE}")  # fmt: skip
    lines = ran.stdout.decode("utf-8", "replace").split()
    found = [line for line in lines if _URL.match(line)]
    if not found:
        raise Undecided(
            "[branch] create printed no URL", f"let the command in {FILE} print it last"
        )
    return found[-1]
