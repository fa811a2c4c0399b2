from __future__ import annotations

import pytest

from forge_migrations.change.pushed import LINES
from forge_migrations.change.pushed import Update
from forge_migrations.change.pushed import parsed
from forge_migrations.findings import UsageError

NONE = "0" * 40


def test_a_line_that_git_would_not_write_is_refused() -> None:
    with pytest.raises(UsageError, match="is no line"):
        parsed(b"what\n")
    assert parsed(b"") == []
    assert parsed(b"a b refs/heads/with space\n")[0].ref == "refs/heads/with space"


def test_more_refs_than_can_be_judged_are_refused() -> None:
    with pytest.raises(UsageError, match="more refs than can be judged"):
        parsed(b"x" * (LINES + 1))


def test_a_ref_that_is_made_or_goes_is_told_from_one_that_moves() -> None:
    made, gone = Update(NONE, "a", "refs/heads/x/y"), Update("a", NONE, "refs/tags/v1")
    assert (made.creates, made.deletes, made.branch) == (True, False, "x/y")
    assert (gone.creates, gone.deletes, gone.branch) == (False, True, "")
