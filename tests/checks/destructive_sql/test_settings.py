"""What a policy tells the rules: a project's own version before the repository's."""

from __future__ import annotations

import pytest

from forge_migrations.checks.destructive_sql.settings import settings_of
from forge_migrations.checks.destructive_sql.settings import severities_of
from forge_migrations.config import Policy
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import UsageError

PROJECT = Project("drizzle.config.ts", "", "postgresql", "drizzle", ("schema.ts",))


def test_a_version_is_the_projects_own_or_the_repositorys() -> None:
    policy = Policy.parse(
        b'postgres = "14.2"\nmysql = "8.0"\n'
        b'[[project]]\nconfig = "drizzle.config.ts"\npostgres = "11.9.1"\n'
    )
    found = settings_of(policy, PROJECT)
    assert (found.postgres, found.mysql, found.mariadb) == (11.9, 8.0, 0)


def test_what_is_no_version_is_refused_with_what_would_be_one() -> None:
    with pytest.raises(UsageError, match="postgres = 'new' is no version") as error:
        settings_of(Policy.parse(b'postgres = "new"'), PROJECT)
    assert error.value.remedy == 'write postgres = "16"'


def test_a_policy_tells_only_the_severities_that_it_changes() -> None:
    assert severities_of(Policy(), "drizzle/0000_a.sql") == {}
    policy = Policy.parse(b'[rules]\ndrop-column = "report"\ndrop-table = "refuse"\n')
    assert severities_of(policy, "drizzle/0000_a.sql") == {"drop-column": "report"}
