from __future__ import annotations

from forge_migrations.sql.constants import numbers_in
from forge_migrations.sql.constants import strings_in


def test_numbers_have_their_signs_and_strings_none_of_them() -> None:
    text = "a > -1.5 AND b IN (2, -3) AND c - 4 < 5 AND d <> '6' AND e2 > 0x10"
    assert numbers_in(text, "postgres") == [-1.5, 2, -3, 4, 5]
    assert numbers_in("BETWEEN 1 AND -2", "sqlite") == [1, -2]


def test_strings_are_read_as_the_engine_reads_them() -> None:
    assert strings_in("enum('it''s','a\\'b')", "mysql") == ["it's", "a'b"]
    assert strings_in("x = 'a\\' OR x = 'b'", "sqlite") == ["a\\", "b"]
    assert strings_in("x = ANY (ARRAY['a'::text, E'\\'b'])", "postgres") == ["a", "'b"]
