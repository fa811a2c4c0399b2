"""The server hook over real pushes to real bare repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from repositories import Repo
from servers import Server
from written import history
from written import with_table

USERS = 'CREATE TABLE "users" ("id" text);'
TEAMS = 'CREATE TABLE "teams" ("id" text PRIMARY KEY);'
DROP = 'DROP TABLE "users";'
ALLOWED = f"-- forge-migrations: allow drop-table: empty since 2.3\n{DROP}"


@pytest.fixture
def server(repo: Repo, tmp_path: Path) -> Server:
    """A server whose main has one migration; the working directory is a clone's."""
    made = Server(tmp_path / "server.git")
    repo.commit(history(USERS))
    pushed = made.push(repo)
    assert pushed.accepted, pushed.words
    made.install()
    return made


def test_a_healthy_push_says_nothing(repo: Repo, server: Server) -> None:
    repo.commit(with_table(history(USERS, TEAMS), 1, "teams"))

    pushed = server.push(repo)

    assert pushed.accepted
    assert "remote:" not in pushed.words


def test_a_push_that_loses_data_is_refused_with_the_words_for_the_pusher(
    repo: Repo, server: Server
) -> None:
    before = server.refs()
    repo.commit(history(USERS, DROP))

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "remote: forge-migrations refuses refs/heads/main" in pushed.words
    assert "drizzle/0001_m1.sql:1: drop-table" in pushed.words
    assert "fix: " in pushed.words
    assert server.refs() == before


def test_a_released_migration_can_not_be_edited(repo: Repo, server: Server) -> None:
    repo.commit(history('CREATE TABLE "users" ("id" text, "name" text);'))

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "drizzle/0000_m0.sql" in pushed.words


def test_what_is_refused_on_main_is_refused_on_a_new_branch_and_as_a_tag(
    repo: Repo, server: Server
) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(history(USERS, DROP))
    repo.git("tag", "-a", "-m", "t", "v1")

    assert not server.push(repo, "feature").accepted
    assert not server.push(repo, "v1").accepted
    assert set(server.refs()) == {"refs/heads/main"}


def test_many_refs_at_once_are_judged_each(repo: Repo, server: Server) -> None:
    for name, sql in (("good", TEAMS), ("bad", DROP)):
        repo.git("checkout", "-q", "-B", name, "main")
        repo.commit(history(USERS, sql))

    pushed = server.push(repo, "good", "bad")

    assert not pushed.accepted
    assert "refuses refs/heads/bad" in pushed.words
    assert "refs/heads/good" not in pushed.words.split("refuses", 1)[1].split("\n")[0]


def test_update_refuses_ref_by_ref(repo: Repo, server: Server) -> None:
    server.without_hooks()
    server.install(hook="update")
    for name, sql in (("good", TEAMS), ("bad", DROP)):
        repo.git("checkout", "-q", "-B", name, "main")
        repo.commit(history(USERS, sql))

    server.push(repo, "good", "bad")

    assert set(server.refs()) == {"refs/heads/main", "refs/heads/good"}


def test_deletions_and_tags_of_what_is_there_pass(repo: Repo, server: Server) -> None:
    repo.git("tag", "light")
    repo.git("tag", "-a", "-m", "t", "heavy")
    blob = repo.git("rev-parse", "HEAD:drizzle.config.ts")
    repo.git("update-ref", "refs/tags/blob", blob)
    assert server.push(repo, "main:old", "light", "heavy", "blob").accepted

    pushed = server.push(repo, ":refs/heads/old", ":refs/tags/light")

    assert pushed.accepted
    assert "refs/heads/old" not in server.refs()


def test_a_forced_push_rewrites_a_feature_but_not_what_is_released(
    repo: Repo, server: Server
) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(history(USERS, TEAMS))
    assert server.push(repo, "feature").accepted
    repo.git("reset", "-q", "--hard", "main")
    repo.commit(history(USERS, 'CREATE TABLE "groups" ("id" text);', names="g"[:0] + "m"))
    assert server.push(repo, "+feature").accepted

    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit(history('CREATE TABLE "accounts" ("id" text);'))
    pushed = server.push(repo, "+other:main")

    assert not pushed.accepted
    assert "drizzle/0000_m0.sql" in pushed.words


def test_a_branch_that_takes_main_in_does_not_answer_for_main(repo: Repo, server: Server) -> None:
    """What main let in before the hook was there is no finding of a branch that merges it."""
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({"a.txt": "a"})
    assert server.push(repo, "feature").accepted
    repo.git("checkout", "-q", "main")
    repo.commit(history(USERS, DROP))
    hook = server.path / "hooks" / "pre-receive"
    hook.rename(server.path / "hooks" / "pre-receive.off")
    assert server.push(repo).accepted
    (server.path / "hooks" / "pre-receive.off").rename(hook)
    repo.git("checkout", "-q", "feature")
    repo.git("merge", "-q", "--no-edit", "main")

    pushed = server.push(repo, "feature")

    assert pushed.accepted, pushed.words


def test_the_pushed_policy_does_not_judge_its_own_push(repo: Repo, server: Server) -> None:
    policy = '[rules]\ndrop-table = "off"\n[checks]\ndestructive-sql = "off"\n'
    repo.commit({**history(USERS, DROP), ".forge-migrations.toml": policy})

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "drop-table" in pushed.words
    assert "policy-changed" in pushed.words


def test_a_released_policy_judges_but_not_over_the_servers(repo: Repo, server: Server) -> None:
    policy = '[rules]\ndrop-table = "report"\n'
    repo.commit({**history(USERS), ".forge-migrations.toml": policy})
    assert server.push(repo).accepted
    repo.commit(history(USERS, DROP))

    (server.path / "forge-migrations.toml").write_text('[rules]\ndrop-table = "refuse"\n')
    assert not server.push(repo).accepted
    (server.path / "forge-migrations.toml").unlink()
    assert server.push(repo).accepted


def test_a_branch_has_its_own_rules(repo: Repo, server: Server) -> None:
    (server.path / "forge-migrations.toml").write_text(
        '[rules]\ndrop-table = "report"\n[branch."release/*"]\nrules = { drop-table = "refuse" }\n'
    )
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(history(USERS, DROP))

    assert server.push(repo, "feature").accepted
    assert not server.push(repo, "feature:release/1").accepted


def test_an_acknowledgement_needs_the_review_that_the_server_asks_for(
    repo: Repo, server: Server
) -> None:
    (server.path / "forge-migrations.toml").write_text(
        '[acknowledge]\ndrop-table = "Reviewed-by"\n'
    )
    repo.commit(history(USERS, ALLOWED))
    pushed = server.push(repo)
    assert not pushed.accepted
    assert "Reviewed-by" in pushed.words

    repo.git("commit", "-q", "--amend", "-m", "drop\n\nReviewed-by: Bea <bea@example.com>")

    pushed = server.push(repo)
    assert pushed.accepted, pushed.words


def test_a_broken_server_policy_lets_nothing_in_and_says_so(repo: Repo, server: Server) -> None:
    (server.path / "forge-migrations.toml").write_text("[rule]\n")
    repo.commit({"a.txt": "a"})

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "'rule' is no key" in pushed.words


def test_the_first_push_is_judged_as_a_whole(repo: Repo, tmp_path: Path) -> None:
    server = Server(tmp_path / "empty.git")
    server.install()
    files = history(USERS, TEAMS)
    del files["drizzle/0000_m0.sql"]
    repo.commit(files)

    pushed = server.push(repo)

    assert not pushed.accepted
    assert "0000_m0" in pushed.words


def test_nothing_is_left_behind(repo: Repo, server: Server, tmp_path: Path) -> None:
    repo.commit(history(USERS, DROP))
    before, home = server.files(), sorted(os.walk(os.environ["HOME"]))

    server.push(repo)

    assert server.files() == before
    assert sorted(os.walk(os.environ["HOME"])) == home


def test_1000_commits_take_as_many_git_processes_as_10(
    repo: Repo, server: Server, tmp_path: Path
) -> None:
    started = []
    for count in (10, 1000):
        _commits(repo, count)
        trace = tmp_path / f"trace{count}"
        pushed = server.push(repo, GIT_TRACE2_EVENT=str(trace))
        assert pushed.accepted, pushed.words
        started.append(trace.read_text().count('"event":"start"'))

    assert repo.git("rev-list", "--count", "main") == "1011"
    # One more packs what is pushed: git keeps 100 objects and more together.
    assert started[1] <= started[0] + 1


def _commits(repo: Repo, count: int) -> None:
    """So many commits on top of main, each of which touches a schema."""
    stream = ["feature done", "reset refs/heads/main", f"from {repo.git('rev-parse', 'main')}"]
    for number in range(count):
        stream += [
            "commit refs/heads/main",
            f"committer A <a@example.com> {1_760_000_000 + number} +0000",
            "data 1",
            "c",
            f"M 100644 inline src/f{number % 50}.ts",
            f"data {len(str(number))}",
            str(number),
        ]
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"],
        cwd=repo.path,
        input="\n".join([*stream, "done", ""]).encode(),
        check=True,
    )
