"""Completion as the shells do it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from forge_migrations.cli import main

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
ASKED = {
    "forge-migrations reh": {"rehearse", "rehearsal"},
    "forge-migrations rules drop-c": {"drop-column", "drop-constraint"},
    "forge-migrations apply --da": {"--database-url"},
    "forge-migrations --format sar": {"sarif"},
}


def script(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["completion", shell]) == 0
    path = folder / f"completion.{shell}"
    path.write_text(capsys.readouterr().out)
    return path


def needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


def test_bash_completes_commands_rules_options_and_formats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bash, path = needs("bash"), script("bash", tmp_path, capsys)
    for line, wanted in ASKED.items():
        words = line.split()
        code = (
            f"source {path}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}\n"
            f"_shtab_forge_migrations {words[0]} {words[-1]} {words[-2]}\n"
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        said = subprocess.run([bash, "-c", code], capture_output=True, text=True, check=True).stdout
        assert set(said.split()) == wanted, line


def test_fish_completes_commands_rules_options_and_formats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fish, path = needs("fish"), script("fish", tmp_path, capsys)
    for line, wanted in ASKED.items():
        code = f"source {path}; complete -C '{line}'"
        ran = subprocess.run(
            [fish, "--no-config", "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "HOME": str(tmp_path)},
        )
        assert {each.split("\t")[0] for each in ran.stdout.splitlines()} == wanted, line


def test_zsh_completes_a_command_and_a_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zsh, path = needs("zsh"), script("zsh", tmp_path, capsys)
    typed = {"forge-migrations reb\t": "rebase", "forge-migrations rules drop-col\t": "drop-column"}
    folder = tmp_path / "functions"
    folder.mkdir()
    path.rename(folder / "_forge-migrations")
    start = f"fpath=({folder} $fpath); autoload -U compinit; compinit -u -d {tmp_path}/dump\n"
    for keys, wanted in typed.items():
        assert wanted in _shown(zsh, start, keys, wanted, tmp_path), keys


def _shown(zsh: str, start: str, keys: str, wanted: str, home: Path) -> str:
    """What a terminal shows once the keys are pressed."""
    child, screen = pty.fork()
    if child == 0:
        os.environ.update(HOME=str(home), TERM="xterm", PS1="> ")
        os.execv(zsh, [zsh, "-f", "-i"])
    try:
        os.write(screen, f"{start}echo read''y\n".encode())
        _until(screen, "ready")
        os.write(screen, keys.encode())
        return _until(screen, wanted)
    finally:
        os.close(screen)
        os.waitpid(child, 0)


def _until(screen: int, wanted: str) -> str:
    seen, end = "", time.monotonic() + 20
    while wanted not in seen and time.monotonic() < end:
        if select.select([screen], [], [], 0.2)[0]:
            seen += os.read(screen, 4096).decode("utf-8", "replace")
    return seen


def test_a_shell_that_is_not_known_is_a_usage_error() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["completion", "tcsh"])
    assert ended.value.code == 2
