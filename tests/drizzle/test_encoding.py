from __future__ import annotations

import codecs

import pytest

from forge_migrations.drizzle.encoding import misread
from forge_migrations.drizzle.encoding import saved_as_utf_8

SQL = 'DROP TABLE "u";\r\n-- café\r\n'


@pytest.mark.parametrize("data", [b"", b"SELECT 1;", SQL.encode(), "\U0001f600 \ufffd".encode()])
def test_utf_8_is_read_as_written(data: bytes) -> None:
    assert misread(data) is None


@pytest.mark.parametrize(
    ("data", "name", "line", "codec", "wide"),
    [
        (SQL.encode("utf-16"), "UTF-16", 1, "utf-16-le", True),
        (codecs.BOM_UTF16_BE + SQL.encode("utf-16-be"), "UTF-16", 1, "utf-16-be", True),
        (SQL.encode("utf-16-le"), "UTF-16 without a byte order mark", 1, "utf-16-le", True),
        (SQL.encode("utf-16-be"), "UTF-16 without a byte order mark", 1, "utf-16-be", True),
        ("DROP TABLE a; -- 日本".encode("utf-16-le"), "UTF-16 without a byte order mark", 1, "utf-16-le", True),
        (SQL.encode("utf-32"), "UTF-32", 1, "utf-32-le", True),
        (b"SELECT 1;\nSELECT '\0';", "text with NULs in it", 2, "", True),
        (SQL.encode("latin-1"), "not UTF-8", 2, "cp1252", False),
        ("-- é\n".encode() + b"-- \xe9\n", "not UTF-8", 2, "", False),
        (b"-- \xe9 " + "é\n".encode(), "not UTF-8", 1, "", False),
        (b"-- \xed\xa0\x80", "not UTF-8", 1, "cp1252", False),
        (SQL.encode("utf-8-sig"), "UTF-8 with a byte order mark", 1, "utf-8-sig", False),
    ],
)  # fmt: skip
def test_another_encoding_is_known(
    data: bytes, name: str, line: int, codec: str, wide: bool
) -> None:
    found = misread(data)
    assert found is not None
    assert (found.name, found.line, found.codec, found.wide) == (name, line, codec, wide)


def test_what_no_codec_reads_is_for_a_person() -> None:
    mixed = misread("é".encode() + b"\xe9")
    assert mixed is not None
    remedy = saved_as_utf_8("a b.sql", mixed)
    assert remedy == "save a b.sql as UTF-8, then: git add 'a b.sql'"
    assert remedy.decide
