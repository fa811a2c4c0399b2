from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from forge_migrations.system import scratch


def test_there_is_always_a_folder_in_which_to_make_ours() -> None:
    assert scratch.parents()[-1] == tempfile.gettempdir()


@pytest.mark.skipif(sys.platform == "win32", reason="TEMP is a person's own there")
def test_a_folder_that_others_write_to_or_that_leads_elsewhere_is_not_ours(tmp_path: Path) -> None:
    ours, open_to_all, link = (tmp_path / name for name in ("ours", "open", "link"))
    ours.mkdir(0o711)
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    link.symlink_to(ours)
    assert [scratch.only_ours(str(each)) for each in (ours, open_to_all, link)] == [
        True, False, False,
    ]  # fmt: skip
    assert scratch.name() == f"forge-{os.geteuid()}"
