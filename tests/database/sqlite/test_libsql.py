from __future__ import annotations

import pytest

from forge_migrations.database.sqlite.libsql import alter_column
from forge_migrations.database.sqlite.plain import PlainConnection

CREATE = "CREATE TABLE `users` (\n\t`id` integer PRIMARY KEY,\n\t`n` numeric(4, 2) DEFAULT ',' -- a, b\n)"


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE users ALTER COLUMN n TO n text NOT NULL",
        '-- why\nalter table `Users` alter column "n" to `n` text NOT NULL;\n',
        "/* why */ ALTER TABLE [users] ALTER COLUMN [N] TO n text NOT NULL ;",
    ],
)
def test_the_column_is_changed_and_no_row_is_looked_at(sql: str) -> None:
    connection = PlainConnection()
    connection.exec_driver_sql(CREATE)
    connection.exec_driver_sql("INSERT INTO users VALUES (1, NULL)")
    assert alter_column(connection, sql)
    column = connection.exec_driver_sql("SELECT * FROM pragma_table_info('users')").all()[1]
    assert (column[1], column[2].lower(), column[3]) == ("n", "text", 1)
    assert connection.exec_driver_sql("SELECT n FROM users").scalar() is None
    with pytest.raises(Exception, match="NOT NULL constraint failed"):
        connection.exec_driver_sql("INSERT INTO users VALUES (2, NULL)")
    connection.close()


def test_any_other_statement_is_left_alone() -> None:
    connection = PlainConnection()
    for sql in ("ALTER TABLE a RENAME COLUMN b TO c", "SELECT 1", ""):
        assert not alter_column(connection, sql)
    with pytest.raises(ValueError, match="no such table: ghost"):
        alter_column(connection, "ALTER TABLE ghost ALTER COLUMN a TO a int")
    connection.close()
