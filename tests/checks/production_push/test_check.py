from __future__ import annotations

import json

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.production_push.check import check
from forge_migrations.checks.production_push.check import pushes
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding


def package(**scripts: str) -> str:
    named = {name.replace("__", ":"): text for name, text in scripts.items()}
    return json.dumps({"name": "app", "scripts": named}, indent=2)


PROJECT = {
    "package.json": package(db__push="drizzle-kit push", dev="drizzle-kit push && next dev"),
    "drizzle.config.ts": 'export default { dialect: "sqlite", schema: "./schema.ts" };',
    "schema.ts": "",
    "drizzle/0000_a.sql": "SELECT 1;",
    "drizzle/meta/_journal.json": json.dumps(
        {"dialect": "sqlite", "entries": [{"idx": 0, "when": 1, "tag": "0000_a"}]}
    ),
}
TEST_JOB = """jobs:
  e2e:
    services:
      postgres:
        image: postgres
    steps:
      - run: npm run db:push
"""


def places(**files: str) -> list[tuple[str, int]]:
    named = {path.replace("__", "/"): text for path, text in files.items()}
    return [(one.path, one.line) for one in pushes(MemoryTree(PROJECT | named))]


def at(path: str, text: str) -> list[tuple[str, int]]:
    return [(one.path, one.line) for one in pushes(MemoryTree(PROJECT | {path: text}))]


def test_scripts_for_development_may_push() -> None:
    assert places() == []


@pytest.mark.parametrize(
    "scripts",
    [
        {"start": "drizzle-kit push --force && node server.js"},
        {"build": "next build && npx drizzle-kit push"},
        {"postinstall": "bunx drizzle-kit push:pg"},
        {"deploy": "npm run db:push", "db__push": "drizzle-kit push"},
        {"predeploy": "pnpm db:push && x", "db__push": "dotenv -- drizzle-kit push"},
        {"start__prod": "run-s db:up serve", "db__up": "yarn run sync", "sync": "drizzle-kit push"},
        {"vercel-build": "turbo run db:push", "db__push": "drizzle-kit push"},
        {"release": "node_modules/.bin/drizzle-kit push"},
        {"start": "drizzle-kit --config=db.config.ts push && node ."},
        {"start": "sh -c 'npm run db:push && node .'", "db__push": "drizzle-kit push"},
        {"start": "concurrently 'npm run db:push' 'node .'", "db__push": "drizzle-kit push"},
    ],
)
def test_scripts_of_a_deploy_push(scripts: dict[str, str]) -> None:
    [(path, line)] = at("package.json", package(**scripts))
    assert path == "package.json"
    first = next(iter(scripts)).replace("__", ":")
    assert f'"{first}"' in package(**scripts).splitlines()[line - 1]


@pytest.mark.parametrize(
    "scripts",
    [
        {"start": "drizzle-kit migrate && node server.js"},
        {"build": "next build", "db__push": "drizzle-kit push"},
        {"start": "echo drizzle-kit push"},
        {"start__dev": "drizzle-kit push && next dev"},
        {"build__test": "drizzle-kit push"},
        {"test": "drizzle-kit push && vitest"},
        {"deploy": "git push", "push": "drizzle-kit push"},
        {"release": "docker push app"},
    ],
)
def test_scripts_that_push_nothing_to_production(scripts: dict[str, str]) -> None:
    assert at("package.json", package(**scripts)) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("Dockerfile", 'FROM node\nRUN npm ci\nCMD ["npx", "drizzle-kit", "push"]\n', 3),
        ("Dockerfile", 'FROM node\nCMD ["sh", "-c", "npx drizzle-kit push && node ."]\n', 2),
        ("Dockerfile", "FROM node\nRUN npm ci && \\\n  npm run db:push\n", 3),
        ("docker/app.Dockerfile", "ENTRYPOINT bun run db:push\n", 1),
        ("docker-compose.yml", "services:\n  app:\n    command: npm run db:push\n", 3),
        ("compose.prod.yaml", 'services:\n  a:\n    command: ["npm", "run", "db:push"]\n', 3),
        ("Procfile", "web: node .\nrelease: npx drizzle-kit push\n", 2),
        ("railway.json", '{"deploy": {\n"startCommand": "npm run db:push && npm start"}}', 2),
        ("railway.toml", '[deploy]\nstartCommand = "npm run db:push && npm start"\n', 2),
        ("fly.toml", '[deploy]\n  release_command = "npx drizzle-kit push"\n', 2),
        ("vercel.json", '{\n  "buildCommand": "drizzle-kit push && next build"\n}', 2),
        ("render.yaml", "services:\n  - type: web\n    buildCommand: npm ci; npm run db:push\n", 3),
        ("docker-entrypoint.sh", "#!/bin/sh\nnpx drizzle-kit push --force\n", 2),
        (
            ".github/workflows/deploy.yml",
            (
                "jobs:\n  deploy:\n    steps:\n      - run: |\n          npm ci\n"
                "          npm run db:push -- --force\n"
            ),
            6,
        ),
        (
            ".github/workflows/x.yml",
            "jobs:\n  release:\n    steps:\n      - run: yarn db:push\n",
            4,
        ),
        (".gitlab-ci.yml", "deploy:\n  script:\n    - npm run db:push\n", 3),
    ],
)
def test_files_of_a_deploy_push(path: str, text: str, line: int) -> None:
    assert at(path, text) == [(path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM node\n# RUN npx drizzle-kit push\nRUN npm ci\n"),
        ("Dockerfile", "FROM node\nENV NOTE=drizzle-kit push\n"),
        ("Dockerfile.dev", "CMD npm run db:push\n"),
        ("docker-compose.test.yml", "services:\n  a:\n    command: npm run db:push\n"),
        (".github/workflows/test.yml", "jobs:\n  a:\n    steps:\n      - run: npm run db:push\n"),
        (".github/workflows/ci.yml", TEST_JOB),
        (
            ".github/workflows/deploy.yml",
            (
                "jobs:\n  x:\n    env:\n      DATABASE_URL: postgres://u:p@localhost:5432/db\n"
                "    steps:\n      - run: npm run db:push\n"
            ),
        ),
        (
            ".github/workflows/deploy.yml",
            (
                "jobs:\n  x:\n    steps:\n      - name: no drizzle-kit push here\n"
                "        run: npm run build\n      - run: git push\n"
            ),
        ),
        ("docs/deploy.md", "npx drizzle-kit push"),
        ("node_modules/x/Dockerfile", "CMD npx drizzle-kit push"),
    ],
)
def test_files_that_push_nothing_to_production(path: str, text: str) -> None:
    assert at(path, text) == []


def test_a_deploy_job_beside_a_test_job() -> None:
    text = TEST_JOB + "  ship:\n    steps:\n      - run: npm run db:push\n"
    assert at(".github/workflows/main.yml", text) == [(".github/workflows/main.yml", 10)]


def test_scripts_of_another_package() -> None:
    files = {
        "package.json": package(build="pnpm --filter @acme/db run sync"),
        "packages/db/package.json": json.dumps(
            {"name": "@acme/db", "scripts": {"sync": "drizzle-kit push"}}
        ),
    }
    [one] = pushes(MemoryTree(files))
    assert (one.where, one.chain) == ("the script build", ("sync",))


def test_scripts_that_call_each_other_end() -> None:
    assert at("package.json", package(build="npm run a", a="npm run b", b="npm run a")) == []


def judged(before: dict[str, str], after: dict[str, str]) -> list[Finding]:
    change = Change(MemoryTree(before), MemoryTree(after), MemoryTree(before))
    return [one for one in check(Subject(change)) if isinstance(one, Finding)]


DOCKER = {"Dockerfile": "CMD npm run db:push\n"}


def test_a_new_push_refuses_and_an_old_one_is_inherited() -> None:
    [finding] = judged(PROJECT, PROJECT | DOCKER)
    assert finding.refuses
    assert finding.message == (
        "Dockerfile runs db:push → drizzle-kit push: it changes the database without a migration"
    )
    assert finding.remedy.endswith("npx drizzle-kit migrate")
    again = PROJECT | {"Dockerfile": "FROM node\n" + DOCKER["Dockerfile"]}
    [inherited] = judged(PROJECT | DOCKER, again)
    assert inherited.inherited
    assert judged(PROJECT | DOCKER, PROJECT | DOCKER | {"schema.ts": "//"}) == []


def test_a_script_that_begins_to_push_refuses() -> None:
    before = PROJECT | DOCKER | {"package.json": package(db__push="drizzle-kit migrate")}
    assert [one.refuses for one in judged(before, PROJECT | DOCKER)] == [True]


def test_a_push_that_somebody_allowed() -> None:
    text = "# forge-migrations: allow production-push: a preview of each branch\n"
    [finding] = judged(PROJECT, PROJECT | {"Dockerfile": text + DOCKER["Dockerfile"]})
    assert finding.acknowledged == "a preview of each branch"


def test_a_team_that_only_pushes_is_told_and_not_refused() -> None:
    alone = {path: text for path, text in PROJECT.items() if not path.startswith("drizzle/")}
    [finding] = judged(alone, alone | DOCKER)
    assert finding.severity == "report"
