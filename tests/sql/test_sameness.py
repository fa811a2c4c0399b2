from __future__ import annotations

import json
import random
import sqlite3
from typing import TYPE_CHECKING
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
from sqlalchemy import Connection

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.sameness import first_edit
from forge_migrations.sql.sameness import same
from forge_migrations.sql.tokens import tokenize
from scratch_servers import mysql as mysql
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

CUT = "--> statement-breakpoint"
FOREIGN_KEY = "REFERENCES `u`(`id`) ON UPDATE no action ON DELETE cascade"


@pytest.mark.parametrize(
    ("dialect", "one", "other"),
    [
        ("postgres", "SELECT 1;", "-- one\nselect  1 ;\n"),
        ("postgres", "SELECT '--';", "SELECT '--' /* x /* y */ */"),
        ("postgres", "SELECT 1 -- a\r;", "SELECT 1;"),
        ("postgres", 'CREATE TABLE "a" ("id" int);', "create table A (Id INT)"),
        ("postgres", 'SELECT "name", "value" FROM "type"', "SELECT name, value FROM type"),
        ("postgres", "SELECT E'a', $$b$$, $x$it's$x$", "SELECT 'a', 'b', 'it''s'"),
        ("postgres", "SELECT 'a'\n'b'", "SELECT 'ab'"),
        ("postgres", "SELECT E'it\\'s'", "SELECT 'it''s'"),
        ("postgres", "DO $$ BEGIN\r\n NULL;\r\nEND $$;", "DO $$ BEGIN\n NULL;\nEND $$;"),
        ("postgres", "SELECT 1;\r\nSELECT 2;\r\n", "SELECT 1;\nSELECT 2;\n"),
        ("postgres", "SELECT 1 != 2", "SELECT 1 <> 2"),
        ("mysql", "UPDATE `t` SET `a` = 'it\\'s -- set'", "update t set a='it\\'s -- set' # why"),
        ("mysql", "SELECT 'it\\'s'", 'SELECT "it\'s"'),
        ("mysql", "SELECT 'a' 'b'", "SELECT 'ab'"),
        ("mysql", "/*!40101 SET a='' */;", "/*!40101   set a=\"\"   */ -- why"),
        ("mysql", "CREATE TABLE `t` (`id` int AUTO_INCREMENT) ENGINE=InnoDB;",
         "create table t\n(\n\tid INT auto_increment\n) engine = InnoDB"),
        ("mysql", f"ALTER TABLE `t` ADD `n` int {FOREIGN_KEY}, MODIFY COLUMN `m` text;",
         f"alter table t add n INT {FOREIGN_KEY.upper().replace('U', 'u').replace('ID', 'id')}"
         .replace("uPDATE", "UPDATE") + ", modify column m TEXT"),
        ("sqlite", f"CREATE TABLE `t` (`id` integer {FOREIGN_KEY});",
         "create table [t] (\"id\" INTEGER references u (id) on update NO ACTION on delete CASCADE)"),
        ("sqlite", "INSERT INTO t VALUES (TRUE, strftime('%s'))",
         "insert into t values (true, STRFTIME('%s'))"),
        ("sqlite", "CREATE TABLE t (\"a\" int DEFAULT 1, `b` text, UNIQUE (\"a\"), CHECK (`b` <> 'x'))",
         "CREATE TABLE \"t\" (`a` int DEFAULT 1, \"b\" text, UNIQUE (a), CHECK (`b` <> 'x'))"),
        ("sqlite", "CREATE INDEX i ON t (\"a\") WHERE `b` > 1", "CREATE INDEX \"i\" ON \"t\" (a) WHERE `b` > 1"),
        ("sqlite", "INSERT INTO \"t\" (\"a\") SELECT `a` FROM u", "INSERT INTO t (`a`) SELECT a FROM u"),
        ("sqlite", "UPDATE t SET \"a\" = 1", "UPDATE t SET a = 1"),
        ("sqlite", "\ufeffSELECT 1", "SELECT 1;"),
        ("libsql", "ALTER TABLE `t` ALTER COLUMN `a` TO `a` text", "alter table t alter column a to a TEXT"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_no_edit(dialect: Dialect, one: str, other: str) -> None:
    assert same(one, other, dialect)
    assert same(other, one, dialect)


@pytest.mark.parametrize(
    ("dialect", "one", "other"),
    [
        ("postgres", "SELECT 1;", "SELECT 2;"),
        ("postgres", "SELECT 1;", "-- SELECT 1;"),
        ("postgres", "ALTER TABLE a ALTER b ADD GENERATED ALWAYS AS IDENTITY (START WITH 9)",
         "ALTER TABLE a ALTER b ADD GENERATED ALWAYS AS IDENTITY (\"start\" WITH 9)"),
        ("postgres", "SELECT 'a b';", "SELECT 'a  b';"),
        ("postgres", "SELECT 'a\nb';", "SELECT 'a\r\nb';"),
        ("postgres", "SELECT 'A';", "SELECT 'a';"),
        ("postgres", "SELECT E'\\'a'", "SELECT E'\\'b'"),
        ("postgres", "SELECT E'\\n'", "SELECT '\\n'"),
        ("postgres", "SELECT 'a' 'b'", "SELECT 'ab'"),
        ("postgres", "SELECT $x$ a $x$;", "SELECT $x$ a  $x$;"),
        ("postgres", "DO $$ BEGIN a(); END $$", "DO $$ BEGIN b(); END $$"),
        ("postgres", "SELECT '/*' , 1, '*/';", "SELECT '/*' , 2, '*/';"),
        ("postgres", 'CREATE TABLE "Users" (a int)', "CREATE TABLE Users (a int)"),
        ("postgres", 'SELECT "user"', "SELECT user"),
        ("postgres", "SELECT a::\"char\"", "SELECT a::char"),
        ("postgres", "SELECT interval '1' year", "SELECT interval '1' \"year\""),
        ("postgres", "SELECT a @> b", "SELECT a @ > b"),
        ("postgres", "SELECT 1", "\ufeffSELECT 1"),
        ("postgres", "SELECT 1", "SELECT\xa01"),
        ("postgres", "SELECT U&'\\0061'", "SELECT U&'\\0062'"),
        ("postgres", "SELECT B'1'", "SELECT '1'"),
        ("mysql", "UPDATE t SET a = 'it\\'s -- set' WHERE a = 'old'",
         "UPDATE t SET a = 'it\\'s -- set' WHERE a = 'new'"),
        ("mysql", "SELECT 'a\\%'", "SELECT 'a%'"),
        ("mysql", "SELECT 'a\\\\' , 'b'", "SELECT 'a\\\\' , 'c'"),
        ("mysql", "/*!40101 SET a=1 */;", "/*!40101 DROP TABLE t */;"),
        ("mysql", "/*!40101 SET a=1 */;", "SET a=1;"),
        ("mysql", "/*!40101 SET a=1 */;", "/*!80000 SET a=1 */;"),
        ("mysql", "/*! SET a=1 */;", "/*M! SET a=1 */;"),
        ("mysql", "/*!40101 SET a=1 */;", "/* !40101 SET a=1 */;"),
        ("mysql", "CREATE TABLE t (a int /*!80023 INVISIBLE */)", "CREATE TABLE t (a int)"),
        ("mysql", "INSERT /*+ SET_VAR(foreign_key_checks=OFF) */ INTO t VALUES (1)",
         "INSERT INTO t VALUES (1)"),
        ("mysql", "CREATE TABLE Users (a int)", "CREATE TABLE users (a int)"),
        ("mysql", "SELECT a FROM Users.b", "SELECT a FROM users.b"),
        ("mysql", "SELECT COUNT(*)", "SELECT COUNT (*)"),
        ("mysql", "SELECT \"a\"", "SELECT `a`"),
        ("mysql", "SELECT 1--1", "SELECT 1"),
        ("sqlite", "UPDATE t SET a = \"x\"", "UPDATE t SET a = x"),
        ("sqlite", "CREATE TABLE t (a text CHECK (a IN (\"x\", \"y\")))", "CREATE TABLE t (a text CHECK (a IN (x, y)))"),
        ("sqlite", "INSERT INTO t (a) VALUES (\"x\")", "INSERT INTO t (a) VALUES (`x`)"),
        ("sqlite", "CREATE TABLE t (a DEFAULT \"x\")", "CREATE TABLE t (a DEFAULT `x`)"),
        ("sqlite", "SELECT a FROM t JOIN u ON lower(\"x\") = a", "SELECT a FROM t JOIN u ON lower(x) = a"),
        ("sqlite", "SELECT x'1f'", "SELECT '1f'"),
        ("sqlite", "CREATE TABLE t (Id int)", "CREATE TABLE t (id int)"),
        ("sqlite", "SELECT 'a\\'", "SELECT 'b\\'"),
    ],
)  # fmt: skip
def test_what_a_database_sees_is_an_edit(dialect: Dialect, one: str, other: str) -> None:
    assert not same(one, other, dialect)
    assert not same(other, one, dialect)


APART, TOGETHER = f"SELECT 1;\n{CUT}\nSELECT 2;", "SELECT 1;\nSELECT 2;"


@pytest.mark.parametrize(
    ("dialect", "driver", "matters"),
    [
        ("postgres", "node-postgres", False),
        ("postgres", "neon-http", True),
        ("mysql", "mysql2", True),
        ("sqlite", "better-sqlite3", True),
        ("sqlite", "", True),
        ("sqlite", "d1-http", False),
        ("libsql", "", True),
    ],
)
def test_a_breakpoint_counts_where_a_driver_takes_one_statement(
    dialect: Dialect, driver: str, matters: bool
) -> None:
    migrator = migrator_of(dialect, driver)
    assert same(APART, TOGETHER, dialect, migrator) is not matters
    assert same(APART, f"SELECT 1\n{CUT}\n  SELECT 2", dialect, migrator)


@pytest.mark.parametrize("sql", ["COMMIT", "CREATE INDEX CONCURRENTLY i ON t (a)", "VACUUM t"])
def test_postgresql_makes_one_transaction_of_what_comes_together(sql: str) -> None:
    assert not same(f"SELECT 1;\n{CUT}\n{sql};", f"SELECT 1;\n{sql};", "postgres")


@pytest.mark.parametrize(
    ("dialect", "driver", "rest", "passes"),
    [
        ("postgres", "", "", True),
        ("mysql", "mysql2", "\n", False),
        ("mysql", "mysql2", "\n-- done\n", True),
        ("sqlite", "better-sqlite3", "\n-- done\n", False),
        ("sqlite", "d1-http", "\n", True),
    ],
)
def test_a_piece_of_nothing_counts_where_the_driver_refuses_it(
    dialect: Dialect, driver: str, rest: str, passes: bool
) -> None:
    migrator = migrator_of(dialect, driver)
    assert same("SELECT 1;", f"SELECT 1;\n{CUT}{rest}", dialect, migrator) is passes


@pytest.mark.parametrize(
    ("other", "line"),
    [
        ("SELECT 1,\n\n  2;\nSELECT 3;", 0),
        ("select 1\n-- why\n, 4;\nSELECT 3;", 3),
        ("SELECT 1, 2;\n\nSELECT 4;", 3),
        ("SELECT 1, 2;\nSELECT 3;\n\n\nSELECT 5;\n", 5),
        ("SELECT 1, 2;\n", 1),
        ("", 1),
    ],
)
def test_an_edit_is_told_where_it_stands(other: str, line: int) -> None:
    assert first_edit("SELECT 1, 2;\nSELECT 3;", other, "postgres") == line


GAPS = (" ", "\n", "\t ", " /* x */ ", " -- y\n", "\r\n", " /*;*/")


def respelt(text: str, dialect: Dialect, dice: random.Random) -> str:
    """The statement with other gaps, other case, and names with quotes or without."""
    parts: list[str] = []
    tokens, _ = tokenize(text, dialect)
    for at, token in enumerate(tokens):
        apart = at > 0 and token.start > tokens[at - 1].start + len(tokens[at - 1].text)
        if apart:
            parts.append(dice.choice(GAPS))
        word = token.text
        if token.kind == "w":
            quote = '"' if dialect == "postgres" else "`"
            word = dice.choice([word, word.upper(), word.lower(), quote + word.lower() + quote])
        elif token.kind == "q" and word[1:-1].isidentifier():
            bare = word[1:-1]
            word = dice.choice([word, bare, bare.upper() if dialect == "postgres" else bare])
        parts.append(word)
    return "".join(parts) + dice.choice(["", ";", " ;\n", "\n-- end"])


def mutated(text: str, dialect: Dialect, dice: random.Random) -> str:
    """The statement with one of its tokens changed, dropped, doubled or moved."""
    tokens, _ = tokenize(text, dialect)
    at = dice.randrange(len(tokens))
    token = tokens[at]
    end = token.start + len(token.text)
    inside = token.start + dice.randrange(len(token.text))
    change = dice.choice([
        (inside, inside + 1, dice.choice(["x", "X", " ", "'", '"', "1", "\n", "\\", "", ";"])),
        (token.start, end, ""),
        (token.start, end, f"{token.text} {token.text}"),
        (inside, inside, dice.choice(["\n", " ", "_", "''", "--", "\r\n", "/**/"])),
    ])  # fmt: skip
    return text[: change[0]] + change[2] + text[change[1] :]


def tree_of(text: str) -> Any:
    """What PostgreSQL's own parser makes of it, without the places; `None` for a syntax error."""
    parser = pytest.importorskip("pglast.parser", reason="pglast isn't installed")
    try:
        return without_places(json.loads(parser.parse_sql_json(text)))
    except parser.ParseError:
        return None


PLACES = ("location", "stmt_len", "list_start", "list_end")


def without_places(node: Any) -> Any:
    if isinstance(node, list):
        return [without_places(one) for one in node]
    if isinstance(node, dict):
        return {key: without_places(one) for key, one in node.items() if not key.endswith(PLACES)}
    return node


def corpus() -> list[str]:
    from sql.test_oracle import statements

    more = [
        "SELECT E'a\\'b\\n', $q$x$q$, U&'\\0061', B'10', X'1F', N'n', 1.5e3, 0x1f",
        'SELECT "Id", "name" AS "value", a."order" FROM "Users" u WHERE "type" = \'x\'\n\'y\'',
        "INSERT INTO t (a, \"b\") VALUES (1, 'it''s'), (-2, $$ a b $$) ON CONFLICT DO NOTHING",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN new; END $f$",
        'CREATE POLICY "p" ON "t" AS PERMISSIVE FOR ALL TO public USING (a = current_user)',
        "SELECT a @> b, c ->> 'd', e::\"text\", f::text[], interval '1' year, -1 + +2, a != b",
        "CREATE VIEW v AS SELECT count(*) FILTER (WHERE a) OVER w FROM t WINDOW w AS (ORDER BY b)",
    ]
    return [*statements(), *more]


@settings(max_examples=300)
@given(strategies.randoms(use_true_random=False), strategies.booleans())
def test_what_is_the_same_here_is_the_same_to_libpg_query(dice: random.Random, edit: bool) -> None:
    text = dice.choice(corpus())
    tree = tree_of(text)
    other = respelt(text, "postgres", dice)
    if edit:
        other = mutated(other, "postgres", dice)
    if tree is not None and same(text, other, "postgres"):
        assert tree_of(other) == tree
    if not edit and tree_of(other) == tree and '"' not in text + other:
        assert same(text, other, "postgres")


SQLITE = (
    """CREATE TABLE `parent` (`id` integer PRIMARY KEY NOT NULL, `name` text DEFAULT 'a b' NOT NULL)""",
    """CREATE TABLE `child` (`id` integer PRIMARY KEY, `p` integer, CHECK (`p` > 0 OR `p` IS NULL),
    FOREIGN KEY (`p`) REFERENCES `parent`(`id`) ON UPDATE no action ON DELETE cascade)""",
    """CREATE UNIQUE INDEX `i` ON `parent` (`name` COLLATE NOCASE) WHERE `id` > 1""",
    """INSERT INTO `parent` (`id`, `name`) VALUES (1, 'x'), (2, upper('it''s')), (3, x'41')""",
    """UPDATE `parent` SET `name` = `name` || 'y' WHERE `id` = 1 AND `name` <> 'Y'""",
    """CREATE VIEW `v` AS SELECT `id`, CASE WHEN `id` = 1 THEN 'a' ELSE `name` END AS `n` FROM `parent`""",
    """CREATE TRIGGER `g` AFTER INSERT ON `parent` BEGIN UPDATE `parent` SET `name` = 'g'
    WHERE `id` = new.`id`; DELETE FROM `child`; END""",
    """INSERT INTO `parent` (`id`, `name`) VALUES (9, 'z')""",
)


def outcome(statements: list[str]) -> Any:
    """What a database holds after these, or `None` when one of them fails."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement.rstrip(" ;\r\n"))
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master ORDER BY 1")]
        rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall()
                for name in ("parent", "child", "v") if name in names]  # fmt: skip
        columns = [connection.execute(f"PRAGMA table_xinfo('{name}')").fetchall() for name in names]
        columns = [[(c[1], c[2].lower(), *c[3:]) for c in table] for table in columns]
        keys = [
            connection.execute(f"PRAGMA foreign_key_list('{name}')").fetchall() for name in names
        ]
        return names, rows, columns, keys
    except sqlite3.Error:
        return None
    finally:
        connection.close()


@settings(max_examples=150)
@given(strategies.randoms(use_true_random=False), strategies.booleans())
def test_what_is_the_same_here_is_the_same_to_sqlite(dice: random.Random, edit: bool) -> None:
    at = dice.randrange(len(SQLITE))
    statements = list(SQLITE)
    statements[at] = respelt(statements[at], "sqlite", dice)
    if edit:
        statements[at] = mutated(statements[at], "sqlite", dice)
    if same(SQLITE[at], statements[at], "sqlite"):
        assert outcome(statements) == outcome(list(SQLITE))


MYSQL = (
    """CREATE TABLE `parent` (`id` int AUTO_INCREMENT NOT NULL, `name` varchar(40) DEFAULT 'it\\'s -- a'
    NOT NULL, `kind` enum('a','b') /*!50000 DEFAULT 'b' */, CONSTRAINT `parent_id` PRIMARY KEY(`id`))""",
    """CREATE TABLE `child` (`id` int, `p` int, CONSTRAINT `child_p_fk` FOREIGN KEY (`p`) REFERENCES
    `parent`(`id`) ON DELETE cascade ON UPDATE no action) ENGINE=InnoDB""",
    """CREATE UNIQUE INDEX `i` ON `parent` (`name`(10), `kind`)""",
    """INSERT INTO `parent` (`name`, `kind`) VALUES ('x\\\\', 'a'), (UPPER('it''s') , "b"), ('a' 'b', 'a')""",
    """UPDATE `parent` SET `name` = CONCAT(`name`, '\\n%') WHERE `id` = 1 AND `name` <> 'Y' # why""",
    """CREATE VIEW `v` AS SELECT `id`, COUNT(*) AS `n`, MAX(`name`) AS `m` FROM `parent` GROUP BY `id`""",
    """CREATE TRIGGER `g` BEFORE INSERT ON `parent` FOR EACH ROW BEGIN IF NEW.`kind` = 'a' THEN SET
    NEW.`name` = 'g;'; END IF; END""",
    """INSERT INTO `parent` (`name`, `kind`) VALUES ('z', 'a')""",
)


def outcome_on(connection: Connection, statements: list[str]) -> Any:
    """What a database holds after these, or `None` when one of them fails."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(sql.replace("%", "%%")).all()]

    for kind, name in (("VIEW", "v"), ("TABLE", "child"), ("TABLE", "parent")):
        connection.exec_driver_sql(f"DROP {kind} IF EXISTS {name}")
    try:
        for statement in statements:
            plain = {"no_parameters": True}
            connection.exec_driver_sql(statement, execution_options=plain).close()
    except Exception:
        return None
    names = [row[0] for row in ask("SHOW TABLES")]
    made = [ask(f"SHOW CREATE TABLE {name}") for name in ("parent", "child") if name in names]
    rows = [ask(f"SELECT * FROM {name} ORDER BY 1") for name in ("parent", "v") if name in names]
    trigger = ask("SELECT trigger_name, event_manipulation FROM information_schema.triggers"
                  " WHERE trigger_schema = DATABASE()")  # fmt: skip
    return sorted(names), made, rows, trigger


def test_what_is_the_same_here_is_the_same_to_mariadb(mysql: Mysql) -> None:
    mysql.create("same")
    with mysql.engine("same").connect() as connection:
        right = outcome_on(connection, list(MYSQL))
        assert right is not None
        same_ones = 0
        for seed in range(2_000):
            dice = random.Random(seed)
            at = dice.randrange(len(MYSQL))
            statements = list(MYSQL)
            statements[at] = respelt(statements[at], "mysql", dice)
            if seed % 2:
                statements[at] = mutated(statements[at], "mysql", dice)
            if same(MYSQL[at], statements[at], "mysql"):
                same_ones += 1
                assert outcome_on(connection, statements) == right, statements[at]
                if same_ones == 60:
                    break
        assert same_ones == 60
    mysql.drop("same")
