"""Where a repository says how it is deployed, and the shell commands that stand there."""

from __future__ import annotations

import json
import posixpath
import re
import shlex

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND_KEYS = frozenset(
    (
        "run", "command", "commands", "cmd", "cmds", "entrypoint", "script", "scripts", "inline",
        "before_script", "after_script", "build", "buildcommand", "build_command", "startcommand",
        "start", "start_command", "predeploy", "predeploycommand", "releasecommand",
        "release_command", "release", "deploy", "postdeploy", "installcommand", "install_command",
        "web", "worker", "args",
    )
)  # fmt: skip
"""Keys of YAML, TOML, JSON and Procfiles whose values are run."""
REHEARSALS = frozenset(
    ("test", "tests", "testing", "e2e", "lint", "check", "checks", "preview", "previews", "dev",
     "development", "local", "ci", "playwright", "cypress", "integration", "unit", "example",
     "examples", "devcontainer", "storybook", "bench", "verify", "validate", "pr")
)  # fmt: skip
"""Words in names of what never reaches production."""
LOCAL = r"@?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])[:/\"' ]|file:|:memory:"
"""In a job's settings: its database is its own."""


class Line(NamedTuple):
    """A line of a deploy file that is run."""

    number: int
    command: str


def is_deploy_file(path: str) -> bool:
    """True for files by which a deploy runs: Dockerfiles, compose files, workflows, platform files."""
    lowered = path.lower()
    if _is_ci(lowered):
        return True
    name = lowered.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    named = (
        name.startswith(("dockerfile", "containerfile", "procfile"))
        or name.endswith((".dockerfile", ".containerfile"))
        or (name.endswith((".yml", ".yaml")) and stem.startswith(("docker-compose", "compose")))
        or name in PLATFORM_FILES
        or (
            name.endswith(".sh") and re.search(r"entrypoint|start|deploy|release", stem) is not None
        )
    )
    return named and _words(lowered).isdisjoint(REHEARSALS)


PLATFORM_FILES = frozenset(
    ("railway.json", "railway.toml", "nixpacks.toml", "fly.toml", "vercel.json", "render.yaml",
     "netlify.toml", "app.json", "app.yaml", "captain-definition", "heroku.yml", "zeabur.json",
     "coolify.json", "sevalla.json")
)  # fmt: skip


def _is_ci(lowered: str) -> bool:
    name = lowered.rpartition("/")[2]
    return (
        lowered.startswith((".github/workflows/", ".forgejo/workflows/", ".gitea/workflows/"))
        or lowered == ".circleci/config.yml"
        or name in CI_FILES
    )


CI_FILES = frozenset(
    (".gitlab-ci.yml", "bitbucket-pipelines.yml", "azure-pipelines.yml", ".drone.yml",
     "cloudbuild.yaml", "cloudbuild.yml", "buildspec.yml", "jenkinsfile", ".woodpecker.yml")
)  # fmt: skip


def command_lines(path: str, text: str) -> Iterator[Line]:
    """The lines of a deploy file that are run; jobs that test are left out of a workflow."""
    lowered = path.lower()
    skipped = _test_lines(path, text) if _is_ci(lowered) else frozenset()
    name = posixpath.basename(lowered)
    docker = "dockerfile" in name or "containerfile" in name
    shell = name.endswith(".sh") or name == "jenkinsfile"
    if docker:
        yield from (line for line in _docker_lines(text) if line.number not in skipped)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        body = line.strip()
        if number in skipped or not body or body.startswith(("#", "//")):
            continue
        if shell:
            yield Line(number, body)
        else:
            value = _value(body)
            yield from (Line(number, one) for one in _commands(value) if value)


def _docker_lines(text: str) -> Iterator[Line]:
    """What `RUN`, `CMD` and `ENTRYPOINT` run, over several lines and in here-documents too.

    Source: https://docs.docker.com/reference/dockerfile/#here-documents
    """
    instruction = document = ""
    for number, line in enumerate(text.split("\n"), start=1):
        body = line.strip()
        if document:
            if body == document:
                instruction = document = ""
            elif instruction == "RUN" and not body.startswith("#"):
                yield Line(number, body)
            continue
        if not body or body.startswith("#"):
            continue
        word = body.split(maxsplit=1)[0]
        found = body
        if not instruction:
            instruction, found = word.upper(), body.removeprefix(word)
        if instruction in ("RUN", "CMD", "ENTRYPOINT"):
            yield from (Line(number, one) for one in _commands(found))
        opened = re.search(r"<<-?[\"']?(\w+)[\"']?", found)
        if opened and instruction in ("RUN", "COPY", "ADD"):
            document = opened[1]
        elif not body.endswith("\\"):
            instruction = ""


def _value(body: str) -> str:
    """What a line of YAML, TOML, JSON or a Procfile runs; empty when its key is no command's."""
    keyed = re.match(
        r"(?:-\s+)?[\"']?([A-Za-z_][\w.-]*)[\"']?\s*(?::\s+|:$|=\s*|:(?=[\"\[]))", body
    )
    if keyed is None:
        return body.removeprefix("- ")
    if keyed[1].lower() not in COMMAND_KEYS:
        return ""
    return body[keyed.end() :].lstrip("|> -")


def _commands(value: str) -> list[str]:
    """A command as written, quoted, or as a JSON list of words."""
    value = value.strip().rstrip(",").removesuffix("\\").strip()
    if value[:1] in ('"', "'"):
        value = value.rstrip("},] ")
    if value.startswith("["):
        words = _flow(value)
        if words:
            return [" ".join(words), *(word for word in words if " " in word)]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return [value[1:-1]]
    return [value]


def _flow(value: str) -> list[str]:
    """The words of a list in JSON, or of YAML's `['sh', -c, "…"]`."""
    try:
        words = json.loads(value)
    except ValueError:
        reader = shlex.shlex(value.strip("[]"), posix=True)
        reader.whitespace, reader.whitespace_split, reader.commenters = ",", True, ""
        try:
            words = [word.strip() for word in reader]
        except ValueError:
            return []
    return [str(word) for word in words] if isinstance(words, list) else []


def _test_lines(path: str, text: str) -> frozenset[int]:
    """The lines of a workflow's jobs that have a database of their own, or say that they test."""
    if not _words(posixpath.basename(path)).isdisjoint(REHEARSALS - {"ci"}):
        return frozenset(range(1, text.count("\n") + 2))
    found: set[int] = set()
    for name, numbers, block in _jobs(text):
        tests = not _words(name).isdisjoint(REHEARSALS)
        own = re.search(r"^\s*services:", block, re.MULTILINE) is not None
        if tests or own or re.search(LOCAL, block):
            found |= numbers
    return frozenset(found)


def _jobs(text: str) -> Iterator[tuple[str, set[int], str]]:
    """(name, line numbers, text) of a workflow's jobs: the keys under `jobs:`, or of the top."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if re.match(r"jobs:\s*$", line)), -1)
    indent = ""
    if start >= 0:
        first = next(
            (line for line in lines[start + 1 :] if line.strip() and "#" not in line[:8]), ""
        )
        indent = first[: len(first) - len(first.lstrip())]
    opening = re.compile(rf"{indent}([\w.-]+):\s*(#.*)?$")
    name, numbers, block = "", set[int](), list[str]()
    for number, line in enumerate(lines, start=1):
        matched = opening.match(line) if number > start + 1 else None
        if matched:
            if name:
                yield name, numbers, "\n".join(block)
            name, numbers, block = matched[1], set(), []
        numbers.add(number)
        block.append(line)
    if name:
        yield name, numbers, "\n".join(block)


def is_deploy_script(name: str) -> bool:
    """True for the package.json scripts that platforms and people deploy by, and their pre/post."""
    words = _words(name)
    if not words.isdisjoint(REHEARSALS | {"watch", "staging"}):
        return False
    plain = name.lower().removeprefix("pre").removeprefix("post")
    return name in ("postinstall", "install", "prepublish") or plain.split(":")[0] in (
        "start", "build", "deploy", "release", "ship", "vercel-build", "heroku-postbuild",
        "heroku-build", "gcp-build", "now-build", "cf-build", "install", "production", "prod",
    )  # fmt: skip


def _words(name: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", name.lower()))
