from __future__ import annotations

import pytest

from forge_migrations.database.target import parse_target
from forge_migrations.findings import UsageError


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:./local.db", "/app/local.db"),
        ("file:local.db?mode=ro", "/app/local.db"),
        ("./data/../local.db", "/app/local.db"),
        ("local.db", "/app/local.db"),
        ("file:///var/local.db", "/var/local.db"),
        ("sqlite:///var/local.db", "/var/local.db"),
        ("sqlite:////var/local.db", "/var/local.db"),
        ("FILE:local.db", "/app/local.db"),
        ("  file:local.db\n", "/app/local.db"),
    ],
)
def test_a_file_is_found_from_the_projects_folder(url: str, path: str) -> None:
    found = parse_target(url, "sqlite", "/app")
    assert found.path == path
    assert str(found) == f"SQLite, {path}"


@pytest.mark.parametrize(
    ("url", "engine", "told"),
    [
        ("postgres://u:p@h:6543/app?sslmode=require&pgbouncer=true", "postgresql",
         "PostgreSQL, host h:6543, database app"),
        ("postgresql+psycopg2://h/app", "postgresql", "PostgreSQL, host h, database app"),
        ("postgres:///app?host=/run/pg", "postgresql", "PostgreSQL, host /run/pg, database app"),
        ("mysql://u:p%40x@h/app?ssl=true&charset=utf8", "mysql", "MySQL, host h, database app"),
        ("mariadb://h/app", "mysql", "MySQL, host h, database app"),
        ("mysql2://u@/app?socketPath=/run/m.sock", "mysql",
         "MySQL, host the local socket, database app"),
    ],
)  # fmt: skip
def test_a_server_is_told_without_its_password(url: str, engine: str, told: str) -> None:
    found = parse_target(url, engine, "/app")
    assert str(found) == told
    assert repr(found) == f"Target({told})"


def test_only_what_the_driver_knows_is_handed_on() -> None:
    postgres = parse_target(
        "postgres://h/a?sslmode=require&pgbouncer=true&schema=x", "postgresql", ""
    )
    assert postgres.url
    assert dict(postgres.url.query) == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("libsql://db.turso.io", "sqlite"),
        ("https://db.turso.io", "sqlite"),
        ("oracle://u:secret@h/a", "postgresql"),
        ("secret", "postgresql"),
        ("postgres:", "postgresql"),
        ("mysql://u:secret@h/a", "postgresql"),
        ("postgres://u:secret@h", "postgresql"),
        ("postgres://u:secret@h:port/a", "postgresql"),
        (":memory:", "sqlite"),
        ("file::memory:", "sqlite"),
        ("file://", "sqlite"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_and_not_quoted(url: str, engine: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(url, engine, "/app")
    assert "secret" not in str(caught.value)


def test_a_password_is_scrubbed_however_it_is_spelt() -> None:
    target = parse_target("postgres://u:p%2Fs%20s@h/a", "postgresql", "")
    assert target.scrub("p/s s, p/s%20s and p%2Fs%20s") == "***, *** and ***"


@pytest.mark.parametrize("password", ["p@ss/w#rd", "12/34", "1?2", "1#2", "p/a@b"])
def test_a_password_that_is_not_encoded_is_refused_and_no_part_of_it_shown(password: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(f"postgresql://app:{password}@localhost:5432/shop", "postgresql", "/")
    assert str(caught.value) == "the database URL can't be read"
    assert "percent-encoded" in caught.value.remedy


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:p%40ss%2Fw%23rd@localhost/shop",
        "postgresql://app:p@ss@localhost/shop",
        "postgresql://localhost/shop?user=me@here",
        "postgres://postgres@/shop?host=/var/run/postgresql",
    ],
)
def test_an_at_sign_where_it_may_be_is_read(url: str) -> None:
    assert "database shop" in str(parse_target(url, "postgresql", "/"))
