"""`[uses]` of the policy."""

from __future__ import annotations

import pytest

from forge_migrations.config import Policy
from forge_migrations.findings import UsageError
from forge_migrations.uses import Looking


def test_it_is_looked_at_a_push_unless_the_policy_says_otherwise() -> None:
    assert Policy().looking == Looking("push", 20.0)
    assert Policy.parse(b'[uses]\nwhen = "commit"\nseconds = 5').looking == Looking("commit", 5.0)


def test_a_lower_policy_is_asked_where_the_upper_one_says_nothing() -> None:
    lower = Policy.parse(b'[uses]\nwhen = "never"')
    assert lower.below(Policy()).looking.when == "never"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'[uses]\nwhen = "always"', '"push", "commit" or "never"'),
        (b"[uses]\nseconds = 0", "seconds = 20"),
        (b"[uses]\nseconds = true", "seconds = 20"),
        (b"[uses]\nwhere = 1", "'where' is no key of [uses]"),
    ],
)
def test_what_means_nothing_is_refused(text: bytes, said: str) -> None:
    with pytest.raises(UsageError, match="uses") as error:
        Policy.parse(text)
    assert said in str(error.value)
