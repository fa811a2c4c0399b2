from __future__ import annotations

from forge_migrations.sql.online import buildings


def found(*texts: str) -> list[tuple[str, str]]:
    return [(each.table, each.name) for each in buildings(texts)]


def test_an_index_on_what_is_there_can_be_built_before() -> None:
    (one,) = buildings(['CREATE INDEX IF NOT EXISTS "i" ON "app"."t" ("a") WHERE "a" > 0;'])
    assert one == (
        '"app"."t"',
        "i",
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "app"."t" ("a") WHERE "a" > 0',
    )


def test_what_pending_migrations_make_has_to_be_there_first() -> None:
    index = "CREATE INDEX IF NOT EXISTS i ON t (a, lower(b));"
    assert found(index) == [('"t"', "i")]
    assert found("CREATE TABLE t (a int, b text);", index) == []
    assert found("ALTER TABLE t ADD COLUMN b text;" + index) == []
    assert found("ALTER TABLE u RENAME TO t;", index) == []
    assert found("ALTER TABLE t RENAME COLUMN c TO a;", index) == []
    assert found("ALTER TABLE t ADD COLUMN c text;", index) == [('"t"', "i")]


def test_one_that_the_migration_insists_on_making_isnt_built() -> None:
    assert found("CREATE INDEX i ON t (a);") == []
    assert found("CREATE INDEX CONCURRENTLY i ON t (a);") == []
    assert found("CREATE INDEX IF NOT EXISTS ON t (a);") == []
