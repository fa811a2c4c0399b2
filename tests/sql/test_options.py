from __future__ import annotations

import pytest

from forge_migrations.sql.options import changed
from forge_migrations.sql.options import of_view
from forge_migrations.sql.options import storage
from forge_migrations.sql.options import told
from forge_migrations.sql.options import written
from forge_migrations.sql.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WITH (fillfactor=70)", "fillfactor=70"),
        ("WITH (FillFactor = '70', deduplicate_items = OFF)", "deduplicate_items=off, fillfactor=70"),
        ("WITH (security_invoker, security_barrier = off)", "security_invoker=true"),
        ("INCLUDE (a) WITH (m = 16) TABLESPACE fast", "m=16"),
        ("TABLESPACE fast", ""),
    ],
)  # fmt: skip
def test_the_options_behind_with(text: str, found: str) -> None:
    assert written(storage(tokenize(text, "postgres")[0])) == found


@pytest.mark.parametrize(
    ("head", "behind", "flags", "found"),
    [
        ("(a, b) WITH (check_option = local)", "", [], "check_option=local"),
        ("", "WITH CHECK OPTION", [], "check_option=cascaded"),
        ("", "WITH LOCAL CHECK OPTION", [], "check_option=local"),
        ("USING heap WITH (fillfactor = 80) TABLESPACE fast", "WITH NO DATA", [],
         "fillfactor=80, tablespace=fast"),
        ("", "", ["view-algorithm=merge", "view-security=invoker", "or-replace"],
         "algorithm=merge, security=invoker"),
        ("", "", ["view-algorithm=undefined", "view-security=definer"], ""),
    ],
)  # fmt: skip
def test_what_a_view_was_told(head: str, behind: str, flags: list[str], found: str) -> None:
    tokens = [tokenize(text, "postgres")[0] for text in (head, behind)]
    assert of_view(tokens[0], tokens[1], frozenset(flags)) == found


def test_what_is_set_goes_over_what_was_said_and_what_is_reset_goes() -> None:
    now = changed("check_option=local", "security_invoker = true, check_option = cascaded", False)
    assert told(now) == {"check_option": "cascaded", "security_invoker": "true"}
    assert changed(now, "check_option", True) == "security_invoker=true"
