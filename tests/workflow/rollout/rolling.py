"""A softened migration on its way: committed, released and contracted until nothing is owed."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.rollout.test_soften import asked
from workflow.rollout.test_soften import generate
from workflow.rollout.test_soften import typed


def rolled_out(
    repo: Repo, capsys: pytest.CaptureFixture[str], *words: str, fill: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """The answers of `soften` and of each `contract`, each done, found well by the hooks and released."""
    told = asked(capsys, "soften", *words)
    answers = [told]
    for _ in range(5):
        assert told["exit_code"] == 0, told
        typed(repo, told)
        repo.git("add", "-A")
        capsys.readouterr()
        assert main([]) == 0, capsys.readouterr()
        assert main(["rehearsal"]) == 0, capsys.readouterr()
        said = capsys.readouterr()
        assert "is not in the schema" not in said.out
        repo.commit()
        branch = repo.git("branch", "--show-current")
        repo.git("checkout", "-q", "main")
        repo.git("merge", "-q", "--ff-only", branch)
        repo.git("checkout", "-qb", f"after-{branch}")
        given = [word for each in fill for word in ("--fill", each)] if len(answers) == 1 else []
        told = asked(capsys, "contract", *given)
        if not told["debts"]:
            break
        answers.append(told)
    assert main(["--all-files"]) == 0
    made = generate(repo, "nothing")
    assert "No schema changes" in made or "no_changes" in made
    return answers
