from __future__ import annotations

import pytest

from forge_migrations.database.failures import without_secrets


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("postgres://app:pw@h/db refused", "postgres://app:***@h/db refused"),
        ("host=h password=pw dbname=d", "host=h password=*** dbname=d"),
        ("CREATE ROLE a PASSWORD 'pw' LOGIN", "CREATE ROLE a PASSWORD *** LOGIN"),
        ("CREATE USER a IDENTIFIED BY 'pw'", "CREATE USER a IDENTIFIED BY ***"),
    ],
)
def test_a_password_is_taken_out(text: str, told: str) -> None:
    assert without_secrets(text) == told


def test_a_sentence_about_passwords_stays_as_it_is() -> None:
    words = 'FATAL: password authentication failed for user "app"'
    assert without_secrets(words) == words
