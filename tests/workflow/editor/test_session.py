"""What an editor hears in a whole session is what session.json says."""

from __future__ import annotations

import importlib.util

import pytest

from repositories import Repo
from workflow.editor.recorded import FILE
from workflow.editor.recorded import session
from workflow.editor.recorded import written


@pytest.mark.skipif(importlib.util.find_spec("pygls") is None, reason="pygls is an extra")
def test_a_session_is_answered_as_it_was_recorded(repo: Repo) -> None:
    assert written(session(repo)) == FILE.read_text(encoding="utf-8")
