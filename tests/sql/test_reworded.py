from __future__ import annotations

import pytest

from forge_migrations.sql.reworded import concurrently
from forge_migrations.sql.reworded import if_not_exists
from forge_migrations.sql.reworded import not_valid
from forge_migrations.sql.reworded import without_not_null


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('ALTER TABLE "t" ADD COLUMN "a" text NOT NULL;', 'ALTER TABLE "t" ADD COLUMN "a" text;'),
        (
            "ALTER TABLE t ADD a numeric(4,2) not null CHECK (a IS NOT NULL)",
            "ALTER TABLE t ADD a numeric(4,2) CHECK (a IS NOT NULL)",
        ),
        ('ALTER TABLE t ADD "NOT" text', 'ALTER TABLE t ADD "NOT" text'),
    ],
)
def test_a_column_takes_null(text: str, made: str) -> None:
    assert without_not_null(text, "postgres") == made


def test_a_constraint_isnt_validated() -> None:
    text = "-- why\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"
    assert (
        not_valid(text, "postgres")
        == "-- why\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
    )
    assert not_valid("ALTER TABLE t ADD CONSTRAINT c CHECK (a) -- end", "postgres") == (
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a) NOT VALID -- end"
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('CREATE INDEX "i" ON "t" ("a");', 'CREATE INDEX IF NOT EXISTS "i" ON "t" ("a");'),
        (
            'CREATE UNIQUE INDEX CONCURRENTLY "i" ON t (a)',
            'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON t (a)',
        ),
        (
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
            "CREATE INDEX IF NOT EXISTS i ON t (a)",
        ),
        ("CREATE INDEX IF NOT EXISTS i ON t (a)", "CREATE INDEX IF NOT EXISTS i ON t (a)"),
    ],
)
def test_an_index_that_is_there_is_left(text: str, made: str) -> None:
    assert if_not_exists(text, "postgres") == made


def test_an_index_is_built_beside_its_writers() -> None:
    made = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)"
    assert concurrently("CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)", "postgres") == made
    assert concurrently(made, "postgres") == made
