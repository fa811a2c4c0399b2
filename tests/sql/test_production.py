"""What a file of `observe` tells the rules, and what it can't."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.sql.production import Production
from forge_migrations.sql.production import in_words
from forge_migrations.sql.production import production_of
from forge_migrations.sql.production import rows_in_words
from forge_migrations.sql.production import seconds_in_words


def of(tables: dict[str, Any], engine: str = "PostgreSQL") -> Production:
    told = {"format": 1, "observed": "2026-01-31", "engine": engine, "tables": tables}
    return production_of(json.dumps(told).encode(), "production")


def test_a_table_is_found_by_the_name_that_migrations_have_for_it() -> None:
    known = of({"users": {"rows": 5}, "billing.users": {"rows": 7}, "Order": {"rows": 9}})
    rows = {
        name: (facts.rows if (facts := known.table(name)) else None)
        for name in ("users", "public.users", "billing.users", "Order", "order", "none")
    }
    assert rows == {
        "users": 5, "public.users": 5, "billing.users": 7, "Order": 9, "order": None, "none": None,
    }  # fmt: skip


def test_case_matters_on_postgresql_only() -> None:
    assert of({"Order": {"rows": 9}}, "MySQL").table("order") is not None
    assert of({"Order": {"rows": 9}, "ORDER": {"rows": 1}}, "MySQL").table("order") is None


@pytest.mark.parametrize(
    "told",
    [{}, {"rows": None}, {"rows": -1}, {"rows": True}, {"rows": 1.5}, {"rows": "9"}, 7, None],
)
def test_rows_that_nobody_counted_are_unknown(told: Any) -> None:
    assert of({"users": told}).table("users") is None


def test_no_rows_in_megabytes_are_rows_that_nobody_counted() -> None:
    assert of({"users": {"rows": 0, "bytes": 90_000_000}}).table("users") is None
    assert of({"users": {"rows": 0, "bytes": 8192}}).table("users") is not None


def test_fractions_and_distinct_values_are_numbers_or_nothing() -> None:
    columns = {"a": {"null_fraction": 0.25, "distinct": 9}, "b": {"null_fraction": 7}, "c": 1}
    facts = of({"users": {"rows": 5, "columns": columns}}).table("users")
    assert facts is not None
    assert [facts.fraction(name) for name in "abcd"] == [0.25, None, None, None]
    assert [facts.distinct(name) for name in "abcd"] == [9, None, None, None]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 200_000, '{"format": 2, "tables": {}}', '{"format": 1}']
)
def test_any_other_file_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        production_of(text.encode(), "production")


def test_numbers_have_the_two_digits_that_an_estimate_has() -> None:
    rows = [None, 0, 1, 42, 1000, 1234, 99_700, 995_000, 12_000_000, 3_400_000_000]
    assert [in_words(number) for number in rows] == [
        "an unknown number of", "0", "1", "42", "1 k", "1.2 k", "100 k", "995 k", "12 M", "3.4 G",
    ]  # fmt: skip
    assert [rows_in_words(number) for number in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


def test_times_are_told_in_the_unit_that_they_are_lived_in() -> None:
    told = [seconds_in_words(each) for each in (0, 0.0996, 0.4, 7.11, 40, 89, 91, 5399, 9000)]
    assert told == [
        "1 ms",
        "100 ms",
        "0.4 s",
        "7.1 s",
        "40 s",
        "89 s",
        "1.5 min",
        "90 min",
        "2.5 h",
    ]
