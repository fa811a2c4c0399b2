from __future__ import annotations

import pytest

from forge_migrations.checks.rehearsal.owed import is_owed
from forge_migrations.database.structure import Difference
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.parts import Part

EXTRA = ("", "there", "")
RETYPED = Debt("alter-type", "app.t", "a", new="bigint")


@pytest.mark.parametrize(
    ("debt", "thing", "rest"),
    [
        (Debt("drop-column", "users", "email"), Part("column", "users", "email"), EXTRA),
        (Debt("drop-column", "Users", "Email"), Part("column", "users", "email"), EXTRA),
        (Debt("drop-table", "app.t"), Part("table", "app.t", ""), EXTRA),
        (Debt("drop-constraint", "t", "u"), Part("unique constraint", "t", "u"), EXTRA),
        (Debt("drop-index", "t", "i"), Part("unique index", "t", "i"), EXTRA),
        (Debt("drop-type", "", "role"), Part("enum", "", "role"), EXTRA),
        (Debt("set-not-null", "t", "a"), Part("column", "t", "a"), ("nullable", "yes", "no")),
        (
            Debt("drop-enum-value", "", "app.s", new="b"),
            Part("enum", "", "app.s"),
            ("values", "a, b", "a"),
        ),
        (RETYPED, Part("column", "app.t", "a"), ("type", "integer", "bigint")),
        (RETYPED, Part("column", "app.t", "a__next"), EXTRA),
        (RETYPED, Part("trigger", "app.t", "~a__next"), EXTRA),
        (RETYPED, Part("function", "", 'app."t_a__next"()'), EXTRA),
        (
            Debt("validate-constraint", "t", "c"),
            Part("check", "t", "c"),
            ("validity", "not validated", ""),
        ),
    ],
)
def test_a_debt_takes_its_own_difference(
    debt: Debt, thing: Part, rest: tuple[str, str, str]
) -> None:
    assert is_owed(Difference(thing, *rest), [debt])


@pytest.mark.parametrize(
    ("debt", "thing", "rest"),
    [
        (Debt("drop-column", "users", "email"), Part("column", "teams", "email"), EXTRA),
        (Debt("drop-column", "users", "email"), Part("column", "users", "name"), EXTRA),
        (Debt("drop-column", "users", "email"), Part("check", "users", "email"), EXTRA),
        (
            Debt("drop-column", "users", "email"),
            Part("column", "users", "email"),
            ("", "", "there"),
        ),
        (Debt("drop-column", "u", "e"), Part("column", "u", "e"), ("type", "text", "integer")),
        (Debt("drop-table", "users"), Part("column", "users", "email"), EXTRA),
        (
            Debt("drop-enum-value", "", "s", new="b"),
            Part("enum", "", "s"),
            ("values", "a", "a, b"),
        ),
        (RETYPED, Part("column", "app.u", "a"), ("type", "integer", "bigint")),
        (RETYPED, Part("column", "app.t", "a__next"), ("", "", "there")),
        (Debt("set-not-null", "t", "a"), Part("column", "t", "a"), ("type", "text", "integer")),
    ],
)
def test_and_no_other(debt: Debt, thing: Part, rest: tuple[str, str, str]) -> None:
    assert not is_owed(Difference(thing, *rest), [debt])
