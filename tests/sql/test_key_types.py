"""Which two types a foreign key of PostgreSQL can compare."""

from __future__ import annotations

import pytest

from forge_migrations.sql.key_types import comparable
from forge_migrations.sql.key_types import smaller


@pytest.mark.parametrize(
    ("child", "parent", "works"),
    [
        ("integer", "bigint", True),
        ("serial", "integer", True),
        ("integer", "numeric", True),
        ("integer", "double precision", True),
        ("numeric", "integer", False),
        ("uuid", "integer", False),
        ("varchar(9)", "text", True),
        ("text", "uuid", False),
        ("my_enum", "text", True),
    ],
)
def test_types_that_a_foreign_key_compares(child: str, parent: str, works: bool) -> None:
    assert comparable(child, parent) is works


def test_an_integer_is_smaller_than_the_bigint_that_it_refers_to() -> None:
    assert smaller("integer", "bigint")
    assert not smaller("bigint", "bigserial")
