"""Every situation reads as it is kept. After a change on purpose: `python -m tests.golden --update`."""

from __future__ import annotations

import os

import pytest

from golden.shown import FORMS
from golden.shown import HERE
from golden.shown import Situation
from golden.shown import path_of
from golden.shown import shown
from golden.situations import SITUATIONS
from repositories import Repo

UPDATE = bool(os.environ.get("GOLDEN_UPDATE"))


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.name)
def test_a_situation_reads_as_it_is_kept(situation: Situation, repo: Repo) -> None:
    situation.made(repo)
    for name, form in FORMS.items():
        if not form.takes(situation):
            continue
        path = path_of(situation, name)
        now = shown(situation, form, repo.path)
        if UPDATE:
            path.parent.mkdir(exist_ok=True)
            path.write_text(now)
        assert now == path.read_text(), path


@pytest.mark.skipif(UPDATE, reason="others are writing")
def test_every_file_belongs_to_a_situation() -> None:
    kept = {path for name in FORMS for path in (HERE / name).iterdir()}
    assert kept == {
        path_of(each, name)
        for each in SITUATIONS
        for name, form in FORMS.items()
        if form.takes(each)
    }
