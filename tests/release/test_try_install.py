from __future__ import annotations

from pathlib import Path

import pytest
from release.try_install import WAYS
from release.try_install import try_ways

from npm_tarballs import tarballs as tarballs


def test_no_way_takes_more_steps_than_it_may() -> None:
    assert [way.name for way in WAYS if len(way.typed) > way.steps] == []


@pytest.mark.network
def test_two_steps_with_npm_and_none_by_a_teammate_lead_to_a_refused_commit(
    tarballs: list[Path], tmp_path: Path
) -> None:
    [tried] = try_ways(["npm"], tmp_path, tarballs)
    assert (tried.wrong, len(tried.way.typed), len(tried.way.also)) == ("", 2, 0)
