from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.database.target import parse_target
from forge_migrations.findings import Undecided


def test_what_only_a_pool_knows_is_not_handed_on() -> None:
    mysql = parse_target("mysql://h/a?socketPath=/s&pool=9", "mysql", "")
    assert mysql.url
    assert behaviour_of("mysql").connect_arguments(mysql.url) == {
        "charset": "utf8mb4",
        "unix_socket": "/s",
    }


def test_a_file_that_is_not_there_is_made_or_refused(tmp_path: Path) -> None:
    target = parse_target("file:a.db", "sqlite", str(tmp_path))
    with pytest.raises(Undecided, match="doesn't exist"), connect(target, read_only=True):
        pass
    with connect(target) as connection:
        connection.exec_driver_sql("CREATE TABLE t (a int)")
    with connect(target, read_only=True) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
        with pytest.raises(Exception, match="readonly"):
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")


def test_what_is_no_database_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database, but long enough to be read as one " * 20)
    (tmp_path / "folder").mkdir()
    for name, words in (
        ("text.db", "this is no SQLite file"),
        ("folder", "is a folder"),
        ("gone/a.db", "there is no folder"),
    ):
        target = parse_target(name, "sqlite", str(tmp_path))
        with pytest.raises(Undecided, match=words), connect(target):
            pass


def test_a_server_that_is_not_there_is_told_in_plain_words() -> None:
    for url, engine in (
        ("postgres://u:s3cret@127.0.0.1:1/a", "postgresql"),
        ("mysql://u:s3cret@127.0.0.1:1/a", "mysql"),
    ):
        with pytest.raises(Undecided) as caught, connect(parse_target(url, engine, "")):
            pass
        assert "nothing listens there" in str(caught.value)
        assert "s3cret" not in str(caught.value)


def test_mysql_speaks_tls_when_the_url_asks_for_it() -> None:
    def arguments(query: str) -> dict[str, object]:
        target = parse_target(f"mysql://app@localhost/shop{query}", "mysql", "/")
        assert target.url is not None
        return behaviour_of("mysql").connect_arguments(target.url)

    assert "ssl" not in arguments("")
    strict = arguments('?ssl={"rejectUnauthorized":true}')["ssl"]
    assert isinstance(strict, ssl.SSLContext)
    assert strict.verify_mode == ssl.CERT_REQUIRED
    lax = arguments('?ssl={"rejectUnauthorized": false}')["ssl"]
    assert isinstance(lax, ssl.SSLContext)
    assert lax.verify_mode == ssl.CERT_NONE
    assert arguments("?socketPath=/run/mysqld.sock")["unix_socket"] == "/run/mysqld.sock"
