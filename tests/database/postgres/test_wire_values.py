"""Values of a scratch server's text, and the text of values; `test_wire.py` holds them against psycopg."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forge_migrations.database.postgres.wire_values import loader
from forge_migrations.database.postgres.wire_values import told


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (16, b"t", True),
        (20, b"-9007199254740993", -9007199254740993),
        (1700, b"1.50", Decimal("1.50")),
        (17, b"\\x00ff", b"\x00\xff"),
        (3802, b'{"a": 1}', {"a": 1}),
        (1009, b'{a,NULL,"NULL","b,c","d\\"\\\\e",""}', ["a", None, "NULL", "b,c", 'd"\\e', ""]),
        (1007, b"{}", []),
        (2950, b"00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000"),
    ],
)
def test_a_types_text_is_read(kind: int, text: bytes, value: object) -> None:
    assert loader(kind)(text) == value


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (None, (0, None)),
        (True, (16, b"t")),
        (32767, (21, b"32767")),
        (32768, (23, b"32768")),
        (-(2**31), (23, b"-2147483648")),
        (2**31, (20, b"2147483648")),
        (2**63, (1700, b"9223372036854775808")),
        (b"\x00'", (17, b"\\x0027")),
        (Decimal("1.50"), (1700, b"1.50")),
        ("ü", (0, "ü".encode())),
        ({"a": [1]}, (0, b'{"a": [1]}')),
        (["a", None, "NULL", 'd"\\e', "b,c", 1], (0, b'{"a",NULL,"NULL","d\\"\\\\e","b,c","1"}')),
        ([["a"], []], (0, b'{{"a"},{}}')),
    ],
)
def test_a_value_has_the_smallest_type(value: object, given: tuple[int, bytes | None]) -> None:
    assert told(value) == given
