from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kits import KIT_31
from kits import installed
from kits import link_node_modules
from repositories import Repo
from workflow.projects import users

CONFIG = """\
import { defineConfig } from "drizzle-kit";
export default defineConfig({ dialect: "sqlite", schema: "./schema.ts", dbCredentials: { url: "a.db" } });
"""


@pytest.mark.network
def test_studio_runs_on_its_port_until_it_is_interrupted(repo: Repo) -> None:
    kit = installed(*KIT_31, "@libsql/client@0.15.15")
    link_node_modules(kit, repo.path)
    schema = users("name").replace("pg-core", "sqlite-core").replace("pgTable", "sqliteTable")
    schema = schema.replace("serial", "integer")
    repo.write({"drizzle.config.ts": CONFIG, "schema.ts": schema, ".gitignore": "node_modules\n"})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    source = str(Path(__file__).parents[3] / "hooks")
    process = subprocess.Popen(
        [sys.executable, "-m", "forge_migrations", "studio", "--port", str(port)],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert answers(port, process), "studio did not open its port"
    finally:
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert f"local.drizzle.studio/?port={port}" in out


def answers(port: int, process: subprocess.Popen[str]) -> bool:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        if process.poll() is not None:
            return False
        time.sleep(0.2)
    return False
