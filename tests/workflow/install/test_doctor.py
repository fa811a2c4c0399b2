from __future__ import annotations

import pytest

from forge_migrations.cli import main
from forge_migrations.workflow.install.runners.shell import HOOKS
from repositories import Repo
from workflow.projects import lay_out
from workflow.projects import users

Capture = pytest.CaptureFixture[str]


@pytest.mark.network
def test_a_whole_set_up_lacks_nothing(repo: Repo, kit31: str, capsys: Capture) -> None:
    lay_out(repo, kit31, users("name"))
    for hook in HOOKS:
        repo.write({f".git/hooks/{hook}": "#!/bin/sh\nforge-migrations\n"})
        (repo.path / ".git/hooks" / hook).chmod(0o755)
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "drizzle.config.ts: postgresql, run in the root\n" in out
    assert "drizzle-kit  0.31" in out
    assert "Missing" not in out


def test_a_hook_that_git_skips_is_named_with_its_remedy(repo: Repo, capsys: Capture) -> None:
    repo.write({".git/hooks/pre-commit": "#!/bin/sh\nforge-migrations\n"})
    assert main(["doctor"]) == 3
    out = capsys.readouterr().out
    assert f"chmod +x {repo.path}/.git/hooks/pre-commit" in out
    assert "pre-merge-commit runs nothing here: forge-migrations init" in out


def test_nothing_is_written(repo: Repo) -> None:
    main(["doctor"])
    assert repo.git("status", "--short", "--ignored") == ""
