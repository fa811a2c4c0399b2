from __future__ import annotations

import pytest

from forge_migrations.sql.acts import Act
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split


def acts(sql: str) -> list[Act]:
    return [act for each in split(sql, "mysql").statements for act in read(each, "mysql")]


@pytest.mark.parametrize(
    ("action", "verb", "name", "new"),
    [
        ("ADD `a` int", "add-column", "a", ""),
        ("ADD COLUMN a int AFTER b", "add-column", "a", ""),
        ("ADD COLUMN IF NOT EXISTS a int FIRST", "add-column", "a", ""),
        ("ADD `column` int", "add-column", "column", ""),
        ("ADD CONSTRAINT k UNIQUE (a)", "add-constraint", "k", ""),
        ("ADD UNIQUE INDEX k (a)", "add-constraint", "k", ""),
        ("ADD PRIMARY KEY (a)", "add-constraint", "", ""),
        ("ADD INDEX i (a)", "create-index", "i", ""),
        ("ADD FULLTEXT KEY i (a)", "create-index", "i", ""),
        ("ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u (b)", "add-constraint", "k", ""),
        ("ADD CHECK (a > 0)", "add-constraint", "", ""),
        ("DROP a", "drop-column", "a", ""),
        ("DROP COLUMN IF EXISTS a RESTRICT", "drop-column", "a", ""),
        ("DROP `key`", "drop-column", "key", ""),
        ("DROP PRIMARY KEY", "drop-primary-key", "", ""),
        ("DROP FOREIGN KEY k", "drop-foreign-key", "k", ""),
        ("DROP INDEX i", "drop-index", "i", ""),
        ("DROP KEY IF EXISTS i", "drop-index", "i", ""),
        ("DROP CONSTRAINT k", "drop-constraint", "k", ""),
        ("DROP CHECK k", "drop-constraint", "k", ""),
        ("MODIFY a bigint", "modify-column", "a", "a"),
        ("MODIFY COLUMN `a` bigint NOT NULL", "modify-column", "a", "a"),
        ("CHANGE a b bigint", "modify-column", "a", "b"),
        ("CHANGE COLUMN IF EXISTS a a int", "modify-column", "a", "a"),
        ("RENAME u", "rename-table", "", "u"),
        ("RENAME TO u", "rename-table", "", "u"),
        ("RENAME AS u", "rename-table", "", "u"),
        ("RENAME COLUMN a TO b", "rename-column", "a", "b"),
        ("RENAME INDEX i TO j", "rename-index", "i", "j"),
        ("RENAME KEY i TO j", "rename-index", "i", "j"),
        ("ALTER a SET DEFAULT 1", "set-default", "a", ""),
        ("ALTER COLUMN a SET DEFAULT (uuid())", "set-default", "a", ""),
        ("ALTER a DROP DEFAULT", "drop-default", "a", ""),
        ("ALTER INDEX i INVISIBLE", "table-option", "i", ""),
        ("ALTER a SET INVISIBLE", "table-option", "a", ""),
        ("ALTER CHECK k NOT ENFORCED", "alter-constraint", "k", ""),
        ("CONVERT TO CHARACTER SET utf8mb4", "convert-charset", "", ""),
        ("DEFAULT CHARACTER SET = utf8mb4", "table-option", "charset", "utf8mb4"),
        ("ENGINE = InnoDB", "table-option", "engine", "InnoDB"),
        ("AUTO_INCREMENT 7", "table-option", "auto_increment", "7"),
        ("COMMENT 'x'", "table-option", "comment", "x"),
        ("DISABLE KEYS", "table-option", "", ""),
        ("FORCE", "rebuild-table", "", ""),
        ("ORDER BY a, b", "rebuild-table", "", ""),
        ("ADD PARTITION (PARTITION p VALUES LESS THAN (1))", "add-partition", "", ""),
        ("DROP PARTITION p, q", "drop-partition", "", ""),
        ("TRUNCATE PARTITION p", "truncate-partition", "", ""),
        ("EXCHANGE PARTITION p WITH TABLE u", "exchange-partition", "", "u"),
        ("DISCARD PARTITION p TABLESPACE", "truncate-partition", "", ""),
        ("REORGANIZE PARTITION p INTO (PARTITION q VALUES LESS THAN (1))", "repartition", "", ""),
        ("ANALYZE PARTITION p", "table-option", "", ""),
        ("REMOVE PARTITIONING", "repartition", "", ""),
        ("PARTITION BY HASH (a) PARTITIONS 4", "repartition", "", ""),
    ],
)  # fmt: skip
def test_every_action_of_mysqls_alter_table(action: str, verb: str, name: str, new: str) -> None:
    (act,) = acts(f"ALTER TABLE `t` {action}")
    assert (act.verb, act.table, act.name, act.new) == (verb, "t", name, new)


def test_each_action_is_an_act_and_carries_the_algorithm_and_the_lock() -> None:
    sql = "ALTER ONLINE TABLE t ADD a int, ALGORITHM=INPLACE, DROP b, LOCK = NONE"
    found = acts(sql)
    assert [act.verb for act in found] == ["add-column", "drop-column"]
    assert {act.flags for act in found} == {frozenset({"algorithm-inplace", "lock-none"})}


def test_columns_in_brackets_are_added_one_by_one() -> None:
    found = acts("ALTER TABLE t ADD COLUMN (a int, b int REFERENCES u (id), INDEX i (a))")
    assert [(act.verb, act.name) for act in found] == [
        ("add-column", "a"),
        ("add-column", "b"),
        ("create-index", "i"),
    ]
    assert [len(act.constraints) for act in found] == [0, 1, 0]


def test_dropped_partitions_are_named() -> None:
    (act,) = acts("ALTER TABLE t DROP PARTITION p, q")
    assert act.values == ("p", "q")
    (act,) = acts("ALTER TABLE t TRUNCATE PARTITION `p`, q")
    assert act.values == ("p", "q")


def test_options_come_without_commas() -> None:
    found = acts("ALTER TABLE t ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin")
    assert [(act.name, act.new) for act in found] == [
        ("engine", "InnoDB"),
        ("charset", "utf8mb4"),
        ("collate", "utf8mb4_bin"),
    ]


def test_tables_are_renamed_in_pairs() -> None:
    found = acts("RENAME TABLE a TO b, shop.c TO shop.d")
    assert [(act.verb, act.table, act.new) for act in found] == [
        ("rename-table", "a", "b"),
        ("rename-table", "shop.c", "shop.d"),
    ]


@pytest.mark.parametrize(
    "action", ["ADD", "DROP", "FROB", "MODIFY", "CHANGE a", "ALTER a FROB", "RENAME INDEX i j"]
)  # fmt: skip
def test_an_action_that_is_not_known_makes_the_statement_opaque(action: str) -> None:
    (act,) = acts(f"ALTER TABLE t {action}")
    assert act.verb == "opaque"
