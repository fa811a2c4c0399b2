"""A verb is put together in one table, and a kind that nobody asks about has one for all."""

from __future__ import annotations

import pytest

from forge_migrations.sql.verbs import FIELDS
from forge_migrations.sql.verbs import verb_of


@pytest.mark.parametrize(
    ("action", "kind", "verb"),
    [
        ("drop", "server", "drop-server"),
        ("rename", "text-search-parser", "rename-another"),
        ("alter", "statistics", "alter-another"),
        ("create", "conversion", "create-another"),
        ("drop", "resource-group", "drop-another"),
    ],
)
def test_what_is_done_to_a_kind_has_a_declared_verb(action: str, kind: str, verb: str) -> None:
    assert verb_of(action, kind) == verb
    assert verb in FIELDS
