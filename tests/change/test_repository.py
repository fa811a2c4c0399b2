"""Git's own objects, whatever the person's git configuration says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from forge_migrations.change.look import staged
from forge_migrations.change.repository import Repository
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from repositories import Repo

HOSTILE = """
[diff]
    external = /bin/false
    noprefix = true
    relative = true
    renames = copies
    mnemonicPrefix = true
    orderFile = /dev/null
    ignoreSubmodules = all
[color]
    ui = always
    diff = always
[core]
    quotepath = true
    autocrlf = true
    fsmonitor = /bin/false
    pager = false
[status]
    showUntrackedFiles = no
"""


def paths(repo: Repo) -> dict[str, tuple[str, str]]:
    return {c.path: (c.before.mode, c.after.mode) for c in staged(str(repo.path))}


def test_what_is_staged_names_added_changed_and_deleted_paths(repo: Repo) -> None:
    repo.commit({"a": "1", "b": "1", "old name": "same"})
    repo.write({"a": "2", "ünï cödé.sql": "x", "new name": "same"})
    (repo.path / "b").unlink()
    (repo.path / "old name").unlink()
    repo.git("add", "--all")

    assert paths(repo) == {
        "a": ("100644", "100644"),
        "b": ("100644", "000000"),
        "old name": ("100644", "000000"),
        "new name": ("000000", "100644"),
        "ünï cödé.sql": ("000000", "100644"),
    }


def test_the_first_commit_stages_everything(repo: Repo) -> None:
    repo.stage({"a": "1"})

    assert paths(repo) == {"a": ("000000", "100644")}


def test_a_persons_git_configuration_changes_no_answer(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"sub/a.sql": "1\n", "gone.sql": "same bytes here\n"})
    (repo.path / "gone.sql").rename(repo.path / "käme.sql")
    repo.write({"sub/a.sql": "2\n"})
    repo.git("add", "--all")
    expected = (paths(repo), repo.change().after.read("käme.sql"))
    config = tmp_path / "gitconfig"
    config.write_text(HOSTILE)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.chdir(repo.path / "sub")

    assert (paths(repo), repo.change().after.read("käme.sql")) == expected


def test_bytes_that_are_no_utf8_survive_in_names_and_contents(repo: Repo) -> None:
    name = b"caf\xe9.sql".decode("utf-8", "surrogateescape")
    (repo.path / name).write_bytes(b"\xff\xfe")
    repo.git("add", "--all")

    assert repo.change().after.read(name) == b"\xff\xfe"


def test_a_subfolder_finds_the_same_root(repo: Repo) -> None:
    repo.commit({"a/b/c": "1"})

    assert Repository.find(str(repo.path / "a" / "b")).root == str(repo.path)


def test_a_bare_repository_has_no_root_and_still_answers(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    bare = tmp_path / "bare.git"
    repo.git("clone", "--quiet", "--bare", ".", str(bare))
    found = Repository.find(str(bare))

    assert found.root is None
    assert found.at(found.commit("HEAD")).read("a") == b"1"


def test_a_linked_worktree_shares_the_common_folder(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "other")
    linked = Repository.find(str(tmp_path / "linked"))

    assert linked.root == str(tmp_path / "linked")
    assert linked.common_folder == Repository.find(str(repo.path)).common_folder


def test_a_submodule_is_listed_and_never_read(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner")
    inner.commit({"drizzle.config.ts": "export default {}"})
    repo.git(
        "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(inner.path), "m"
    )
    after = repo.change().after

    assert after.entries["m"].mode == "160000"
    assert after.read_many(["m"]) == {}
    assert not after.is_file("m")


def test_files_outside_a_sparse_checkout_are_part_of_the_index(repo: Repo) -> None:
    repo.commit({"in/a": "1", "out/b": "2"})
    repo.git("sparse-checkout", "set", "in")

    assert not (repo.path / "out").exists()
    assert repo.change().after.read("out/b") == b"2"
    assert repo.change().changed == frozenset()


def test_a_blob_that_a_partial_clone_lacks_is_undecided(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": "first"})
    repo.commit({"a": "second"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    repo.git(
        "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{repo.path}", str(clone)
    )
    subprocess.run(["git", "remote", "set-url", "origin", "/nowhere"], cwd=clone, check=True)
    found = Repository.find(str(clone))

    with pytest.raises(Undecided):
        found.at(found.commit("HEAD")).read("a")


def test_a_ref_that_names_nothing_is_a_usage_error(repo: Repo) -> None:
    repo.commit({"a": "1"})

    with pytest.raises(UsageError, match="'nope' names no commit"):
        Repository.find(str(repo.path)).commit("nope")


def test_outside_a_repository_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        Repository.find(str(tmp_path))


def test_blobs_come_one_at_a_time_and_an_abandoned_read_leaves_no_process(repo: Repo) -> None:
    repo.commit({f"f{n}": f"{n}" * 1000 for n in range(50)})
    found = Repository.find(str(repo.path))
    tree = found.at(found.commit("HEAD"))
    stream = tree.each(tree.entries)
    first = next(stream)
    stream.close()  # type: ignore[attr-defined]  # a generator

    assert first == ("f0", b"0" * 1000)
    assert len(dict(tree.each(tree.entries))) == 50


def test_the_look_at_what_is_staged_imports_no_gitpython() -> None:
    code = (
        "import sys; from forge_migrations.change.look import staged; staged();"
        "print(sorted(m for m in ('git', 'sqlglot', 'sqlalchemy', 'tree_sitter') if m in sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parent, env={"PYTHONPATH": str(Path(__file__).parents[2] / "hooks"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert ran.stdout.strip() == "[]"


def test_the_other_side_of_a_merge_is_known_in_its_hook_and_after_a_conflict(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "-qb", "side")
    side = repo.commit({"b": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c": "1"})
    hooks = Path(__file__).parents[2] / "hooks"
    hook = repo.path / ".git" / "hooks" / "pre-merge-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c \'import sys; sys.path.insert(0, "{hooks}")\n'
        "from forge_migrations.change.repository import Repository\n"
        f'open("{tmp_path}/heads", "w").write(" ".join(Repository.find().merge_heads()))\'\n'
    )
    hook.chmod(0o755)
    repo.git("merge", "-q", "--no-ff", "-m", "m", "side")

    assert (tmp_path / "heads").read_text() == side
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    assert Repository.find().merge_heads() == [side]
    repo.git("merge", "--abort")
    assert Repository.find().merge_heads() == []


def test_a_few_blobs_at_a_time_share_one_git_process(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({f"{name}.txt": name for name in "abcdef"})
    trace = tmp_path / "trace"
    repository = Repository.find(str(repo.path))
    blobs = [repo.git("rev-parse", f"HEAD:{name}.txt") for name in "abcdef"]
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    # What the environment names is asked of git; what lies where it usually does takes no process.
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(repo.path / ".git/objects"))

    read = [dict(repository.blobs([blob])) for blob in blobs]
    repository.rest()

    assert [one[blob] for one, blob in zip(read, blobs, strict=True)] == [
        *map(str.encode, "abcdef")
    ]
    assert trace.read_text().count('"event":"start"') == 1


def test_a_tree_is_listed_once_while_somebody_holds_it(repo: Repo) -> None:
    commit = repo.commit({"a.txt": "a"})
    repository = Repository.find(str(repo.path))
    held = repository.at(commit)

    assert repository.at(commit) is held
    assert [*held.entries] == ["a.txt"]


def test_a_branch_that_a_clone_lacks_is_there_after_what_the_remedy_says(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({"a.txt": "a"})
    repo.git("branch", "feature")
    path = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", "-b", "feature", repo.path.as_uri(), str(path))
    clone = Repository.find(str(path))
    with pytest.raises(UsageError) as raised:
        clone.commit("origin/main")

    subprocess.run(raised.value.remedy.partition(": ")[2].split(), cwd=path, check=True)

    assert clone.commit("origin/main") == repo.git("rev-parse", "main")
