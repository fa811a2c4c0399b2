"""Which files hold a word, in every kind of Tree."""

from __future__ import annotations

from forge_migrations.change.naming import naming
from forge_migrations.change.naming import readable
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from repositories import Repo

FILES: dict[str, str] = {
    "a.ts": "users.email",
    "b/ü.tsx": "{ email }",
    "c.ts": "emails, e_mail, myemail",
    "d.sql": "email",
}


def found(tree: Tree, *words: str) -> list[str]:
    each = naming(tree, words or ("email",), (".ts", ".tsx"))
    return sorted({path for paths in each.values() for path in paths})


def test_a_word_is_found_whole_in_a_commit_in_the_index_and_in_memory(repo: Repo) -> None:
    commit = repo.commit(FILES)
    repo.stage({"e.ts": "email"})
    git = Repository.find(str(repo.path))
    assert found(git.at(commit)) == ["a.ts", "b/ü.tsx"]
    assert found(git.index()) == ["a.ts", "b/ü.tsx", "e.ts"]
    assert found(repo.change().before) == ["a.ts", "b/ü.tsx"]
    assert found(MemoryTree(FILES)) == ["a.ts", "b/ü.tsx"]
    assert found(git.at(commit), "nobody") == []
    assert naming(git.at(commit), (), (".ts",)) == {}


def test_what_is_laid_over_counts_as_it_is_there(repo: Repo) -> None:
    repo.commit(FILES)
    tree = Overlay(Repository.find(str(repo.path)).index(), {"a.ts": b"", "n.ts": b"email"})
    assert found(tree) == ["b/ü.tsx", "n.ts"]


def test_each_word_has_its_files(repo: Repo) -> None:
    files: dict[str, str] = {"a.ts": "user user_id\nuser.id", "b.ts": "id\0id", "c.ts": "user_id"}
    wanted = {
        "id": frozenset({"a.ts", "b.ts"}),
        "user": frozenset({"a.ts"}),
        "user_id": frozenset({"a.ts", "c.ts"}),
    }
    commit = repo.commit(files)
    git = Repository.find(str(repo.path))
    for tree in (git.at(commit), git.index(), MemoryTree(files)):
        assert naming(tree, ("user", "user_id", "id"), (".ts",)) == wanted


def test_of_a_tree_like_one_that_was_asked_only_what_differs_is_read(repo: Repo) -> None:
    git = Repository.find(str(repo.path))
    first = git.at(repo.commit(FILES))
    repo.stage({"a.ts": "users", "n.ts": "email"})
    (repo.path / "c.ts").unlink()
    second = git.at(repo.commit())
    blob = second.entries["b/ü.tsx"].blob
    assert found(first) == ["a.ts", "b/ü.tsx"]
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert naming(second, ("email",), (".ts", ".tsx"), first) == {
        "email": frozenset({"b/ü.tsx", "n.ts"})
    }


def test_a_link_holds_no_word(repo: Repo) -> None:
    repo.commit({"a.ts": "email"})
    (repo.path / "link.ts").symlink_to("email")
    commit = repo.commit()
    assert found(Repository.find(str(repo.path)).at(commit)) == ["a.ts"]


def test_what_a_clone_has_not_got_is_left_out(repo: Repo) -> None:
    commit = repo.commit({"a.ts": "email", "b.ts": "email too", "c.ts": "email as well"})
    tree = Repository.find(str(repo.path)).at(commit)
    blob = tree.entries["b.ts"].blob
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert sorted(readable(tree, ["a.ts", "b.ts", "c.ts"])) == ["a.ts", "c.ts"]
