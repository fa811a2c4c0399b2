from __future__ import annotations

from forge_migrations.drizzle.history.sql_names import plain
from forge_migrations.drizzle.history.sql_names import words


def test_words_know_no_case_and_no_underscore() -> None:
    assert {"createdat", "text"} <= words('createdAt: text("created_at")')
    assert plain("created_at") == plain("createdAt")
