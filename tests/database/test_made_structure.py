"""What drizzle-kit's DDL makes, beside what migrations make: real differences only."""

from __future__ import annotations

import pytest

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.checks.rehearsal.structure import Expected
from forge_migrations.checks.rehearsal.structure import compare
from forge_migrations.checks.rehearsal.structure import make_expected
from forge_migrations.checks.rehearsal.structure import told
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.postgres.arena import PostgresArena
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.rehearsal import structure_of
from forge_migrations.database.sqlite.arena import SqliteArena
from forge_migrations.findings import Finding
from forge_migrations.findings import Undecided

SETTING = Setting(Ledger("postgresql"), STRICTEST["postgresql"])
LONG = "graphs_to_feature_flag_schema_versions_which_is_a_long_name"


def found(postgres: Postgres, history: str, *ddl: str) -> list[str]:
    binaries = find_binaries()
    assert binaries is not None
    after = steps(journal({"0000_base": history}, dialect="postgresql"))
    arena = PostgresArena(binaries, after, postgres)
    have = structure_of(arena, after, SETTING)
    want = make_expected(arena, SETTING, Expected("key", ddl), after)
    return [str(each) for each in compare(have, want)]


def test_the_order_of_drizzle_kit_s_statements_is_no_difference(postgres: Postgres) -> None:
    history = (
        "CREATE TABLE a (id int, CONSTRAINT u UNIQUE (id));"
        "CREATE TABLE b (id int, CONSTRAINT f FOREIGN KEY (id) REFERENCES a (id));"
    )
    assert (
        found(
            postgres,
            history,
            "CREATE TABLE a (id int)",
            "CREATE TABLE b (id int)",
            "ALTER TABLE b ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES a (id)",
            "ALTER TABLE a ADD CONSTRAINT u UNIQUE (id)",
        )
        == []
    )


def test_a_foreign_key_that_another_name_hid_is_missing(postgres: Postgres) -> None:
    key = f"{LONG}_federated_graph_id"
    history = (
        "CREATE TABLE p (id int PRIMARY KEY);"
        f'CREATE TABLE c (id int, CONSTRAINT "{key}_pk" PRIMARY KEY (id));'
        f'DO $$ BEGIN ALTER TABLE c ADD CONSTRAINT "{key}_p_id_fk" FOREIGN KEY (id) REFERENCES p (id);'
        "EXCEPTION WHEN duplicate_object THEN null; END $$;"
    )
    told = found(
        postgres,
        history,
        "CREATE TABLE p (id int PRIMARY KEY)",
        f'CREATE TABLE c (id int, CONSTRAINT "{key}_pk" PRIMARY KEY (id))',
        f'ALTER TABLE c ADD CONSTRAINT "{key}_p_id_fk" FOREIGN KEY (id) REFERENCES p (id)',
    )
    assert len(told) == 1
    assert told[0].startswith(f'foreign key "{LONG[:50]}')
    assert told[0].endswith("is missing: FOREIGN KEY (id) REFERENCES p(id)")


def test_a_schema_that_drizzle_kit_never_makes_is_made(postgres: Postgres) -> None:
    assert (
        found(
            postgres,
            "CREATE SCHEMA sync; CREATE TABLE sync.t (id int);",
            "CREATE TABLE sync.t (id int)",
        )
        == []
    )


def test_what_a_platform_makes_is_left_to_it(postgres: Postgres) -> None:
    binaries = find_binaries()
    assert binaries is not None
    sql = "CREATE TABLE t (id uuid REFERENCES auth.users)"
    after = steps(journal({"0000_base": sql}, dialect="postgresql"))
    arena = PostgresArena(binaries, after, postgres)
    prelude = ("CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);",)
    setting = SETTING._replace(prelude=prelude)
    have = structure_of(arena, after, setting)
    ddl = ('CREATE SCHEMA "auth";', 'CREATE TABLE "auth"."users" ("id" uuid)', sql)
    assert compare(have, make_expected(arena, setting, Expected("", ddl), after)) == []


def test_the_history_s_extensions_are_there_for_the_schema_too(postgres: Postgres) -> None:
    ddl = "CREATE TABLE t (id uuid DEFAULT uuid_generate_v4(), name citext)"
    history = f'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; CREATE EXTENSION citext; {ddl};'
    assert found(postgres, history, ddl) == []


@pytest.mark.parametrize("kind", ["varchar(9)", "text", "timestamp with time zone", "int[]"])
def test_a_default_of_null_is_no_default(postgres: Postgres, kind: str) -> None:
    history = f"CREATE TABLE t (a {kind} DEFAULT NULL);"
    assert found(postgres, history, f"CREATE TABLE t (a {kind})") == []


def test_ddl_that_never_applies_is_named(postgres: Postgres) -> None:
    with pytest.raises(Undecided, match=r"nowhere.*CREATE INDEX i ON nowhere"):
        found(postgres, "SELECT 1", "CREATE INDEX i ON nowhere (a)")


def test_a_comment_is_a_custom_migration_s_and_refuses_nothing(postgres: Postgres) -> None:
    binaries = find_binaries()
    assert binaries is not None
    sql = "CREATE TABLE t (a int); COMMENT ON COLUMN t.a IS 'what it is'"
    after = steps(journal({"0000_base": sql}, dialect="postgresql"))
    arena = PostgresArena(binaries, after, postgres)
    have = structure_of(arena, after, SETTING)
    want = make_expected(arena, SETTING, Expected("", ("CREATE TABLE t (a int)",)), after)
    said = list(told(compare(have, want), (), after, (), "drizzle.config.ts"))
    assert not [each for each in said if isinstance(each, Finding)]
    assert [each.message for each in said] == [
        'made by custom migrations, not in the schema: comment of column "a" of table "t"'
    ]


def test_partitions_are_no_tables_and_how_a_table_is_divided_refuses_nothing(
    postgres: Postgres,
) -> None:
    history = (
        "CREATE TABLE seen (id int, day date NOT NULL, PRIMARY KEY (id, day))"
        " PARTITION BY RANGE (day);"
        "DO $$ BEGIN EXECUTE format('CREATE TABLE seen_%s PARTITION OF seen FOR VALUES FROM (%L)"
        " TO (%L)', to_char(now(), 'YYYYMMDD'), current_date, current_date + 1); END $$;"
    )
    binaries = find_binaries()
    assert binaries is not None
    ddl = ("CREATE TABLE seen (id int, day date NOT NULL, PRIMARY KEY (id, day))",)
    after = steps(journal({"0000_base": history}, dialect="postgresql"))
    arena = PostgresArena(binaries, after, postgres)
    have = structure_of(arena, after, SETTING)
    want = make_expected(arena, SETTING, Expected("", ddl), after)
    said = list(told(compare(have, want), (), after, (), "drizzle.config.ts"))
    assert [each.message for each in said] == [
        'made by custom migrations, not in the schema: partition key of table "seen"'
    ]


def test_a_constraint_that_was_never_validated_is_reported_and_refuses_nothing(
    postgres: Postgres,
) -> None:
    binaries = find_binaries()
    assert binaries is not None
    ddl = "CREATE TABLE t (a int)", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"
    after = steps(journal({"0000_base": f"{ddl[0]}; {ddl[1]} NOT VALID;"}, dialect="postgresql"))
    arena = PostgresArena(binaries, after, postgres)
    have = structure_of(arena, after, SETTING)
    want = make_expected(arena, SETTING, Expected("", ddl), after)
    said = list(told(compare(have, want), (), after, (), "drizzle.config.ts"))
    assert [(each.severity, each.message) for each in said if isinstance(each, Finding)] == [
        (
            "report",
            (
                "leaves a database other than the schema: "
                'check "c" of table "t" has validity not validated, not none'
            ),
        )
    ]


def test_a_length_that_sqlite_ignores_is_no_difference() -> None:
    setting = Setting(Ledger("sqlite"), STRICTEST["sqlite"])
    after = steps(journal({"0000_base": "CREATE TABLE t (a text(3), b integer)"}))
    arena = SqliteArena()
    have = structure_of(arena, after, setting)
    want = make_expected(arena, setting, Expected("", ("CREATE TABLE t (a text, b int)",)), after)
    assert [str(each) for each in compare(have, want)] == [
        'column "b" of table "t" has type integer, not int'
    ]
    arena.close()


def test_the_columns_of_a_key_in_another_order_are_one_difference() -> None:
    setting = Setting(Ledger("sqlite"), STRICTEST["sqlite"])
    after = steps(journal({"0000_base": "CREATE TABLE t (a int, b int, PRIMARY KEY (b, a))"}))
    arena = SqliteArena()
    have = structure_of(arena, after, setting)
    ddl = ("CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))",)
    want = make_expected(arena, setting, Expected("", ddl), after)
    assert [str(each) for each in compare(have, want)] == [
        'primary key of table "t" has columns b, a, not a, b'
    ]
    arena.close()


def test_a_policy_that_calls_a_function_of_the_migrations(postgres: Postgres) -> None:
    policy = "CREATE POLICY own ON t USING (id = current_team())"
    history = (
        "CREATE TABLE t (id int);\n--> statement-breakpoint\n"
        "CREATE FUNCTION current_team() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
        f"--> statement-breakpoint\n{policy};"
    )
    custom = found(postgres, history, "CREATE TABLE t (id int)", policy)
    assert [line for line in custom if "function" not in line] == []
    gone = f"{history}\n--> statement-breakpoint\nCREATE FUNCTION once() RETURNS int LANGUAGE sql AS 'SELECT 1';\n--> statement-breakpoint\nDROP FUNCTION once();"  # fmt: skip
    assert not [line for line in found(postgres, gone, "CREATE TABLE t (id int)", policy) if "once" in line]  # fmt: skip


def test_an_index_of_a_partitioned_table_is_the_schema_s(postgres: Postgres) -> None:
    history = "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE INDEX i ON t (id);"
    said = found(postgres, history, "CREATE TABLE t (id int)", "CREATE INDEX i ON t (id)")
    assert [line for line in said if "index" in line] == []
