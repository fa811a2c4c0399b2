from __future__ import annotations

from pathlib import Path

import pytest

from release import check


def test_what_users_paste_names_the_version_that_is_built() -> None:
    assert check.disagreements() == []


def test_a_tag_of_another_version_is_told() -> None:
    assert any("the tag is v9.9.9" in line for line in check.disagreements("v9.9.9"))


def test_the_workflow_calls_only_targets_that_the_makefile_has() -> None:
    assert check.workflow_gaps() == []


@pytest.mark.network
def test_sdist_and_wheel_are_what_an_index_takes_and_the_wheel_runs_alone(tmp_path: Path) -> None:
    files = check.distributions(tmp_path)
    assert [each.suffix for each in files] == [".whl", ".gz"]
    assert len(check.checksums(files).splitlines()) == 2
