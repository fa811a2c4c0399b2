"""What pre-commit and prek put away while hooks run: the unstaged changes of tracked files.

Both check the staged content out and keep the difference as a patch, named after their process:
pre-commit's `staged_files_only.py`, prek's `work_tree.rs`.
"""

from __future__ import annotations

import glob
import os
import re

from forge_migrations.change.look import answer
from forge_migrations.change.processes import callers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.repository import Repository

_FILE = rb"(?m)^diff --git (?:\"?a/)(?P<path>[^\"\n]+?)\"? \"?b/(?P=path)\"?$"
_GONE = b"\ndeleted file mode "


def put_aside(repository: Repository, endings: tuple[str, ...]) -> dict[str, bytes | None]:
    """Path -> what the work tree had, of tracked files that were put away; `None` for a deleted one.

    Only paths with one of the endings. Empty where no hook manager put anything away, or where
    the patch can't be read.
    """
    patch = _patch()
    if not patch:
        return {}
    with open(patch, "rb") as file:
        text = file.read()
    found: dict[str, bytes | None] = {}
    changed = []
    starts = list(re.finditer(_FILE, text))
    for each, following in zip(starts, [*starts[1:], None], strict=True):
        path = os.fsdecode(each["path"])
        part = text[each.start() : following.start() if following else len(text)]
        if not path.endswith(endings):
            continue
        if _GONE in part.partition(b"\n@@")[0]:
            found[path] = None
        else:
            changed.append(path)
    return found | _applied(repository, patch, changed)


def _patch() -> str:
    """The path of the newest patch that a process above this one wrote; empty where none did."""
    if "PRE_COMMIT" not in os.environ:
        return ""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    theirs = os.environ.get("PRE_COMMIT_HOME") or os.path.join(cache, "pre-commit")
    prek = os.environ.get("PREK_HOME") or os.path.join(cache, "prek")
    for process, _command in callers():
        found = [
            *glob.glob(os.path.join(glob.escape(theirs), f"patch*-{process}")),
            *glob.glob(os.path.join(glob.escape(prek), "patches", f"*-{process}.patch")),
        ]
        if found:
            return max(found, key=os.path.getmtime)
    return ""


def _applied(repository: Repository, patch: str, paths: Iterable[str]) -> dict[str, bytes | None]:
    """The files as the patch makes them, outside of the repository and of its work tree."""
    import tempfile

    paths = list(paths)
    if not paths:
        return {}
    tree = repository.index()
    found: dict[str, bytes | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        for path, data in tree.read_many([path for path in paths if tree.is_file(path)]).items():
            place = os.path.join(folder, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as file:
                file.write(data)
        only = [f"--include={glob.escape(path)}" for path in paths]
        env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        env |= {"GIT_CEILING_DIRECTORIES": os.path.dirname(folder)}
        code, _out, _err = answer("apply", "--whitespace=nowarn", *only, patch, cwd=folder, env=env)
        for path in paths if code == 0 else ():
            place = os.path.join(folder, path)
            if os.path.isfile(place):
                with open(place, "rb") as file:
                    found[path] = file.read()
    return found
