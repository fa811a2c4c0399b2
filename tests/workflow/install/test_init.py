from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forge_migrations.cli import main
from kits import installed
from repositories import Repo

CONFIG = "export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle' }"
WHERE = ("--repo", "https://example.com/forge-migrations", "--rev", "v0.1.0")
PLAIN_SCRIPT = "#!/bin/sh\n# ours\nnpm test\n"


def init(*words: str) -> int:
    return main(["init", *WHERE, *words])


def with_tool(folder: Path) -> dict[str, str]:
    """An environment whose PATH has a real `forge-migrations` command."""
    tool = folder / "forge-migrations"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m forge_migrations "$@"\n')
    tool.chmod(0o755)
    source = str(Path(__file__).parents[3] / "hooks")
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": source}


def without_tool(folder: Path) -> dict[str, str]:
    """An environment whose PATH has git, node and a shell, and no `forge-migrations`."""
    folder.mkdir(exist_ok=True)
    for name in ("git", "sh", "node", "sed", "uname", "env", "basename", "dirname", "cat"):
        found = subprocess.run(["which", name], capture_output=True, text=True).stdout.strip()
        if found:
            (folder / name).symlink_to(found)
    return {"PATH": str(folder)}


def test_a_repository_without_any_runner_gets_four_lines_for_pre_commit(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init() == 0
    assert (repo.path / ".pre-commit-config.yaml").read_text() == (
        "repos:\n"
        "  - repo: https://example.com/forge-migrations\n"
        "    rev: v0.1.0\n"
        "    hooks:\n"
        "      - id: forge-migrations\n"
    )
    shown = capsys.readouterr().out
    assert "+      - id: forge-migrations" in shown
    assert "pre-commit install --hook-type pre-commit --hook-type pre-merge-commit" in shown


def test_the_runner_installs_its_hooks_in_this_clone_and_a_second_time_nothing_is_left_to_do(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(repo.path.parent / "pre-commit"))
    repo.commit({"drizzle.config.ts": CONFIG, "schema.ts": ""})

    assert init() == 0
    shown = capsys.readouterr().out
    assert "ran: pre-commit install" in shown
    assert "protected: commits, merges and pushes of this clone\n" in shown
    assert "drizzle.config.ts: sqlite, no migration yet" in shown
    assert shown.endswith(
        "next:\n  git add .pre-commit-config.yaml\n"
        "  npx drizzle-kit generate && git add drizzle"
        "  # the first migration: until there is one, no schema change is refused\n"
    )
    hooks = {path.name for path in (repo.path / ".git/hooks").iterdir()}
    assert {"pre-commit", "pre-merge-commit", "pre-push"} <= hooks
    assert init() == 0
    assert "nothing to do" in capsys.readouterr().out


def test_what_cannot_be_run_here_is_left_to_type(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", without_tool(tmp_path / "bare")["PATH"])
    repo.commit({"lefthook.yml": ""})

    assert init() == 0
    shown = capsys.readouterr().out
    assert "protected" not in shown
    assert "no Drizzle config here yet" in shown
    assert "next:\n  lefthook install\n  git add lefthook.yml\n" in shown


@pytest.fixture
def from_npm(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository in whose node_modules npm put the script for hooks, from which this runs."""
    monkeypatch.setenv("FORGE_INSTALLED_BY", "npm")
    script = 'test "$1" != pre-push || cat\necho judged; exit 1\n'
    repo.commit({".gitignore": "node_modules\n", "package.json": '{"scripts": {"prepare": "tsc"}}'})
    repo.write({"node_modules/forge-migrations/hook.sh": script})
    return repo


def test_a_repository_without_any_runner_gets_scripts_from_npm_that_every_install_points_git_at(
    from_npm: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == 0
    assert "protected" in capsys.readouterr().out
    prepare = json.loads((from_npm.path / "package.json").read_text())["scripts"]["prepare"]
    assert prepare == "tsc && git config core.hooksPath .githooks || exit 0"
    from_npm.stage()
    assert "judged" in from_npm.git("commit", "-m", "a", check=False)
    (from_npm.path / "node_modules/forge-migrations/hook.sh").unlink()
    assert "npm install" in from_npm.git("commit", "-m", "a", check=False)
    assert main(["init", "--repo", "x"]) == 2


YARNS = "__metadata:\n  version: 8\n"


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({"package.json": "{}"}, "prepare"),
        ({"package.json": "{}", "yarn.lock": "# yarn lockfile v1\n"}, "prepare"),
        ({"package.json": '{"private": true}', "yarn.lock": YARNS}, "postinstall"),
        ({"package.json": '{"private": true}', ".yarnrc.yml": ""}, "postinstall"),
    ],
)
def test_the_script_is_one_that_the_package_manager_runs_after_an_install(
    from_npm: Repo, files: dict[str, str], key: str
) -> None:
    from_npm.write(files)
    assert main(["init"]) == 0
    scripts = json.loads((from_npm.path / "package.json").read_text())["scripts"]
    assert scripts == {key: "git config core.hooksPath .githooks || exit 0"}


def test_a_package_that_is_published_gets_no_postinstall(
    from_npm: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever installs the package would have their own repository's hooks pointed elsewhere."""
    from_npm.write({"package.json": '{"name": "lib"}', "yarn.lock": YARNS})
    assert main(["init"]) == 3
    assert 'add this to "postinstall" in package.json' in capsys.readouterr().err


def test_a_teammate_reads_the_install_of_the_repositorys_own_package_manager(
    from_npm: Repo,
) -> None:
    from_npm.write({"pnpm-lock.yaml": ""})
    assert main(["init"]) == 0
    from_npm.stage()
    (from_npm.path / "node_modules/forge-migrations/hook.sh").unlink()
    assert "pnpm install" in from_npm.git("commit", "-m", "a", check=False)


def test_a_script_that_plug_n_play_keeps_is_found_whatever_its_version(from_npm: Repo) -> None:
    found = ".yarn/unplugged/forge-migrations-npm-0.1.0-abc/node_modules/forge-migrations"
    (from_npm.path / found).mkdir(parents=True)
    (from_npm.path / "node_modules/forge-migrations/hook.sh").rename(
        from_npm.path / found / "hook.sh"
    )
    from_npm.write({".gitignore": "node_modules\n.yarn\n"})
    assert main(["init", "--into", "hooks-path"]) == 0
    from_npm.stage()
    assert "judged" in from_npm.git("commit", "-m", "a", check=False)


def test_scripts_of_this_clone_alone_are_not_silenced(
    from_npm: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    from_npm.write({".git/hooks/commit-msg": "#!/bin/sh\n"})
    assert main(["init"]) == 3
    assert "mkdir -p .githooks && mv .git/hooks/commit-msg .githooks/" in capsys.readouterr().err
    assert from_npm.git("status", "--short") == ""


def test_an_npm_package_of_another_place_is_asked_to_be_installed_here(
    from_npm: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    (from_npm.path / "node_modules/forge-migrations/hook.sh").unlink()
    assert main(["init"]) == 2
    assert "npm install --save-dev forge-migrations" in capsys.readouterr().err


def test_a_dry_run_shows_the_diff_and_writes_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init("--dry-run") == 0
    assert "+repos:" in capsys.readouterr().out
    assert not (repo.path / ".pre-commit-config.yaml").exists()


@pytest.mark.parametrize(
    "files",
    [
        {".pre-commit-config.yaml": "repos: []\n"},
        {"prek.toml": '[[repos]]\nrepo = "local"\nhooks = []\n'},
        {".husky/pre-commit": "npm test\n"},
        {"package.json": '{\n  "husky": {\n    "hooks": {"pre-commit": "npm test"}\n  }\n}\n'},
        {"lefthook.yml": "pre-commit:\n  commands:\n    a:\n      run: npm test\n"},
        {"package.json": '{"simple-git-hooks": {"pre-commit": "npm test"}}'},
        {".githooks/pre-commit": PLAIN_SCRIPT},
    ],
    ids=["pre-commit", "prek", "husky", "husky-4", "lefthook", "simple-git-hooks", "githooks"],
)
def test_a_second_run_changes_nothing_more(
    repo: Repo, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(files)
    assert init() == 0
    first = repo.git("diff") + repo.git("status", "--short")
    assert "forge-migrations" in repo.git("diff")
    capsys.readouterr()
    assert init() == 0
    assert "forge-migrations is there already\n" in capsys.readouterr().out
    assert repo.git("diff") + repo.git("status", "--short") == first
    assert not [line for line in repo.git("diff").splitlines() if line.startswith("-npm")]


def test_the_runner_that_git_calls_comes_before_others(repo: Repo) -> None:
    repo.commit({".githooks/pre-commit": PLAIN_SCRIPT, ".pre-commit-config.yaml": "repos: []\n"})
    repo.git("config", "core.hooksPath", ".githooks")
    assert init() == 0
    assert "forge-migrations" in (repo.path / ".githooks/pre-commit").read_text()
    assert (repo.path / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_a_script_that_runs_pre_commit_hands_on_to_its_configuration(repo: Repo) -> None:
    repo.commit({".husky/pre-commit": "pre-commit run\n", ".pre-commit-config.yaml": "repos: []\n"})
    assert init() == 0
    assert "forge-migrations" in (repo.path / ".pre-commit-config.yaml").read_text()
    assert (repo.path / ".husky/pre-commit").read_text() == "pre-commit run\n"


def test_a_form_that_cannot_be_edited_is_left_alone_and_the_lines_are_told(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({".pre-commit-config.yaml": "repos: [{repo: local, hooks: []}]\n"})
    assert init() == 3
    assert "id: forge-migrations" in capsys.readouterr().err
    assert repo.git("status", "--short") == ""


def test_a_folder_of_scripts_stops_a_commit_when_the_tool_is_missing_and_says_how_to_get_it(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({".githooks/pre-commit": "#!/bin/sh\ntrue\nexit 0\n"})
    (repo.path / ".githooks/pre-commit").chmod(0o755)
    repo.git("config", "core.hooksPath", ".githooks")
    assert init() == 0
    repo.stage({"a.txt": "a"})
    said = repo.git("commit", "-m", "a", check=False, **without_tool(tmp_path / "bare"))
    assert "uv tool install git+https://example.com/forge-migrations@v0.1.0" in said
    assert repo.git("status", "--short", "a.txt") == "A  a.txt"
    repo.git("commit", "-m", "a", **with_tool(tmp_path / "bin"))
    assert repo.git("status", "--short", "a.txt") == ""


@pytest.mark.network
def test_real_husky_9_runs_the_command_on_commits_and_on_merges(repo: Repo, tmp_path: Path) -> None:
    husky = installed("husky@9.1.7")
    repo.commit({"package.json": '{"scripts": {"prepare": "husky"}}', ".gitignore": "_\n"})
    repo.write({".husky/pre-commit": "true\n"})
    subprocess.run(["node", f"{husky}/node_modules/husky/bin.js"], cwd=repo.path, check=True)
    assert init() == 0
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"side.txt": ""})
    repo.git("checkout", "-q", "main")
    repo.stage({"main.txt": ""})
    bare, tool = without_tool(tmp_path / "bare"), with_tool(tmp_path / "bin")
    assert "forge-migrations is not installed" in repo.git("commit", "-mm", check=False, **bare)
    repo.git("commit", "-mm", **tool)
    assert "is not installed" in repo.git("merge", "--no-edit", "side", check=False, **bare)
    repo.git("merge", "--abort")
    repo.git("merge", "--no-edit", "side", **tool)


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lefthook.yml", "# ours\npre-commit:\n  commands:\n    a:\n      run: 'true'\n"),
        ("lefthook.yml", "pre-commit:\n  jobs:\n    - name: a\n      run: 'true'\n\n# end\n"),
        ("lefthook.toml", "[pre-commit.commands.a]\nrun = 'true'\n"),
        ("lefthook.json", '{"pre-commit": {"commands": {"a": {"run": "true"}}}}'),
    ],
    ids=["commands", "jobs", "toml", "json"],
)
def test_real_lefthook_runs_the_command(repo: Repo, tmp_path: Path, name: str, text: str) -> None:
    lefthook = installed("lefthook@1.13.6") + "/node_modules/lefthook/bin/index.js"
    repo.commit({name: text})
    assert init() == 0
    repo.commit()
    repo.stage({"a.txt": "a"})
    for environment, code, words in (
        (with_tool(tmp_path / "bin"), 0, "forge-migrations"),
        (without_tool(tmp_path / "bare"), 1, "uv tool install"),
    ):
        for hook in ("pre-commit", "pre-merge-commit"):
            ran = subprocess.run(
                ["node", lefthook, "run", hook, "--no-tty"],
                cwd=repo.path,
                env={**os.environ, **environment},
                capture_output=True,
                text=True,
            )
            assert (ran.returncode, words in ran.stdout + ran.stderr) == (code, True), ran
