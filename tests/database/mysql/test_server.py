from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.server import find_mysql


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root's server runs as somebody else",
)
def test_a_folder_for_temporary_files_that_only_root_enters_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binaries = find_mysql()
    if binaries is None:
        pytest.skip("no MySQL or MariaDB server binaries are installed")
    private = tmp_path / "private"
    private.mkdir(0o700)
    monkeypatch.setenv("TMPDIR", str(private))
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path / "cache"))  # so that nothing is copied
    server = Mysql(binaries)
    try:
        server.wait()
        assert server.version.engine == "mysql"
    finally:
        server.stop()
