"""Which files of a Tree hold a word: asked of git, which reads its packs faster than anybody else."""

from __future__ import annotations

import os
import re

from forge_migrations.change.look import answer
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.trees import CommitTree
from forge_migrations.change.trees import StagedTree
from forge_migrations.change.trees import Undone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from forge_migrations.change.tree import Tree

    Found = Mapping[str, frozenset[str]]
    """Word -> the paths that hold it whole."""

MANY = 2000
"""Files that two Trees differ in, from which on git is asked about the second one too."""


def naming(
    tree: Tree, words: Iterable[str], endings: tuple[str, ...], like: Tree | None = None
) -> Found:
    """The regular files with one of the endings that hold each of the words whole.

    Of a Tree `like` it that was asked for the same words only what differs is read. A file whose blob this
    clone hasn't got is left out.
    """
    wanted = tuple(sorted(set(words)))
    key = (naming, wanted, endings)
    kept: Found | None = tree.kept.get(key)
    if kept is None:
        kept = tree.kept[key] = _found(tree, wanted, endings, like)
    return kept


def _found(
    tree: Tree, words: tuple[str, ...], endings: tuple[str, ...], like: Tree | None
) -> Found:
    if not words:
        return {}
    if isinstance(tree, Undone | Overlay):
        return _changed(naming(tree.under, words, endings), tree, tree.differing, endings)
    if like is not None and (naming, words, endings) in like.kept:
        differing = _differing(like, tree, endings)
        if len(differing) <= MANY:
            return _changed(naming(like, words, endings), tree, differing, endings)
    found = _asked(tree, words, endings)
    if found is None:
        return _read(tree, (path for path in tree.entries if path.endswith(endings)), words)
    return {word: frozenset(filter(tree.is_file, paths)) for word, paths in found.items()}


def _differing(one: Tree, other: Tree, endings: tuple[str, ...]) -> list[str]:
    was, now = one.entries, other.entries
    return [
        path for path in {**was, **now} if path.endswith(endings) and was.get(path) != now.get(path)
    ]


def _changed(found: Found, tree: Tree, paths: Iterable[str], endings: tuple[str, ...]) -> Found:
    """What was found, but for these paths, which are read."""
    differing = {path for path in paths if path.endswith(endings)}
    new = _read(tree, sorted(differing), tuple(found))
    return {word: (paths - differing) | new[word] for word, paths in found.items()}


def _asked(
    tree: Tree, words: tuple[str, ...], endings: tuple[str, ...]
) -> dict[str, set[str]] | None:
    """What `git grep` lists; `None` where the Tree isn't git's: https://git-scm.com/docs/git-grep"""
    if not isinstance(tree, CommitTree | StagedTree):
        return None
    at = tree.name if isinstance(tree, CommitTree) else ""
    command = ["grep", "-o", "-a", "-z", "-w", "-F", "--full-name", "--no-recurse-submodules"]
    command += ["--no-color", "--no-line-number", "--no-column", *([] if at else ["--cached"])]
    command += [part for word in words for part in ("-e", word)]
    command += [*([at] if at else []), "--", *(f":(top)*{ending}" for ending in endings)]
    env = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    code, out, _ = answer(*command, cwd=tree.folder, env=env)
    if code not in (0, 1):
        return None
    found: dict[str, set[str]] = {word: set() for word in words}
    for line in set(out.split(b"\n")):
        path, _, word = os.fsdecode(line).partition("\0")
        if word in found:
            found[word].add(path.removeprefix(f"{at}:"))
    return found


def _read(tree: Tree, paths: Iterable[str], words: tuple[str, ...]) -> Found:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    held = re.compile(
        rb"(?<![\w$])(?:" + either.encode("utf-8", "surrogateescape") + rb")(?![\w$])"
    )
    found: dict[str, set[str]] = {word: set() for word in words}
    for path, data in tree.each([path for path in paths if tree.is_file(path)]):
        for word in set(held.findall(data)):
            found[word.decode("utf-8", "surrogateescape")].add(path)
    return {word: frozenset(paths) for word, paths in found.items()}


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
