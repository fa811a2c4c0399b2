"""Which paths can concern a migration at all."""

from __future__ import annotations

import pytest

from forge_migrations.checks.concern import any_concerns
from forge_migrations.checks.concern import concerns


@pytest.mark.parametrize(
    "path",
    [
        "drizzle/0001_x.sql", "drizzle/meta/_journal.json", "src/schema.ts", "a.mts", "x.jsx",
        "Dockerfile", "docker/web.Dockerfile", "Dockerfile.prod", "docker-compose.yml", "Procfile",
        "fly.toml", ".gitignore", "apps/.gitignore", "Makefile", "deploy.sh", ".forge-migrations.toml",
    ],
)  # fmt: skip
def test_schemas_migrations_and_deploy_files_concern(path: str) -> None:
    assert concerns(path)


@pytest.mark.parametrize("path", ["README.md", "logo.svg", "a.css", "LICENSE", "x.py", "go.sum"])
def test_other_files_concern_no_migration(path: str) -> None:
    assert not concerns(path)


def test_one_path_that_concerns_is_enough() -> None:
    assert any_concerns(["README.md", "a.sql"])
    assert not any_concerns([])
