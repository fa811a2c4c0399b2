"""What is said of the policy file, typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from remedies import apps
from remedies.walking import carry_out
from remedies.walking import judged
from repositories import Repo
from written import history

FILE = ".forge-migrations.toml"


@pytest.fixture
def released(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    apps.use(Path(tmp_path_factory.mktemp("templates")))
    repo.commit(history('CREATE TABLE "a" ("id" text PRIMARY KEY);'))
    return repo


def test_a_changed_policy_is_shown(released: Repo) -> None:
    released.stage({FILE: "kit_timeout = 30\n"})
    [finding] = judged(released)
    assert (finding["rule"], finding["severity"]) == ("policy-changed", "report")

    assert carry_out(finding, released.path) == ""
