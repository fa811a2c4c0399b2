from __future__ import annotations

import ssl

import pytest

from forge_migrations.database.target import _mysql_arguments
from forge_migrations.database.target import parse_target
from forge_migrations.findings import UsageError


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


def test_mysql_speaks_tls_when_the_url_asks_for_it() -> None:
    def arguments(query: str) -> dict[str, object]:
        target = parse_target(f"mysql://app@localhost/shop{query}", "mysql", "/")
        assert target.url is not None
        return _mysql_arguments(target.url)

    assert "ssl" not in arguments("")
    strict = arguments('?ssl={"rejectUnauthorized":true}')["ssl"]
    assert isinstance(strict, ssl.SSLContext)
    assert strict.verify_mode == ssl.CERT_REQUIRED
    lax = arguments('?ssl={"rejectUnauthorized": false}')["ssl"]
    assert isinstance(lax, ssl.SSLContext)
    assert lax.verify_mode == ssl.CERT_NONE
    assert arguments("?socketPath=/run/mysqld.sock")["unix_socket"] == "/run/mysqld.sock"
