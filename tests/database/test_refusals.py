"""Refusals as the servers word them: each sentence was seen, from PostgreSQL 15 and MariaDB 10.11."""

from __future__ import annotations

import pytest

from forge_migrations.database.refusals import refused
from forge_migrations.database.target import parse_target

POSTGRES = parse_target("postgresql://app:s3cret@localhost:5432/shop", "postgresql", "/")
MYSQL = parse_target("mysql://app:s3cret@localhost:3306/shop", "mysql", "/")


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
def test_what_postgresql_says_is_told_with_what_to_do(words: str, meaning: str) -> None:
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
def test_what_mysql_says_is_told_with_what_to_do(
    number: int, words: str, meaning: str, remedy: str
) -> None:
    error = refused(MYSQL, Exception(number, words))
    assert meaning in str(error)
    assert remedy in error.remedy
