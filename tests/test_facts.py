"""What was learned is kept, and losing it costs time only."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import platformdirs
import platformdirs.macos
import pytest

from forge_migrations.facts import Facts
from forge_migrations.facts import Passing
from forge_migrations.facts import cache_folder


def test_facts_last_from_one_run_to_the_next(tmp_path: Path) -> None:
    one = Facts(str(tmp_path))
    one.put("kind@1", "id", {"n": 1})
    one.put_large("snapshot@1", "id", {"tables": []})
    one.save()
    other = Facts(str(tmp_path))

    assert other.get("kind@1", "id") == {"n": 1}
    assert other.get_large("snapshot@1", "id") == {"tables": []}
    assert other.get("kind@2", "id") is None


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"id": ', "\0\0", '"x"', "[" * 100_000])
def test_a_corrupt_file_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "kind@1.json").write_text(content)
    facts = Facts(str(tmp_path))

    assert facts.get("kind@1", "id") is None
    facts.put("kind@1", "id", 1)
    facts.save()
    assert Facts(str(tmp_path)).get("kind@1", "id") == 1


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    facts = Facts(str(tmp_path / "file" / "below"))
    facts.put("kind@1", "id", 1)
    facts.put_large("kind@1", "id", 1)
    facts.save()

    assert facts.get("kind@1", "id") == 1


def test_two_runs_at_once_leave_a_readable_file(tmp_path: Path) -> None:
    def run(n: int) -> None:
        facts = Facts(str(tmp_path))
        facts.put("kind@1", str(n), n)
        facts.save()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(40)))

    assert json.loads((tmp_path / "kind@1.json").read_text())
    assert [name for name in os.listdir(tmp_path) if name.endswith(".part")] == []


def test_each_repository_has_its_own_folder(tmp_path: Path) -> None:
    one, other = Facts.of_repository(str(tmp_path / "a")), Facts.of_repository(str(tmp_path / "b"))
    one.put("kind@1", "id", 1)
    one.save()

    assert other.get("kind@1", "id") is None
    assert os.path.isdir(os.path.join(cache_folder(), "facts"))


@pytest.mark.parametrize("cache", [None, "", "/somewhere/else", "not/absolute"])
def test_the_folder_is_where_platformdirs_has_it(
    cache: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORGE_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME")
    if cache is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", cache)

    assert cache_folder() == platformdirs.user_cache_dir("forge-migrations", appauthor=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such folder")
def test_the_folder_of_a_mac_is_apples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORGE_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(sys, "platform", "darwin")
    usual = platformdirs.macos.MacOS("forge-migrations", appauthor=False).user_cache_dir

    assert cache_folder() == usual == os.path.expanduser("~/Library/Caches/forge-migrations")


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    facts = Facts()
    facts.put_large("kind@1", "id", 1)
    facts.save()

    assert facts.get_large("kind@1", "id") == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_learned_of_text_that_passes_leaves_nothing_behind(tmp_path: Path) -> None:
    facts = Passing(str(tmp_path))
    facts.lasting = False
    facts.put("kind@1", "typed", 1)
    facts.put_large("large@1", "typed", {"n": 1})
    facts.save()
    assert facts.get("kind@1", "typed") == 1
    assert facts.get_large("large@1", "typed") == {"n": 1}
    assert [*tmp_path.iterdir()] == []

    facts.lasting = True
    facts.put("kind@1", "saved", 2)
    facts.put_large("large@1", "saved", {"n": 2})
    facts.save()
    other = Facts(str(tmp_path))
    assert (other.get("kind@1", "saved"), other.get("kind@1", "typed")) == (2, None)
    assert other.get_large("large@1", "saved") == {"n": 2}


def test_of_what_passes_the_newest_stays(tmp_path: Path) -> None:
    facts = Passing(str(tmp_path))
    facts.lasting = False
    for number in range(Passing.KEPT + 10):
        facts.put("kind@1", str(number), number)
    for number in range(Passing.KEPT_LARGE + 1):
        facts.put_large("large@1", str(number), number + 1)
    assert facts.get("kind@1", "0") is None
    assert facts.get("kind@1", str(Passing.KEPT + 9)) == Passing.KEPT + 9
    assert facts.get_large("large@1", "0") is None


def test_what_was_learned_of_text_that_is_saved_by_now_is_kept(tmp_path: Path) -> None:
    facts = Passing(str(tmp_path))
    facts.lasting = False
    facts.put("kind@1", "typed", 1)
    facts.put_large("large@1", "typed", {"n": 1})
    facts.lasting = True
    assert facts.get("kind@1", "typed") == 1
    assert facts.get_large("large@1", "typed") == {"n": 1}
    facts.save()
    other = Facts(str(tmp_path))
    assert other.get("kind@1", "typed") == 1
    assert other.get_large("large@1", "typed") == {"n": 1}
