"""A git repository, asked through GitPython; its first listings come from `look`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import IO
from typing import TYPE_CHECKING
from typing import Any
from typing import BinaryIO
from typing import Self
from typing import cast
from weakref import WeakValueDictionary

from forge_migrations.change.look import CONFIG
from forge_migrations.change.look import DIFF
from forge_migrations.change.look import Changed
from forge_migrations.change.look import Entry
from forge_migrations.change.look import listed
from forge_migrations.change.look import parse_raw
from forge_migrations.change.look import words
from forge_migrations.change.tree import Tree
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

if TYPE_CHECKING:
    import git


FEW = 16
"""So many blobs are asked of the process that stays: starting one for each of 500 projects takes
longer than reading what they hold."""


class Repository:
    """Where the repository is, and what git answers about it."""

    def __init__(self, root: str | None, git_folder: str, common_folder: str) -> None:
        self.root = root
        """The work tree's absolute path; `None` for a bare repository."""
        self.git_folder = git_folder
        self.common_folder = common_folder
        """The git folder that linked worktrees share."""
        self._trees: WeakValueDictionary[str, Tree] = WeakValueDictionary()

    @classmethod
    def find(cls, cwd: str | None = None) -> Self:
        """The repository around `cwd`. Raises `UsageError` when there is none."""
        here = os.path.abspath(cwd or os.getcwd())
        out = os.fsdecode(listed("rev-parse", "--absolute-git-dir", "--git-common-dir", cwd=here))
        git_folder, common = out.splitlines()[:2]
        try:
            root = os.fsdecode(listed("rev-parse", "--show-toplevel", cwd=here)).rstrip("\n")
        except UsageError:
            root = ""
        return cls(root or None, git_folder, os.path.normpath(os.path.join(here, common)))

    @property
    def folder(self) -> str:
        """Where git is run: the work tree's root, or the git folder of a bare repository."""
        return self.root or self.git_folder

    @cached_property
    def git(self) -> git.Git:
        """GitPython's command object; it inherits `GIT_INDEX_FILE`, `GIT_DIR` and the quarantine."""
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
        import git

        return git.Git(self.folder)

    def ask(self, *command: str, stdin: bytes | None = None, may_fail: bool = False) -> bytes:
        """What a git command prints. Raises `Undecided` with git's own words when it fails.

        With `may_fail` a failure is an empty answer.
        """
        with _as_file(stdin) as istream:
            answer = self.git.execute(
                ["git", *CONFIG, *command],
                istream=istream,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        status, out, err = answer
        if status and not may_fail:
            raise Undecided(f"git {command[0]}: {words(err)}")
        return b"" if status else out

    def commit(self, ref: str) -> str:
        """The id of the commit that `ref` names. Raises `UsageError` when it names none."""
        out = self.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", may_fail=True)
        if not out:
            raise UsageError(
                f"{ref!r} names no commit in this clone", f"fetch it: git fetch {_wanted(ref)}"
            )
        return out.decode().strip()

    def parent(self, commit: str) -> str | None:
        """The first parent's id; `None` for a commit that begins a history."""
        out = self.ask("rev-parse", "--verify", "--quiet", f"{commit}^", may_fail=True)
        return out.decode().strip() or None

    def has_commits(self) -> bool:
        return bool(self.ask("rev-parse", "--verify", "--quiet", "HEAD", may_fail=True))

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor's id, or `None` when the histories share nothing."""
        return self.ask("merge-base", one, other, may_fail=True).decode().strip() or None

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
        base = self.merge_base(tip, to)
        if before is not None and base == self.commit(to):
            untaken = self._untaken_tip(tip, base)
            base = self.merge_base(untaken, base) if untaken else None
        if base and before:
            base = self.merge_base(base, before)
        return base

    @cached_property
    def default_tip(self) -> str | None:
        """The default branch: as the remote has it, or the local one where there is no remote.

        It is set where the policy says that another one is released.
        """
        remote = self.ask("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD", may_fail=True)
        candidates = [
            remote.decode().strip(),
            "refs/remotes/origin/main",
            "refs/remotes/origin/master",
            "refs/heads/main",
            "refs/heads/master",
            "HEAD",
        ]
        refs = self.ask(
            "for-each-ref", "--format=%(refname) %(objectname)", "refs/remotes/origin", "refs/heads"
        )
        known = dict(line.split(" ") for line in os.fsdecode(refs).splitlines())
        upstreams = [ref for ref in candidates if ref in known]
        return known[upstreams[0]] if upstreams else ("HEAD" if self.has_commits() else None)

    def _untaken_tip(self, tip: str, to: str) -> str | None:
        """The newest commit on the default branch's first-parent line that doesn't contain `to`."""
        holding = set(self.ask("rev-list", "--ancestry-path", f"{to}..{tip}").split())
        holding.add(to.encode())
        for commit in self.ask("rev-list", "--first-parent", tip).split():
            if commit not in holding:
                return commit.decode()
        return None

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, bytes) of many blobs by one `git cat-file --batch`, in the order asked for.

        Raises `Undecided` for a blob that isn't in this clone.
        """
        wanted = list(ids)
        if len(wanted) <= FEW:
            yield from ((blob, self.blob(blob)) for blob in wanted)
            return
        with _as_file("".join(f"{blob}\n" for blob in wanted).encode()) as istream:
            process: Any = self.git.execute(
                ["git", *CONFIG, "cat-file", "--batch", "--buffer"],
                istream=istream,
                as_process=True,
            )
            # GitPython ends the process when this generator is dropped before its end.
            stream: IO[bytes] = process.stdout
            for blob in wanted:
                yield blob, _next_blob(stream, blob)

    def blob(self, blob: str) -> bytes:
        """The bytes of one blob, by a `git cat-file --batch` that stays for the next one.

        Raises `Undecided` for a blob that isn't in this clone.
        """
        try:
            return bytes(self.git.get_object_data(blob)[3])
        except ValueError as error:
            raise _absent(blob) from error

    def rest(self) -> None:
        """End the process that `blob` keeps."""
        if "git" in self.__dict__:
            self.git.clear_cache()

    def index(self) -> Tree:
        """The index that `GIT_INDEX_FILE` names, or the usual one."""
        return _Index(self)

    def at(self, commit: str) -> Tree:
        """The tree of a commit; while somebody holds it the same one again, listed once."""
        tree = self._trees.get(commit)
        if tree is None:
            tree = self._trees[commit] = self._tree(commit)
        return tree

    def _tree(self, commit: str) -> Tree:
        return _Commit(self, commit)

    def changed(self, before: str, after: str) -> list[Changed]:
        """What differs between two commits, in one git process."""
        return parse_raw(self.ask("diff", *DIFF, before, after))


def _wanted(ref: str) -> str:
    """What `git fetch` is told to have a ref; a clone of one branch doesn't track the others."""
    remote, _, branch = ref.removeprefix("refs/remotes/").partition("/")
    if remote in ("origin", "upstream") and branch:
        return f"{remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}"
    return f"origin {ref}"


class _Index(Tree):
    def __init__(self, repository: Repository) -> None:
        self.name = "the index"
        self._repository = repository

    def _list(self) -> Mapping[str, Entry]:
        out = listed("ls-files", "--stage", "-z", cwd=self._repository.folder)
        entries: dict[str, Entry] = {}
        for record in os.fsdecode(out).split("\0")[:-1]:
            head, _, path = record.partition("\t")
            mode, blob, stage = head.split(" ")
            if stage in ("0", "2"):  # 2 is "ours" of a conflict, which can't be committed anyway
                entries[path] = Entry(mode, blob)
        return entries

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._repository.blobs(blobs)

    def _one(self, blob: str) -> bytes:
        return self._repository.blob(blob)

    def rest(self) -> None:
        self._repository.rest()


class _Commit(Tree):
    def __init__(self, repository: Repository, commit: str) -> None:
        self.name = commit
        self._repository = repository

    def _list(self) -> Mapping[str, Entry]:
        out = self._repository.ask("ls-tree", "-r", "-z", "--full-tree", self.name)
        entries: dict[str, Entry] = {}
        for record in os.fsdecode(out).split("\0")[:-1]:
            head, _, path = record.partition("\t")
            mode, _kind, blob = head.split(" ")
            entries[path] = Entry(mode, blob)
        return entries

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._repository.blobs(blobs)

    def _one(self, blob: str) -> bytes:
        return self._repository.blob(blob)

    def rest(self) -> None:
        self._repository.rest()


class Undone(Tree):
    """`after` with its changes taken back: HEAD beside the index, without listing HEAD too."""

    def __init__(self, after: Tree, changed: Iterable[Changed], name: str) -> None:
        self.name = name
        self._after = after
        self._changed = list(changed)

    def _list(self) -> Mapping[str, Entry]:
        entries = dict(self._after.entries)
        for path, before, _after in self._changed:
            if before.mode == "000000":
                entries.pop(path, None)
            else:
                entries[path] = before
        return entries

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._after._stream(blobs)

    def _one(self, blob: str) -> bytes:
        return self._after._one(blob)

    def rest(self) -> None:
        self._after.rest()


def _next_blob(stream: IO[bytes], blob: str) -> bytes:
    """One answer of `git cat-file --batch`: https://git-scm.com/docs/git-cat-file#_batch_output"""
    head = stream.readline().split()
    if len(head) != 3:
        raise _absent(blob)
    data = stream.read(int(head[2]))
    stream.read(1)
    return data


def _absent(blob: str) -> Undecided:
    return Undecided(
        f"the object {blob[:12]} is not in this clone",
        "fetch it: git fetch --refetch --no-filter",
    )


@contextmanager
def _as_file(data: bytes | None) -> Iterator[BinaryIO | None]:
    """GitPython hands a file to the process, not a string."""
    if data is None:
        yield None
        return
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield cast(BinaryIO, file)
