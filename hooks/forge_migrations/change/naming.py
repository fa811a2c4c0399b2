"""Which files of a Tree hold a word: asked of git, which reads its packs faster than anybody else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from forge_migrations.change.look import answer
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.tree import Tree
from forge_migrations.change.trees import CommitTree
from forge_migrations.change.trees import StagedTree
from forge_migrations.change.trees import Undone


def naming(tree: Tree, words: Iterable[str], endings: tuple[str, ...]) -> list[str]:
    """The regular files with one of the endings that hold one of the words whole, sorted.

    A file whose blob this clone hasn't got is left out.
    """
    wanted = sorted(set(words))
    if not wanted:
        return []
    if isinstance(tree, Undone | Overlay):
        differing = set(tree.differing)
        kept = [path for path in naming(tree.under, wanted, endings) if path not in differing]
        changed = [path for path in differing if path.endswith(endings)]
        return sorted({*kept, *_read(tree, changed, wanted)})
    found = _asked(tree, wanted, endings)
    if found is None:
        return _read(tree, (path for path in tree.entries if path.endswith(endings)), wanted)
    return sorted(path for path in found if tree.is_file(path))


def _asked(tree: Tree, words: list[str], endings: tuple[str, ...]) -> list[str] | None:
    """What `git grep` lists; `None` where the Tree isn't git's: https://git-scm.com/docs/git-grep"""
    if not isinstance(tree, CommitTree | StagedTree):
        return None
    at = tree.name if isinstance(tree, CommitTree) else ""
    command = ["grep", "-l", "-z", "-w", "-F", "--full-name", "--no-recurse-submodules"]
    command += ["--no-color", *([] if at else ["--cached"])]
    command += [part for word in words for part in ("-e", word)]
    command += [*([at] if at else []), "--", *(f":(top)*{ending}" for ending in endings)]
    env = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    code, out, _ = answer(*command, cwd=tree.folder, env=env)
    if code not in (0, 1):
        return None
    paths = os.fsdecode(out).split("\0")[:-1]
    return [path.removeprefix(f"{at}:") for path in paths]


def _read(tree: Tree, paths: Iterable[str], words: list[str]) -> list[str]:
    either = "|".join(re.escape(word) for word in words).encode("utf-8", "surrogateescape")
    held = re.compile(rb"(?<![\w$])(?:" + either + rb")(?![\w$])")
    wanted = [path for path in paths if tree.is_file(path)]
    return sorted(path for path, data in tree.each(wanted) if held.search(data))


def readable(tree: Tree, paths: Iterable[str]) -> dict[str, bytes]:
    """The bytes of several paths, less those that this clone hasn't got."""
    from forge_migrations.findings import Undecided

    wanted = list(paths)
    try:
        return tree.read_many(wanted)
    except Undecided:
        if len(wanted) < 2:
            return {}
        half = len(wanted) // 2
        return {**readable(tree, wanted[:half]), **readable(tree, wanted[half:])}
