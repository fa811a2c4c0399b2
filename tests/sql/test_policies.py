from __future__ import annotations

from forge_migrations.sql.policies import parts
from forge_migrations.sql.tokens import tokenize


def test_a_policy_is_taken_apart() -> None:
    text = 'AS RESTRICTIVE FOR SELECT TO app, "admin" USING (a = b) WITH CHECK (c > 1)'
    assert parts(tokenize(text, "postgres")[0]) == {
        "as": "restrictive",
        "for": "select",
        "to": 'app, "admin"',
        "using": "(a = b)",
        "check": "(c > 1)",
    }


def test_a_cast_in_a_condition_starts_no_part() -> None:
    text = "USING ((CAST(a AS int)) = 1)"
    assert list(parts(tokenize(text, "postgres")[0])) == ["using"]
