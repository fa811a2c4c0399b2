from __future__ import annotations

from forge_migrations.words import counted


def test_a_number_stands_with_its_noun_in_the_right_form() -> None:
    told = [
        counted(number, thing)
        for number, thing in ((0, "row"), (1, "row"), (2, "index"), (12_000, "own statement"))
    ]
    assert told == ["0 rows", "1 row", "2 indexes", "12,000 own statements"]
