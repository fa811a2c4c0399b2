"""Pushes that are made to hurt: the hook neither crashes, hangs, writes nor runs anything."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from repositories import Repo
from servers import Pushed
from servers import Server
from written import history

USERS = 'CREATE TABLE "users" ("id" text);'
DROP = 'DROP TABLE "users";'


@pytest.fixture
def server(repo: Repo, tmp_path: Path) -> Server:
    made = Server(tmp_path / "server.git")
    repo.commit(history(USERS))
    assert made.push(repo).accepted
    made.install("--time-limit", "20", "--memory-limit", "512")
    return made


def _import(repo: Repo, files: Iterable[tuple[str, bytes, bytes]]) -> None:
    """Commit (mode, quoted path, content) on top of main, past every check of git's porcelain."""
    parts = [b"commit refs/heads/main\ncommitter A <a@example.com> 1760000000 +0000\ndata 1\nc\n"]
    parts.append(b"from refs/heads/main^0\n")
    for mode, path, content in files:
        parts.append(f"M {mode} inline ".encode() + path + b"\n")
        parts.append(b"data %d\n%s\n" % (len(content), content))
    parts.append(b"done\n")
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force", "--done"],
        cwd=repo.path,
        input=b"".join(parts),
        check=True,
        capture_output=True,
    )


def _object(repo: Repo, kind: str, content: bytes) -> str:
    out = subprocess.run(
        ["git", "hash-object", "-w", "-t", kind, "--literally", "--stdin"],
        cwd=repo.path,
        input=content,
        check=True,
        capture_output=True,
    ).stdout
    return out.decode().strip()


def _entry(mode: str, name: bytes, blob: str) -> bytes:
    return mode.encode() + b" " + name + b"\0" + bytes.fromhex(blob)


def _commit(repo: Repo, tree: str) -> None:
    repo.git(
        "update-ref", "refs/heads/main", repo.git("commit-tree", "-p", "main", "-m", "c", tree)
    )


def _ended_well(pushed: Pushed) -> None:
    assert "Traceback" not in pushed.words
    assert "Error:" not in pushed.words.replace("UnicodeDecodeError: 'utf-8'", "")


def test_a_tree_3000_folders_deep(repo: Repo, server: Server) -> None:
    _import(repo, [("100644", b"d/" * 3000 + b"schema.ts", b"x")])

    pushed = server.push(repo)

    _ended_well(pushed)
    assert pushed.accepted, pushed.words


def test_100_000_files(repo: Repo, server: Server) -> None:
    _import(repo, (("100644", b"src/%d/f%d.ts" % (n % 100, n), b"x") for n in range(100_000)))

    pushed = server.push(repo)

    _ended_well(pushed)
    assert pushed.accepted, pushed.words

    server.install("--memory-limit", "48")
    pushed = server.push(repo, "main:again")

    assert not pushed.accepted
    assert "forge-migrations: " in pushed.words


def test_a_tree_whose_paths_can_not_be_counted(repo: Repo, server: Server) -> None:
    """Twelve trees, each of which names the one below it twelve times: 10^12 paths."""
    made = _object(repo, "tree", _entry("100644", b"f.md", _object(repo, "blob", b"x")))
    for _ in range(12):
        names = [b"d%02d" % number for number in range(12)]
        made = _object(repo, "tree", b"".join(_entry("40000", name, made) for name in names))
    _commit(repo, made)
    server.install("--time-limit", "4")

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "forge-migrations: stopped " in pushed.words


def test_a_migration_of_40_megabytes(repo: Repo, server: Server) -> None:
    sql = "SELECT 1;\n" * 4_200_000
    repo.commit(history(USERS, sql))

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "MB" in pushed.words
    _ended_well(pushed)


def test_links_are_not_followed(repo: Repo, server: Server) -> None:
    files = {name: content for name, content in history(USERS, DROP).items() if "0001" in name}
    journal = history(USERS, DROP)["drizzle/meta/_journal.json"].encode()
    _import(
        repo,
        [
            ("120000", b"drizzle/0001_m1.sql", b"/etc/passwd"),
            ("120000", b"drizzle/meta/0001_snapshot.json", b"../../../../etc/passwd"),
            ("120000", b"other/drizzle.config.ts", b"/dev/zero"),
            ("100644", b"drizzle/meta/_journal.json", journal),
        ],
    )
    assert files

    pushed = server.push(repo)

    _ended_well(pushed)
    assert "root:" not in pushed.words
    assert not pushed.accepted


def test_paths_into_the_git_folder_and_out_of_the_repository(
    repo: Repo, server: Server, tmp_path: Path
) -> None:
    blob = _object(repo, "blob", b"#!/bin/sh\ntouch pwned\n")
    hooks = _object(repo, "tree", _entry("100755", b"post-receive", blob))
    git = _object(repo, "tree", _entry("40000", b"hooks", hooks))
    tree = _object(
        repo,
        "tree",
        _entry("40000", b"..", git)
        + _entry("40000", b".git", git)
        + _entry("40000", b"hooks", hooks),
    )
    _commit(repo, tree)
    before = server.files()

    _ended_well(server.push(repo))

    assert server.files() == before
    assert not list(tmp_path.rglob("pwned"))


def test_attributes_filters_submodules_and_configuration_run_nothing(
    repo: Repo, server: Server, tmp_path: Path
) -> None:
    mark = tmp_path / "pwned"
    for name in (
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.command",
        "diff.evil.textconv",
    ):
        subprocess.run(["git", "config", name, f"touch {mark}"], cwd=server.path, check=True)
    evil = f"ext::sh -c touch% {mark}"
    repo.commit(
        {
            **history(USERS, 'CREATE TABLE "teams" ("id" text);'),
            ".gitattributes": "* filter=evil diff=evil\n",
            ".gitmodules": f'[submodule "a"]\n\tpath = a\n\turl = {evil}\n\tupdate = !touch {mark}\n',
            ".gitconfig": f'[core]\n\tfsmonitor = "touch {mark}"\n',
            "drizzle.config.ts": f"require('fs').writeFileSync({json.dumps(str(mark))}, 'x');\n"
            + history(USERS)["drizzle.config.ts"],
        }
    )
    link = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{link},a")
    repo.git("commit", "-q", "--no-verify", "-m", "submodule")

    pushed = server.push(repo)

    _ended_well(pushed)
    assert not mark.exists()


def test_names_that_are_no_utf8_or_speak_to_a_terminal(repo: Repo, server: Server) -> None:
    _import(
        repo,
        [
            ("100644", b'"drizzle/\\377\\376.sql"', b"DROP TABLE users;"),
            ("100644", b'"drizzle/\\033]0;owned\\007.sql"', b"DROP TABLE users;"),
            ("100644", b'"drizzle/new\\nline.sql"', b"DROP TABLE users;"),
            ("100644", b"drizzle/0001_m1.sql", b"DROP \xff\xfe TABLE users;\0\0"),
            (
                "100644",
                b"drizzle/meta/_journal.json",
                history(USERS, DROP)["drizzle/meta/_journal.json"].encode(),
            ),
        ],
    )

    pushed = server.push(repo, LC_ALL="C", LANG="C")

    _ended_well(pushed)
    assert not pushed.accepted
    assert "\033]" not in pushed.words.replace("\033[K", "")
    assert "forge-migrations refuses" in pushed.words


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("drizzle/meta/_journal.json", b"[" * 300_000),
        ("drizzle/meta/_journal.json", b'{"entries": {"a": 1}}'),
        ("drizzle/meta/_journal.json", b'{"entries": [1, null, {"idx": "x", "tag": ["a"]}]}'),
        ("drizzle/meta/0000_snapshot.json", b'{"a":' * 100_000),
        ("drizzle.config.ts", b"(" * 200_000),
        ("drizzle.config.ts", b"export default " + b"a." * 100_000),
        ("package.json", b'{"a":' * 100_000),
        (".forge-migrations.toml", b"a = " + b"[" * 100_000),
    ],
)
def test_files_that_are_nested_or_shaped_to_break_a_parser(
    repo: Repo, server: Server, path: str, content: bytes
) -> None:
    repo.commit({path: content})

    _ended_well(server.push(repo))


def test_a_config_that_can_no_longer_be_read_is_not_let_in(repo: Repo, server: Server) -> None:
    """The next push would bring migrations that no project has."""
    repo.commit({"drizzle.config.ts": "(" * 200_000})

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "not checked: drizzle.config.ts can't be read: it has a syntax error" in pushed.words


@pytest.mark.parametrize(
    "sql", ["SELECT " + "(" * 100_000, "/*" * 100_000, "$a$" + "$" * 200_000, "'" * 200_001]
)
def test_sql_that_is_shaped_to_break_a_parser(repo: Repo, server: Server, sql: str) -> None:
    repo.commit(history(USERS, sql))

    _ended_well(server.push(repo))


def test_a_replaced_object_does_not_hide_the_real_one(repo: Repo, server: Server) -> None:
    good, bad = history(USERS, 'CREATE TABLE "t" ("id" text);'), history(USERS, DROP)
    repo.commit(bad)
    blob = repo.git("rev-parse", "HEAD:drizzle/0001_m1.sql")
    tree = repo.git("rev-parse", "HEAD^{tree}")
    repo.git("branch", "bad")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit(good)
    repo.git(
        "update-ref", f"refs/replace/{blob}", repo.git("rev-parse", "HEAD:drizzle/0001_m1.sql")
    )
    repo.git("update-ref", f"refs/replace/{tree}", repo.git("rev-parse", "HEAD^{tree}"))
    server.push(repo, "refs/replace/*:refs/replace/*")

    pushed = server.push(repo, "bad:main", GIT_NO_REPLACE_OBJECTS="1")

    assert not pushed.accepted
    assert "drop-table" in pushed.words


def test_a_ref_named_like_a_command_is_a_name(repo: Repo, server: Server, tmp_path: Path) -> None:
    repo.commit(history(USERS, DROP))
    name = "refs/heads/$(touch${IFS}pwned);`id>pwned`"

    pushed = server.push(repo, f"main:{name}")

    assert not pushed.accepted
    assert not list(tmp_path.rglob("pwned"))
    assert not (repo.path / "pwned").exists()


def test_a_judgement_that_takes_too_long_is_stopped_and_says_so(repo: Repo, server: Server) -> None:
    server.install("--time-limit", "0.01")
    repo.commit(history(USERS, DROP))

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "stopped after 0.01 s, the time limit" in pushed.words


def test_a_judgement_that_takes_too_much_memory_is_stopped_and_says_so_and_no_more(
    repo: Repo, server: Server
) -> None:
    server.install("--memory-limit", "24")
    files = history(USERS)
    files["drizzle/meta/_journal.json"] += " " * 30_000_000
    repo.commit(files)

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "stopped at 24 MB, the memory limit" in pushed.words
    assert "--memory-limit" in pushed.words
    assert "Traceback" not in pushed.words
    assert "ignored" not in pushed.words
