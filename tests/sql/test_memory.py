from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql import version
from forge_migrations.sql.judgement import Judgement
from forge_migrations.sql.memory import LOOK_BACK
from forge_migrations.sql.memory import keep_catalog
from forge_migrations.sql.memory import keep_judgement
from forge_migrations.sql.memory import kept_catalog
from forge_migrations.sql.memory import kept_judgement
from forge_migrations.sql.memory import prefixes

BLOBS = [(f"{number:040x}", number < 5) for number in range(60)]


def test_a_prefix_changes_with_everything_before_it_and_with_nothing_behind() -> None:
    keys = prefixes("postgres", BLOBS)
    assert len(set(keys)) == len(keys) == len(BLOBS) + 1
    edited = prefixes("postgres", [*BLOBS[:3], ("f" * 40, True), *BLOBS[4:]])
    assert edited[:4] == keys[:4]
    assert not set(edited[4:]) & set(keys[4:])
    released = prefixes("postgres", [(blob, True) for blob, _ in BLOBS])
    assert released[5] == keys[5]
    assert released[6] != keys[6]
    assert prefixes("mysql", BLOBS)[0] != keys[0]


def test_the_newest_kept_catalog_is_found_and_none_of_another_history() -> None:
    facts, keys = Facts(), prefixes("postgres", BLOBS)
    assert kept_catalog(facts, keys, 20, "postgres")[0] == 0
    for at in (3, 10, 30):
        keep_catalog(facts, keys[at], catalog_of([f"CREATE TABLE t{at} (a int);"], "postgres"))
    at, catalog = kept_catalog(facts, keys, 20, "postgres")
    assert (at, list(catalog.tables)) == (10, ["t10"])
    assert kept_catalog(facts, prefixes("postgres", BLOBS[1:]), 20, "postgres")[0] == 0


def test_it_is_not_looked_for_too_far_back() -> None:
    facts, keys = Facts(), prefixes("postgres", BLOBS)
    keep_catalog(facts, keys[5], catalog_of([], "postgres"))
    assert kept_catalog(facts, keys, 4 + LOOK_BACK, "postgres")[0] == 5
    assert kept_catalog(facts, keys, 5 + LOOK_BACK, "postgres")[0] == 0


def test_a_damaged_catalog_is_passed_over() -> None:
    facts, keys = Facts(), prefixes("postgres", BLOBS)
    keep_catalog(facts, keys[2], catalog_of(["CREATE TABLE t (a int);"], "postgres"))
    facts.put_large("catalog", keys[9], {"tables": "no"})
    assert kept_catalog(facts, keys, 9, "postgres")[0] == 2


def test_a_judgement_comes_back_without_its_acts() -> None:
    facts = Facts()
    finding = Finding("destructive-sql", "drop-column", "a.sql", 3, "drops", "don't", "report")
    keep_judgement(facts, "key", Judgement((finding,), 7, 1))
    assert kept_judgement(facts, "key") == Judgement((finding,), 7, 1)
    assert kept_judgement(facts, "other") is None


@pytest.mark.parametrize("value", [None, [], [[]], [[["drop-column"]], 1, 0], [[], "many", 0], 3])
def test_a_damaged_judgement_is_none(value: object) -> None:
    facts = Facts()
    facts.put("destructive-sql", "key", value)
    assert kept_judgement(facts, "key") is None


def test_what_was_learned_by_other_rules_or_another_reader_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "sql/memory.py",
        "sql/read.py",
        "rules/a.py",
        "rules/judging/b.py",
        "rules/notes.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(version, "__file__", str(tmp_path / "sql" / "version.py"))
    found = [version.version.__wrapped__()]
    for name in ("sql/read.py", "rules/a.py", "rules/judging/b.py", "rules/notes.txt"):
        (tmp_path / name).write_text("22")
        found.append(version.version.__wrapped__())
    assert len(set(found)) == 4
    assert found[3] == found[4]
