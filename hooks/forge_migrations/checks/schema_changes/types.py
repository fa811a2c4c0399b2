"""`check_types = true`: the project's own TypeScript compiler over the schema files that changed."""

from __future__ import annotations

import os
import re
import subprocess

from forge_migrations.findings import Finding
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.schema_states import States

_ERROR = re.compile(
    r"^(?P<path>[^(\n]+)\((?P<line>\d+),(?P<column>\d+)\): error (?P<said>TS\d+: .*)$"
)


def type_errors(states: States) -> Iterator[Finding]:
    """What `tsc --noEmit` says of the closure, when a file of it changed.

    It reads the work tree, as TypeScript resolves packages there. Raises `Undecided` when there is
    no work tree or no compiler.
    """
    change, root = states.subject.change, states.subject.change.root
    closure = set(states.after.files)
    if not closure & change.changed:
        return
    if root is None:
        raise Undecided("types can't be checked without a work tree", "run it in a clone")
    compiler = _compiler(root, states.project.cwd)
    here = os.path.join(root, states.project.cwd)
    words = [*compiler, "--noEmit", "--pretty", "false", *_options(root, states)]
    try:
        ran = subprocess.run(
            words,
            cwd=here,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=states.subject.kit.node.timeout,
        )
    except subprocess.TimeoutExpired as error:
        raise Undecided(f"tsc did not end within {error.timeout:g} s") from error
    for line in ran.stdout.splitlines():
        match = _ERROR.match(line)
        if match is None:
            continue
        path = os.path.relpath(os.path.join(here, match["path"]), root).replace(os.sep, "/")
        if path in closure:
            yield Finding(
                "schema-changes",
                "type-error",
                path,
                int(match["line"]),
                match["said"],
                Remedy("mend the type, then", git_add(path), decide=True),
                kind="schema",
                column=int(match["column"]),
                project=states.project.config,
                inherited=path not in change.changed,
            )


def _options(root: str, states: States) -> list[str]:
    """The project's own tsconfig.json, else the entries with the least that Drizzle needs."""
    here = states.project.cwd
    while True:
        if os.path.isfile(os.path.join(root, here, "tsconfig.json")):
            return ["-p", os.path.join(root, here, "tsconfig.json")]
        if not here:
            break
        here = here.rpartition("/")[0]
    files = [os.path.join(root, path) for path in states.after.files if path.endswith(".ts")]
    return ["--skipLibCheck", "--strict", "--module", "nodenext", "--target", "es2022", *files]


def _compiler(root: str, cwd: str) -> list[str]:
    from forge_migrations.drizzle.kit.runtimes import runtime

    here = os.path.join(root, cwd) if cwd else root
    while True:
        found = os.path.join(here, "node_modules", "typescript", "bin", "tsc")
        if os.path.isfile(found):
            return [runtime(root), found]
        if here == os.path.dirname(here):
            raise Undecided(
                "check_types is set, and typescript is not installed",
                Remedy("run", command("npm", "install", "--save-dev", "typescript")),
            )
        here = os.path.dirname(here)
