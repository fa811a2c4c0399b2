from __future__ import annotations

import pytest

from forge_migrations.database.splitting import postgres_statements
from forge_migrations.database.splitting import statements_in
from forge_migrations.database.steps import segments_of
from forge_migrations.engines import DIALECTS


def split(engine: str, sql: str) -> list[tuple[int, str]]:
    (segment,) = segments_of(sql, DIALECTS[engine])
    return [(each.line, each.sql.strip()) for each in statements_in(engine, segment)]


@pytest.mark.parametrize("engine", ["sqlite", "mysql"])
def test_statements_know_their_lines_and_comments_are_none(engine: str) -> None:
    sql = "-- first\nSELECT ';' ;\n\n/* a; b */ SELECT 2; -- end;\n"
    assert [line for line, _ in split(engine, sql)] == [2, 4]
    assert split(engine, "-- nothing\n;;") == []


@pytest.mark.parametrize(
    ("engine", "sql", "count"),
    [
        ("sqlite", 'SELECT "a;b"; SELECT 2', 2),
        ("sqlite", "SELECT 'a\\'; SELECT 2", 2),
        ("mysql", "SELECT 'a\\';b'; SELECT 2", 2),
        ("mysql", "SELECT 1 # a;b\n; SELECT 2", 2),
        ("mysql", "SELECT 1--1; SELECT 2", 2),
        ("mysql", "SELECT `a;b`; SELECT 2", 2),
    ],
)
def test_a_semicolon_inside_something_ends_nothing(engine: str, sql: str, count: int) -> None:
    assert len(split(engine, sql)) == count


def test_mysql_runs_what_stands_in_an_executable_comment() -> None:
    assert split("mysql", "/*!40101 SET NAMES utf8 */;") == [(1, "/*!40101 SET NAMES utf8 */;")]


def test_sqlites_trigger_is_one_statement() -> None:
    body = "BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END"
    sql = f"-- why\nCREATE TRIGGER t AFTER INSERT ON a {body};\nSELECT 1;"
    assert [line for line, _ in split("sqlite", sql)] == [2, 3]


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN SET NEW.a = 1; SET NEW.b = 2; END",
        "BEGIN IF NEW.a THEN SET NEW.b = 1; END IF; SET NEW.c = 1; END",
        "BEGIN SET NEW.a = CASE WHEN NEW.b THEN 1 ELSE 2 END; SET NEW.c = 1; END",
        "BEGIN BEGIN SET NEW.a = 1; END; SET NEW.b = 1; END",
        "SET NEW.a = 1",
    ],
)
@pytest.mark.parametrize("lead", ["", "-- why\n", "/* why */ "])
def test_mysqls_trigger_is_one_statement(body: str, lead: str) -> None:
    trigger = f"{lead}CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW {body};"
    found = split("mysql", f"{trigger}\nSELECT 1;")
    assert [sql for _, sql in found] == [trigger, "SELECT 1;"]


def test_postgresqls_segment_is_split_only_where_that_changes_nothing() -> None:
    def count(sql: str) -> list[int]:
        (segment,) = segments_of(sql, "postgres")
        return [each.line for each in postgres_statements(segment)]

    assert count("SELECT 1;\nSELECT $$a;b$$;\n\nSELECT 3") == [1, 2, 4]
    assert count("SELECT 1;\nCOMMIT;\nSELECT 2") == [1]
    assert count("SELECT 1;\nSELECT 'open") == [1]
    assert count("SELECT 1") == [1]
