from __future__ import annotations

import pytest

from forge_migrations.checks.production_push.deploy_paths import command_lines
from forge_migrations.checks.production_push.deploy_paths import is_deploy_file
from forge_migrations.checks.production_push.deploy_paths import is_deploy_script


def run(path: str, text: str) -> list[tuple[int, str]]:
    return [(line.number, line.command) for line in command_lines(path, text)]


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "apps/web/Dockerfile.prod",
        "web.dockerfile",
        "Containerfile",
        "docker-compose.yml",
        "compose.prod.yaml",
        "Procfile",
        "fly.toml",
        "apps/api/railway.json",
        "docker/entrypoint.sh",
        "bin/release.sh",
        ".github/workflows/test.yml",
        ".gitlab-ci.yml",
        ".circleci/config.yml",
        "Jenkinsfile",
    ],
)
def test_a_file_that_deploys(path: str) -> None:
    assert is_deploy_file(path)


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile.dev",
        "tests/Dockerfile",
        "docker-compose.test.yml",
        "examples/fly.toml",
        "scripts/seed.sh",
        "compose.ts",
        "src/deploy.ts",
        "circleci/config.yml",
    ],
)
def test_a_file_that_deploys_nothing(path: str) -> None:
    assert not is_deploy_file(path)


@pytest.mark.parametrize(
    "name", ["start", "prestart", "build:prod", "postinstall", "vercel-build", "deploy", "release"]
)
def test_a_script_that_deploys(name: str) -> None:
    assert is_deploy_script(name)


@pytest.mark.parametrize(
    "name",
    ["dev", "start:dev", "build:test", "deploy:preview", "deploy:staging", "test", "db:push"],
)
def test_a_script_that_deploys_nothing(name: str) -> None:
    assert not is_deploy_script(name)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("FROM node\nRUN npm ci\nENV A=b\nCMD node .", [(2, "npm ci"), (4, "node .")]),
        ("RUN a && \\\n  # why\n\n  b", [(1, "a &&"), (4, "b")]),
        ('CMD ["sh", "-c", "a && b"]', [(1, "sh -c a && b"), (1, "a && b")]),
        ("RUN <<EOF\nnpm ci\n# no\nnpx push\nEOF\nRUN c", [(1, "<<EOF"), (2, "npm ci"), (4, "npx push"), (6, "c")]),
        ("RUN --mount=x <<-'END' bash\n a\nEND\nCMD b", [(1, "--mount=x <<-'END' bash"), (2, "a"), (4, "b")]),
        ("COPY <<EOF /run.sh\nRUN a\nEOF\nRUN b", [(4, "b")]),
        ("LABEL x=\\\n  RUN\nrun a", [(3, "a")]),
    ],
)  # fmt: skip
def test_what_a_dockerfile_runs(text: str, commands: list[tuple[int, str]]) -> None:
    assert run("Dockerfile", text) == commands


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("command: npm run db:push", ["npm run db:push"]),
        ('  - run: "npm ci && npx push"', ["npm ci && npx push"]),
        ("command: ['sh', '-c', 'a && b']", ["sh -c a && b", "a && b"]),
        ("command: [npm, run, 'db:push']", ["npm run db:push"]),
        ('command: ["npm", "run"', ["npm run"]),
        ("command: ['it]", ["['it]"]),
        ('"startCommand": "a && b",', ["a && b"]),
        ('release_command = "npx push"', ["npx push"]),
        ("  npm run db:push", ["npm run db:push"]),
        ("- npm run db:push", ["npm run db:push"]),
        ("run: |", []),
        ("name: npm run db:push", []),
        ("image: push", []),
        ("# npx push", []),
    ],
)
def test_what_a_line_of_settings_runs(line: str, commands: list[str]) -> None:
    assert [command for _number, command in run("fly.yaml", line)] == commands


def test_every_line_of_a_shell_script_is_run() -> None:
    assert run("start.sh", "#!/bin/sh\nset -e\x0c\n\nnpx push\n") == [
        (2, "set -e"),
        (4, "npx push"),
    ]


WORKFLOW = """\
on: push
jobs:
  test:
    steps:
      - run: a
  build:
    services:
      postgres:
        image: postgres
    steps:
      - run: b
  local:
    env:
      DATABASE_URL: postgres://x@localhost:5432/x
    steps:
      - run: c
  release: # to production
    steps:
      - run: d
"""


def test_jobs_that_test_or_have_a_database_of_their_own_are_left_out() -> None:
    assert [one for one in run(".github/workflows/x.yml", WORKFLOW) if len(one[1]) == 1] == [
        (19, "d")
    ]


def test_a_workflow_that_says_that_it_tests_is_left_out() -> None:
    assert run(".github/workflows/e2e.yml", WORKFLOW) == []
