from __future__ import annotations

import pytest

from forge_migrations.drizzle.sql_text import same_statements
from forge_migrations.drizzle.sql_text import second_statement


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 1;", "-- one\nSELECT  1 ;\n"),
        (
            "SELECT 1;--> statement-breakpoint\nSELECT 2;",
            "SELECT 1;\n--> statement-breakpoint\n SELECT 2;",
        ),
        ("SELECT '--';", "SELECT '--' /* x */;"),
        ("SELECT 1;", "SELECT 1;\n--> statement-breakpoint\n"),
    ],
)
def test_layout_alone(one: str, other: str) -> None:
    assert same_statements(one.encode(), other.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 1;", "SELECT 2;"),
        ("SELECT 'a b';", "SELECT 'a  b';"),
        ("SELECT $x$ a $x$;", "SELECT $x$ a  $x$;"),
        ("SELECT 1;SELECT 2;", "SELECT 1;--> statement-breakpoint\nSELECT 2;"),
        ("SELECT '/*' , 1, '*/';", "SELECT '/*' , 2, '*/';"),
        ("SELECT 1;", "-- SELECT 1;"),
    ],
)
def test_more_than_layout(one: str, other: str) -> None:
    assert not same_statements(one.encode(), other.encode())


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("SELECT 1;", 0),
        ("SELECT 1;\n-- done\n", 0),
        ("SELECT 1;\nSELECT 2;", 2),
        ("SELECT 1;--> statement-breakpoint\nSELECT 2;\n\nSELECT 3", 4),
        ("SELECT ';'; -- ; \n/* ; */", 0),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n UPDATE b SET c = 1;\n DELETE FROM d;\nEND;",
            0,
        ),
        (
            (
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
                " UPDATE b SET c = CASE WHEN 1 THEN 2 END;\nEND;\nSELECT 1;"
            ),
            4,
        ),
        ("BEGIN;\nSELECT 1;", 2),
        ("", 0),
    ],
)
def test_the_line_of_a_second_statement(sql: str, line: int) -> None:
    assert second_statement(sql.encode()) == line
