from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.places_taken import placed_in
from forge_migrations.sql.places_taken import settled
from forge_migrations.sql.read import acts_of
from sql.test_paying import ledger

PLACED = (
    'ALTER TABLE "t" DROP COLUMN "a"; ALTER TABLE "t" RENAME COLUMN "a__next" TO "a";'
    'ALTER TABLE "t" ADD CONSTRAINT "u" UNIQUE USING INDEX "u__next"; DROP TABLE "z";'
)


def verbs(acts: list[Act]) -> list[str]:
    return [act.verb for act in acts]


def test_a_catalog_that_is_ahead_sees_no_column_come_or_go() -> None:
    catalog = ledger(
        "CREATE TABLE t (a bigint, CONSTRAINT u UNIQUE (a)); CREATE TABLE z (a int);"
    ).catalog
    assert verbs(settled(acts_of(PLACED, "postgres"), catalog)) == ["drop-table"]


def test_one_that_has_both_sees_it() -> None:
    catalog = ledger(
        "CREATE TABLE t (a int, a__next bigint); CREATE UNIQUE INDEX u__next ON t (a__next);"
    ).catalog
    assert len(settled(acts_of(PLACED, "postgres"), catalog)) == 4


def test_a_drop_and_a_rename_of_their_own_are_no_such_thing() -> None:
    for new in ("c", "a"):
        text = f"ALTER TABLE t DROP COLUMN a; ALTER TABLE t RENAME COLUMN b TO {new};"
        acts = acts_of(text, "postgres")
        assert placed_in(acts) == []
    catalog = ledger("CREATE TABLE t (a int, b int);").catalog
    assert settled(acts, catalog) == acts
