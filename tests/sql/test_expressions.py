from __future__ import annotations

import logging

import pytest

from forge_migrations.sql.expressions import calls
from forge_migrations.sql.expressions import parsed


@pytest.mark.parametrize("text", ["not one ( expression", "a = = b", "'open", "(" * 5_000])
def test_what_cannot_be_read_is_none_and_no_error(text: str) -> None:
    assert parsed(text, "postgres") is None
    assert calls(text) is None


def test_every_call_that_the_parser_has_no_node_for_is_named() -> None:
    assert calls('coalesce(a."Own"(1), lower(other(2)))') == ["a.own", "other"]
    assert calls("pg_catalog.odd(public.own(1))") == ["odd", "own"]


def test_nothing_is_logged_over_the_report(caplog: pytest.LogCaptureFixture) -> None:
    parsed("alter type mood add value 'x'", "postgres")

    assert not [each for each in caplog.records if each.levelno < logging.CRITICAL]
