from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forge_migrations.rules.judging.judge import judge
from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.pending_acts import PendingActs
from forge_migrations.sql.read import read_script
from forge_migrations.sql.settings import Settings

if TYPE_CHECKING:
    from forge_migrations.sql.verbs import Verb

ACTS = (
    Act("add-column", "t", "a"),
    Act("add-column", "u", "a"),
    Act("drop-column", "T", "A"),
    Act("add-column", "T", "b"),
)


def found(verbs: Sequence[Verb], table: str | None = None, name: str = "") -> list[int]:
    return [ACTS.index(act) for act in PendingActs(str.lower, ACTS).of(verbs, table, name)]


def test_acts_are_found_by_verb_table_and_name_as_the_engine_compares_them() -> None:
    assert found(("drop-column", "add-column")) == [2, 0, 1, 3]
    assert found(("add-column",), "T") == [0, 3]
    assert found(("add-column", "drop-column"), "t", "A") == [0, 2]
    assert found(("add-column",), "v") == []


def test_the_first_act_on_each_table_is_found_for_each_verb() -> None:
    acts = PendingActs(str.lower, ACTS)
    assert list(acts.first_on_each_table(("add-column", "drop-column"))) == [*ACTS[:2], ACTS[2]]
    assert "drop-column" in acts
    assert "insert" not in acts


def test_an_act_is_looked_at_once_however_many_files_come_behind_it() -> None:
    asked: list[str] = []

    def fold(name: str) -> str:
        asked.append(name)
        return name

    catalog, waiting = Catalog("postgres"), PendingActs(fold)
    for number in range(60):
        text = f"CREATE TABLE t{number} (id int PRIMARY KEY); ALTER TABLE t{number} ADD a int;"
        reading = read_script(text, "postgres")
        migrator, settings = migrator_of("postgres"), Settings()
        waiting.add(judge(reading, catalog, migrator, settings, waiting).acts)
    assert len(asked) == 120
