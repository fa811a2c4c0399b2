from __future__ import annotations

import json
import subprocess

import pytest

from forge_migrations.change.git_words import failure
from forge_migrations.change.git_words import words
from forge_migrations.cli import main
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from repositories import Repo

OWNED = b"""fatal: unsafe repository ('/a b' is owned by someone else)
To add an exception for this directory, call:

\tgit config --global --add safe.directory '/a b'
"""


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        ("fatal: bad revision 'x'\nhint: y\n", "bad revision 'x'"),
        (
            "warning: old\nerror: bad signature 0x1\nfatal: index file corrupt\n",
            "index file corrupt",
        ),
        ("warning: old\nerror: no\n", "no"),
        (b"\xff\n", "\ufffd"),
        ("  \n", "failed and said nothing"),
    ],
)
def test_the_line_that_says_what_is_wrong_is_told(stderr: str | bytes, line: str) -> None:
    assert words(stderr) == line


@pytest.mark.parametrize(
    ("stderr", "kind", "message", "remedy"),
    [
        (b"fatal: not a git repository (or any parent)", UsageError, "not a git rep", "git init"),
        (
            OWNED,
            Undecided,
            "unsafe repository ('/a b' is owned by someone else)",
            "run: git config --global --add safe.directory '/a b'",
        ),
        (b"error: invalid option: --no-relative\n", Undecided, "--no-relative", "git --version"),
        (b"usage: git cat-file (-t|-s)\n", Undecided, "its options", "2.28 or newer"),
        (
            b"fatal: Unable to create '/r/.git/index.lock': File exists.\n\nAnother git process",
            Undecided,
            "File exists",
            "rm /r/.git/index.lock",
        ),
        (b"fatal: loose object 12 (stored in x) is corrupt", Undecided, "corrupt", "git fsck"),
        (b"fatal: bad config line 9 in file .git/config", Undecided, "line 9 in file", "mend that"),
        (b"fatal: something else", Undecided, "git diff: something else", ""),
    ],
)
def test_what_git_refuses_is_told_in_its_words_with_what_mends_it(
    stderr: bytes, kind: type[UsageError | Undecided], message: str, remedy: str
) -> None:
    error = failure("diff", stderr)

    assert type(error) is kind
    assert message in str(error)
    assert remedy in error.remedy


@pytest.mark.parametrize(
    "command",
    [[], ["--from-ref", "HEAD"], ["--all-files"], ["doctor"], ["audit"]],
    ids=" ".join,
)
def test_a_folder_of_somebody_else_is_told_with_gits_own_command(
    repo: Repo,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo.commit({"drizzle.config.ts": "export default {}"})
    repo.stage({"drizzle.config.ts": "export default { out: './x' }"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert main(command) == 3

    said = capsys.readouterr()
    assert said.out == ""
    assert "detected dubious ownership in repository at" in said.err
    assert f"fix: run: git config --global --add safe.directory {repo.path}\n" in said.err


def test_a_program_is_told_the_same_in_json(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"drizzle.config.ts": "export default {}"})
    repo.stage({"drizzle.config.ts": "export default { out: './x' }"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert main(["--format", "json"]) == 3

    told = json.loads(capsys.readouterr().out)
    assert "detected dubious ownership in repository at" in told["error"]["message"]
    argv = ["git", "config", "--global", "--add", "safe.directory", str(repo.path)]
    assert told["commands"][0]["argv"] == argv


def test_a_bare_repository_of_somebody_else_is_told_too(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"drizzle.config.ts": "export default {}"})
    bare = repo.path.parent / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(repo.path), str(bare)], check=True)
    monkeypatch.chdir(bare)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert main([]) == 3
    assert f"safe.directory {bare}\n" in capsys.readouterr().err


def test_a_broken_index_is_undecided_and_what_is_printed_mends_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"drizzle.config.ts": "export default {}"})
    (repo.path / ".git/index").write_bytes(b"garbage")

    assert main([]) == 3
    said = capsys.readouterr().err
    assert "git diff: .git/index: index file smaller than expected" in said
    command = said.partition("fix: stage anew: ")[2].strip()

    subprocess.run(command, shell=True, cwd=repo.path, check=True, capture_output=True)
    assert main(["--staged"]) == 0


def test_a_broken_object_is_told_as_git_tells_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"drizzle.config.ts": "export default {}"})
    blob = repo.git("rev-parse", ":drizzle.config.ts").strip()
    path = repo.path / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"zz")

    assert main(["--all-files"]) == 3
    said = capsys.readouterr().err
    assert "git cat-file: " in said
    assert "fix: see what is broken: git fsck\n" in said


def test_the_command_that_git_names_lets_it_pass(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"a": "a"})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(repo.path.parent / "gitconfig"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert main(["--staged"]) == 3

    command = capsys.readouterr().err.partition("fix: run: ")[2].strip()
    subprocess.run(command, shell=True, cwd=repo.path, check=True)

    assert main(["--staged"]) == 0
