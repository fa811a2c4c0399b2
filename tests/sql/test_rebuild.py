from __future__ import annotations

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.places import Places
from forge_migrations.sql.read import read
from forge_migrations.sql.rebuild import Rebuild
from forge_migrations.sql.rebuild import names_in
from forge_migrations.sql.rebuild import rebuild_of
from forge_migrations.sql.rebuild import source_column
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import render
from forge_migrations.sql.tokens import tokenize

OLD = "CREATE TABLE users (id integer PRIMARY KEY, email text, name text);"
NEW = "CREATE TABLE __new_users (id integer PRIMARY KEY, mail text, name text);"
END = "DROP TABLE users; ALTER TABLE __new_users RENAME TO users;"


def found(sql: str, old: str = OLD) -> Rebuild | None:
    """The rebuild that the first DROP TABLE of the migration belongs to."""
    catalog = catalog_of([old], "sqlite")
    acts: list[Act] = [
        act for each in split(sql, "sqlite").statements for act in read(each, "sqlite")
    ]
    at = next(at for at, act in enumerate(acts) if act.verb == "drop-table")
    for act in acts[:at]:
        apply(catalog, act, FILE)
    return rebuild_of(catalog, Places(acts, catalog.fold), at)


def pairs(rebuild: Rebuild | None) -> dict[str, str]:
    assert rebuild
    assert rebuild.copy
    return {target: render(expression) for target, expression in rebuild.copy.pairs}


def test_drizzle_kits_form_is_seen_column_by_column() -> None:
    copy = (
        'INSERT INTO `__new_users`("id", "mail", "name") SELECT "id", "email", "name" FROM `users`;'
    )
    rebuild = found(NEW + copy + END)
    assert rebuild
    assert (rebuild.name, rebuild.old.name, rebuild.new.name) == ("users", "users", "__new_users")
    assert pairs(rebuild) == {"id": '"id"', "mail": '"email"', "name": '"name"'}
    assert rebuild.copy
    assert not (rebuild.copy.narrowed or rebuild.copy.whole or rebuild.copy.joined)


def test_the_old_table_may_be_renamed_away_first() -> None:
    rebuild = found(
        "ALTER TABLE users RENAME TO old; CREATE TABLE users (id integer PRIMARY KEY);"
        "INSERT INTO users SELECT id FROM old; DROP TABLE old;"
    )
    assert pairs(rebuild) == {"id": "id"}


def test_the_rows_may_go_through_a_backup() -> None:
    rebuild = found(
        "CREATE TABLE backup AS SELECT * FROM users; DROP TABLE users;"
        "CREATE TABLE users (id integer PRIMARY KEY, email text);"
        "INSERT INTO users (id, email) SELECT id, email FROM backup;"
    )
    assert pairs(rebuild) == {"id": "id", "email": "email"}
    narrowed = "CREATE TABLE backup AS SELECT * FROM users WHERE id > 3; DROP TABLE users;" + OLD
    assert found(narrowed + "INSERT INTO users SELECT * FROM backup;") is None


def test_the_new_table_may_be_made_from_the_query() -> None:
    made = "CREATE TABLE __new_users AS SELECT id, email AS mail, lower(name) FROM users;"
    rebuild = found(made + END)
    assert pairs(rebuild) == {"id": "id", "mail": "email as mail", "": "lower(name)"}


def test_a_drop_that_nothing_follows_is_no_rebuild() -> None:
    assert found("DROP TABLE users;") is None
    assert found("DROP TABLE ghosts;") is None
    assert found("DROP TABLE users; CREATE TABLE users (id integer);") is None
    earlier = OLD + "CREATE TABLE other (id integer);"
    assert found("DROP TABLE users; ALTER TABLE other RENAME TO users;", earlier) is None


def test_a_rebuild_without_a_copy_is_one() -> None:
    rebuild = found(NEW + END)
    assert rebuild
    assert rebuild.copy is None
    other = found(NEW + "INSERT INTO __new_users SELECT 1, 2, 3 FROM somebody_else;" + END)
    assert other
    assert other.copy is None


def copied(query: str) -> tuple[str, bool, bool]:
    rebuild = found(NEW + f"INSERT INTO __new_users (id, mail, name) {query};" + END)
    assert rebuild
    assert rebuild.copy
    return rebuild.copy.narrowed, rebuild.copy.whole, rebuild.copy.joined


def test_what_keeps_rows_from_being_copied_is_named() -> None:
    assert copied("SELECT id, email, name FROM users") == ("", False, False)
    assert copied("SELECT * FROM users") == ("", True, False)
    assert copied("SELECT users.* FROM users")[:2] == ("", True)
    assert copied('SELECT "users".* FROM "users"')[:2] == ("", True)
    assert copied("SELECT DISTINCT id, email, name FROM users")[0] == "DISTINCT"
    assert copied("SELECT id, email, name FROM users WHERE id > 1")[0] == "WHERE"
    assert copied("SELECT id, email, name FROM users LIMIT 5")[0] == "LIMIT"
    assert copied("SELECT max(id), email, name FROM users GROUP BY email")[0] == "GROUP"
    assert copied("SELECT id, (SELECT 1 WHERE 0), name FROM users")[0] == ""
    assert copied("SELECT id, email, name FROM users EXCEPT SELECT 1, 2, 3")[0] == "EXCEPT"


def test_a_left_join_keeps_each_row_and_any_other_join_does_not() -> None:
    join = "SELECT u.id, m.mail, u.name FROM users u {} JOIN mails m ON m.id = u.id"
    assert copied(join.format("LEFT")) == ("", False, True)
    assert copied(join.format("LEFT OUTER"))[0] == ""
    assert copied(join.format("INNER"))[0] == "JOIN"
    assert copied(join.format("")) == ("JOIN", False, True)


def test_where_true_before_on_conflict_narrows_nothing() -> None:
    query = "SELECT id, email, name FROM users WHERE {} ON CONFLICT DO NOTHING"
    assert copied(query.format("true"))[0] == ""
    assert copied(query.format("1 = 1"))[0] == ""
    assert copied(query.format("id > 1"))[0] == "WHERE"


def test_without_a_list_the_columns_are_those_that_can_be_written() -> None:
    made = "CREATE TABLE __new_users (id integer, up text AS (upper(mail)) STORED, mail text);"
    rebuild = found(made + "INSERT INTO __new_users SELECT id, email FROM users;" + END)
    assert pairs(rebuild) == {"id": "id", "mail": "email"}


def test_a_source_column_is_a_column_and_nothing_else() -> None:
    catalog = Catalog("sqlite")

    def source(text: str) -> str:
        return source_column(tokenize(text, "sqlite")[0], catalog)

    assert [source(each) for each in ('"Email"', "users.email", "email")] == [
        "Email",
        "email",
        "email",
    ]
    for text in (
        "'email'",
        "lower(email)",
        "null",
        "email || ''",
        "1",
        "a.b.c",
        "current_timestamp",
    ):
        assert source(text) == ""
    assert names_in(tokenize("lower(Email) || 'x'", "sqlite")[0], catalog) == {"lower", "email"}
