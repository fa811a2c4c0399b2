from __future__ import annotations

import subprocess
import sys

import pytest

from forge_migrations.cli import main
from forge_migrations.workflow.editor import lsp


def test_without_pygls_one_sentence_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lsp, "find_spec", lambda name: "there" if name == "pip" else None)
    assert main(["lsp"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("the language server needs pygls, which isn't installed")
    assert "pip install 'forge-migrations[lsp]'" in lines[1]


def test_nothing_else_imports_it() -> None:
    asks = "import sys, forge_migrations.cli as c; c.main(['rules', 'stale']); print('pygls' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert ran.stdout.endswith("False\n")


@pytest.mark.parametrize(
    ("prefix", "typed"),
    [
        ("/home/a/.local/pipx/venvs/forge-migrations", "pipx inject forge-migrations 'pygls>=2,<3'"),
        ("/home/a/.local/share/uv/tools/forge-migrations",
         "uv tool install --force 'forge-migrations[lsp]'"),
        ("/home/a/.cache/uv/archive-v0/x1", "uvx --from 'forge-migrations[lsp]' forge-migrations lsp"),
        ("/home/a/.venv", f"uv pip install -p {sys.executable} 'forge-migrations[lsp]'"),
    ],
)  # fmt: skip
def test_what_installs_it_is_what_installed_the_program(
    monkeypatch: pytest.MonkeyPatch, prefix: str, typed: str
) -> None:
    monkeypatch.setattr(lsp, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "prefix", prefix)
    assert str(lsp.installing()).endswith(typed)
