from __future__ import annotations

import pytest

from forge_migrations.database.refusals import advice
from forge_migrations.database.refusals import refused
from forge_migrations.database.target import parse_target

POSTGRES = parse_target("postgresql://app:s3cret@localhost:5432/shop", "postgresql", "/")
MYSQL = parse_target("mysql://app:s3cret@localhost:3306/shop", "mysql", "/")
TARGETS = {"postgresql": POSTGRES, "mysql": MYSQL, "sqlite": parse_target("a.db", "sqlite", "/")}


class Refusal(Exception):
    """A driver's error: PostgreSQL's has a SQLSTATE, MySQL's a number as its first argument."""

    def __init__(self, *args: object, sqlstate: str = "") -> None:
        super().__init__(*args)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Refusal('password authentication failed for user "a"'), "the password is refused"),
        (Refusal('role "a" does not exist'), "the server lets this user not in"),
        (Refusal('database "certificates" does not exist'), "there is no such database"),
        (Refusal("SSL error: certificate verify failed"), "the server's certificate is refused"),
        (Refusal('could not translate host name "x" to address: Name or service not known'),
         "the host's name is unknown"),
        (Refusal("connection timeout expired"), "the host doesn't answer"),
        (Refusal("Connection refused"), "nothing listens there"),
        (Refusal("sorry, too many clients already"), "the server has no connection left"),
        (Refusal("no", sqlstate="42501"), "permission denied"),
        (Refusal("no", sqlstate="25006"), "the server is read-only"),
    ],
)  # fmt: skip
def test_postgresqls_refusal_is_told_in_plain_words(error: Exception, meaning: str) -> None:
    found = refused(parse_target("postgres://u:s3cret@db/app", "postgresql", "/"), error)
    assert str(found).startswith(f"PostgreSQL, host db, database app: {meaning}")
    assert found.remedy


@pytest.mark.parametrize(
    ("number", "words", "meaning"),
    [
        (1045, "Access denied", "the password is refused"),
        (1049, "Unknown database 'x'", "there is no such database"),
        (2003, "Can't connect (getaddrinfo failed)", "the host's name is unknown"),
        (2003, "Can't connect (timed out)", "the host doesn't answer"),
        (2003, "Can't connect ([Errno 111])", "nothing listens there"),
        (1290, "--read-only", "the server is read-only"),
    ],
)
def test_mysqls_refusal_is_told_by_its_number(number: int, words: str, meaning: str) -> None:
    found = refused(parse_target("mysql://u@db/app", "mysql", "/"), Refusal(number, words))
    assert meaning in str(found)


def test_what_is_not_known_is_told_as_it_is_without_the_password() -> None:
    target = parse_target("postgres://u:s3cret@db/app", "postgresql", "/")
    found = refused(target, Refusal("odd: s3cret"))
    assert str(found) == "PostgreSQL, host db, database app: odd: ***"


@pytest.mark.parametrize(
    ("engine", "code", "message", "words"),
    [
        ("postgresql", "42P07", 'relation "users" already exists', "apply --mark"),
        (
            "postgresql",
            "42501",
            "permission denied for table users",
            'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "users" TO "app";',
        ),
        (
            "postgresql",
            "42501",
            "permission denied for schema drizzle",
            'GRANT USAGE, CREATE ON SCHEMA "drizzle" TO "app"; GRANT SELECT',
        ),
        (
            "postgresql",
            "42501",
            "permission denied for database shop",
            'GRANT CREATE ON DATABASE "shop" TO "app";',
        ),
        (
            "postgresql",
            "42501",
            "must be owner of table users",
            'ALTER TABLE "users" OWNER TO "app";',
        ),
        (
            "postgresql",
            "42501",
            'permission denied to create extension "postgis"',
            'CREATE EXTENSION IF NOT EXISTS "postgis";',
        ),
        ("postgresql", "42501", "Zugriff verweigert", "name the owner of the tables"),
        (
            "mysql",
            "1142",
            "ALTER command denied to user 'app'@'%' for table 'users'",
            "GRANT ALTER ON `shop`.* TO 'app'@'%';",
        ),
        (
            "mysql",
            "1044",
            "Access denied for user 'app'@'%' to database 'shop'",
            "GRANT ALL PRIVILEGES ON `shop`.* TO 'app'@'%';",
        ),
        ("postgresql", "55P03", "canceling statement due to lock timeout", "--lock-timeout"),
        ("mysql", "1060", "Duplicate column name 'a'", "apply --mark"),
        ("mysql", "1205", "Lock wait timeout exceeded", "--lock-timeout"),
        ("sqlite", "SQLITE_ERROR", "table users already exists", "apply --mark"),
        ("sqlite", "SQLITE_ERROR", "duplicate column name: a", "apply --mark"),
        ("sqlite", "SQLITE_BUSY", "database is locked", "--lock-timeout"),
        ("sqlite", "SQLITE_READONLY", "attempt to write a readonly database", "chmod"),
    ],
)
def test_a_failed_statement_gets_the_advice_of_its_code(
    engine: str, code: str, message: str, words: str
) -> None:
    assert words in advice(TARGETS[engine], code, message, "0001_b")


@pytest.mark.parametrize(
    ("engine", "code", "message"),
    [
        ("postgresql", "42P01", 'relation "certificates" does not exist'),
        ("postgresql", "23505", "Key (name)=(connection refused) already exists."),
        ("mysql", "1062", "Duplicate entry '2003-01-02' for key 'PRIMARY'"),
        ("mysql", "1146", "Table 'app.ssl' doesn't exist"),
        ("sqlite", "SQLITE_ERROR", "no such table: locked"),
        ("sqlite", "SQLITE_CONSTRAINT", "NOT NULL constraint failed: a.readonly"),
    ],
)
def test_a_name_or_a_value_in_a_failures_words_is_no_reason_for_advice(
    engine: str, code: str, message: str
) -> None:
    assert advice(TARGETS[engine], code, message, "0001_b") == ""


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ('FATAL: password authentication failed for user "app"', "the password is refused"),
        ("SSL error: certificate verify failed", "the server's certificate is refused"),
        ("received invalid response to SSL negotiation: H", "is no PostgreSQL"),
        ("server does not support SSL, but SSL was required", "the server has no TLS"),
        ('FATAL: database "shop" does not exist', "there is no such database"),
        ("failed to resolve host 'db.invalid'", "the host's name is unknown"),
        ("Connection refused", "nothing listens there"),
    ],
)
def test_what_postgresql_says_is_told_whole_with_what_to_do(words: str, meaning: str) -> None:
    error = refused(POSTGRES, Exception(f"connection to server failed: {words}"))
    assert meaning in str(error)
    assert words in str(error)
    assert error.remedy


def test_an_answer_that_came_twice_is_said_once_without_its_address() -> None:
    tried = (
        'connection to server at "127.0.0.1", port 5432 failed: FATAL: database "x" does not exist'
    )
    error = refused(POSTGRES, Exception(f"connection failed: {tried} {tried}"))
    assert str(error) == (
        "PostgreSQL, host localhost:5432, database shop: there is no such database: "
        'FATAL: database "x" does not exist'
    )


@pytest.mark.parametrize(
    ("number", "words", "meaning", "remedy"),
    [
        (1045, "Access denied for user 'app'@'localhost' (using password: YES)",
         "the password is refused", "percent-encoded"),
        (1049, "Unknown database 'shop'", "there is no such database", "create it"),
        (2003, "Can't connect ([SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired)",
         "the server's certificate is refused", "SSL_CERT_FILE"),
        (2013, "Lost connection to MySQL server during query", "is no MySQL", "host and port"),
    ],
)  # fmt: skip
def test_what_mysql_says_is_told_whole_with_what_to_do(
    number: int, words: str, meaning: str, remedy: str
) -> None:
    error = refused(MYSQL, Exception(number, words))
    assert meaning in str(error)
    assert remedy in error.remedy
