from __future__ import annotations

import pytest

from forge_migrations.checks.subject.named_rules import refuse_unknown_names
from forge_migrations.config import Policy
from forge_migrations.findings import UsageError


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ('[rules]\ndrop-tabel = "off"', "[rules] 'drop-tabel'", "write 'drop-table'"),
        ('[branch."x/*".rules]\ndrop-colum = "off"', "'drop-colum'", "write 'drop-column'"),
        (
            '[[paths]]\npath = "x"\nrules = { stal = "off" }',
            "[paths.rules] 'stal'",
            "write 'stale'",
        ),
        ('[rules]\nzzz = "off"', "'zzz' is the name of no rule", "forge-migrations rules"),
        ('[checks]\nproduction-psh = "off"', "no check", "write 'production-push'"),
    ],
)
def test_a_name_that_none_has_is_told_with_the_nearest(
    text: str, message: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as caught:
        refuse_unknown_names(Policy.parse(text.encode()))
    assert message in str(caught.value)
    assert remedy in str(caught.value.remedy)


@pytest.mark.parametrize(
    "text",
    [
        '[rules]\ndrop-table = "report"\nsql-lacks = "report"\nban-drop-column = "off"\npreset = "squawk"',
        '[checks]\nproduction-push = "off"',
        '[branch."x".rules]\nstale = "refuse"',
        "",
    ],
)
def test_names_of_rules_of_checks_and_of_squawk_are_known(text: str) -> None:
    refuse_unknown_names(Policy.parse(text.encode()))
