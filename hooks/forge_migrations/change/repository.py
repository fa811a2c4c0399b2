"""A git repository, and what git answers about it."""

from __future__ import annotations

import os

# What `weakref` hands on; importing that costs as much as five modules of ours.
from _weakref import ReferenceType
from functools import cached_property

from forge_migrations.change.git_words import failure
from forge_migrations.change.git_words import words
from forge_migrations.change.glance import DIFF
from forge_migrations.change.glance import FOLDERS
from forge_migrations.change.glance import TIPS
from forge_migrations.change.glance import asked
from forge_migrations.change.look import answer
from forge_migrations.change.look import listed
from forge_migrations.change.look import parse_raw
from forge_migrations.change.objects import Objects
from forge_migrations.change.trees import CommitTree
from forge_migrations.change.trees import StagedTree
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any
    from typing import Self

    import git

    from forge_migrations.change.look import Changed
    from forge_migrations.change.tree import Tree


class Tip(NamedTuple):
    """Where a branch stands."""

    commit: str
    """An id, or `HEAD`."""
    current: bool
    """It is the branch that is checked out."""


class Repository:
    """Where the repository is, and what git answers about it."""

    def __init__(self, root: str | None, git_folder: str, common_folder: str) -> None:
        self.root = root
        """The work tree's absolute path; `None` for a bare repository."""
        self.git_folder = git_folder
        self.common_folder = common_folder
        """The git folder that linked worktrees share."""
        self._trees: dict[str, ReferenceType[Tree]] = {}

    @classmethod
    def find(cls, cwd: str | None = None) -> Self:
        """The repository around `cwd`. Raises `UsageError` when there is none."""
        here = os.path.abspath(cwd or _here())
        told = asked(*FOLDERS, folder=here)
        code, out, err = (0, told, b"") if told is not None else answer(*FOLDERS, cwd=here)
        # A bare repository has no top level: git says so after the other two.
        git_folder, common, *root = [*os.fsdecode(out).splitlines()[:3], "", ""]
        if not common or (code and b"work tree" not in err):
            raise failure(FOLDERS[0], err)
        common = os.path.normpath(os.path.join(here, common))
        return cls((root[0] or None) if not code else None, git_folder, common)

    @cached_property
    def main_root(self) -> str | None:
        """The main work tree's path where this one is linked to it; `None` for the main one itself
        and where the repository is bare: https://git-scm.com/docs/git-worktree#_porcelain_format"""
        if os.path.samefile(self.git_folder, self.common_folder):
            return None
        out = os.fsdecode(self.ask("worktree", "list", "--porcelain"))
        first, _, _ = out.partition("\n\n")
        lines = first.splitlines()
        root = lines[0].removeprefix("worktree ") if lines else ""
        return root if "bare" not in lines and os.path.isdir(root) else None

    @property
    def folder(self) -> str:
        """Where git is run: the work tree's root, or the git folder of a bare repository."""
        return self.root or self.git_folder

    @property
    def index_is_usual(self) -> bool:
        """False where git commits from an index of its own (`-a`, `git commit PATH`), which goes when
        the commit is refused: https://git-scm.com/docs/githooks (`GIT_INDEX_FILE`)."""
        named = os.environ.get("GIT_INDEX_FILE")
        usual = os.path.join(self.git_folder, "index")
        return not named or os.path.realpath(os.path.join(self.folder, named)) == os.path.realpath(
            usual
        )

    @cached_property
    def git(self) -> git.Git:
        """GitPython's command object, for what streams; it inherits `GIT_INDEX_FILE`, `GIT_DIR` and
        the quarantine."""
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
        import git

        return git.Git(self.folder)

    def ask(self, *command: str, stdin: bytes | None = None, may_fail: bool = False) -> bytes:
        """What a git command prints. Raises `Undecided` with git's own words when it fails.

        With `may_fail` the answer "no", which is the exit code 1, is an empty one.
        """
        code, out, err = answer(*command, cwd=self.folder, stdin=stdin)
        if code and not (may_fail and code == 1):
            raise failure(command[0], err)
        return b"" if code else out

    def commit(self, ref: str) -> str:
        """The id of the commit that `ref` names. Raises `UsageError` when it names none."""
        commit = self.named(ref)
        if commit is None:
            raise UsageError(
                f"{ref!r} names no commit in this clone", f"fetch it: git fetch {_wanted(ref)}"
            )
        return commit

    def named(self, ref: str) -> str | None:
        """The id of the commit that `ref` names; `None` where it names none."""
        out = self.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", may_fail=True)
        return out.decode().strip() or None

    def parent(self, commit: str) -> str | None:
        """The first parent's id; `None` for a commit that begins a history."""
        return self.named(f"{commit}^")

    def has_commits(self) -> bool:
        return self.named("HEAD") is not None

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor's id, or `None` when the histories share nothing: a branch that
        was begun by `git checkout --orphan` has no commit yet."""
        try:
            return self.ask("merge-base", one, other, may_fail=True).decode().strip() or None
        except Undecided:
            if "HEAD" in (one, other) and not self.has_commits():
                return None
            raise

    def merge_heads(self) -> list[str]:
        """The other parents of the merge that is being committed; empty when it is none.

        `MERGE_HEAD` stands there once a merge has stopped (a conflict, `--no-commit`). In a
        pre-merge-commit hook it doesn't yet, but `git merge` names the heads in `GITHEAD_<id>`:
        https://github.com/git/git/blob/master/builtin/merge.c (`prepare_to_commit`, `cmd_merge`).
        """
        try:
            with open(os.path.join(self.git_folder, "MERGE_HEAD"), encoding="ascii") as file:
                return file.read().split()
        except OSError:
            return sorted(
                name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_")
            )

    def default_base(self, to: str, before: str | None = None) -> str | None:
        """What the default branch had released before it took `to`: a commit id, or `None`.

        The merge base with the default branch's upstream; for a commit that the default branch
        has already taken in, with the default branch as it stood just before. Never newer than
        `before`, the start of the range that is judged.
        """
        tip = self.default_tip
        if tip is None:
            return None
        if before is not None:
            base = self.newest_of_default(to)
        elif tip.current and to == "HEAD":
            base = tip.commit
        else:
            base = self.merge_base(tip.commit, to)
        if base and before:
            base = self.merge_base(base, before)
        return base

    def newest_of_default(self, to: str) -> str | None:
        """The newest commit of the default branch that `to` builds upon; for a commit that the
        default branch has already taken in, of the branch as it stood just before."""
        tip = self.default_tip
        base = self.merge_base(tip.commit, to) if tip is not None else None
        if tip is None or base is None or base != self.commit(to):
            return base
        untaken = self._untaken_tip(tip.commit, base)
        return self.merge_base(untaken, base) if untaken else None

    @cached_property
    def default_tip(self) -> Tip | None:
        """The default branch: as the remote has it, or the local one where there is no remote.

        It is set where the policy says that another one is released.
        """
        out = listed(*TIPS, cwd=self.folder)
        known: dict[str, Tip] = {}
        remote = ""
        for line in os.fsdecode(out).splitlines():
            ref, commit, current, symref = (*line.split(" "), "", "")[:4]
            known[ref] = Tip(commit, current == "*")
            remote = symref if ref == "refs/remotes/origin/HEAD" else remote
        candidates = [
            remote,
            "refs/remotes/origin/main",
            "refs/remotes/origin/master",
            "refs/heads/main",
            "refs/heads/master",
        ]
        tips = [known[ref] for ref in candidates if ref in known]
        return tips[0] if tips else (Tip("HEAD", True) if self.has_commits() else None)

    def _untaken_tip(self, tip: str, to: str) -> str | None:
        """The newest commit on the default branch's first-parent line that doesn't contain `to`."""
        holding = set(self.ask("rev-list", "--ancestry-path", f"{to}..{tip}").split())
        holding.add(to.encode())
        for commit in self.ask("rev-list", "--first-parent", tip).split():
            if commit not in holding:
                return commit.decode()
        return None

    @cached_property
    def objects(self) -> Objects:
        """Its blobs."""
        from forge_migrations.change.on_disk import OnDisk

        return Objects(self.folder, OnDisk(self.common_folder))

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, bytes) of many blobs, in any order.

        Raises `Undecided` for a blob that isn't in this clone.
        """
        return self.objects.read(ids)

    def rest(self) -> None:
        """End what `blobs` keeps open."""
        self.objects.close()

    def index(self) -> Tree:
        """The index that `GIT_INDEX_FILE` names, or the usual one."""
        return StagedTree(self, "the index")

    def at(self, commit: str) -> Tree:
        """The tree of a commit; while somebody holds it the same one again, listed once."""
        held = self._trees.get(commit)
        tree = held() if held else None
        if tree is None:
            tree = self._tree(commit)
            self._trees[commit] = ReferenceType(tree)
        return tree

    def _tree(self, commit: str) -> Tree:
        return CommitTree(self, commit)

    def changed(self, before: str, after: str) -> list[Changed]:
        """What differs between two commits, in one git process."""
        return parse_raw(self.ask("diff", *DIFF, before, after))


def _here() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError as error:
        raise UsageError(
            "the working directory is gone", "change into one that is there"
        ) from error


def _wanted(ref: str) -> str:
    """What `git fetch` is told to have a ref; a clone of one branch doesn't track the others."""
    remote, _, branch = ref.removeprefix("refs/remotes/").partition("/")
    if remote in ("origin", "upstream") and branch:
        return f"{remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}"
    return f"origin {ref}"


def ended(process: Any, failure: str) -> None:
    """Wait for a git process. Raises `Undecided` with git's own words when it failed: GitPython
    tells that by an exception, not by a status."""
    from git.exc import GitCommandError

    try:
        process.wait()
    except GitCommandError as error:
        said = str(error.stderr).partition("stderr: '")[2].rstrip().removesuffix("'").strip()
        raise Undecided(f"{failure}: {words(said)}") from error
