"""What a thread waited for a processor is counted by the system, and is nothing where it can't be told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forge_migrations.system.turns import OWN
from forge_migrations.system.turns import of_thread
from forge_migrations.system.turns import waited

linux = pytest.mark.skipif(not os.path.exists(OWN), reason="this system doesn't tell")


def test_seconds_are_read_of_what_the_kernel_writes(tmp_path: Path) -> None:
    told = tmp_path / "schedstat"
    told.write_text("9000000000 2500000000 17\n")
    assert waited(str(told)) == 2.5


@pytest.mark.parametrize("text", ["", "1", "a b c"])
def test_what_nobody_tells_is_nothing(tmp_path: Path, text: str) -> None:
    told = tmp_path / "schedstat"
    told.write_text(text)
    assert waited(str(told)) == 0
    assert waited(str(tmp_path / "none")) == 0


@linux
def test_a_thread_that_shares_its_processor_waited_for_it() -> None:
    """Two that never rest, on the one processor that they may use."""
    before = waited(OWN)
    busy = "import os, time; os.sched_setaffinity(0, {0})\nend = time.time() + 1.5\nwhile time.time() < end: pass"
    mine = "import sys; from forge_migrations.system.turns import OWN, waited; print(waited(OWN))"
    several = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(2)]
    watched = subprocess.run(
        [sys.executable, "-c", f"{busy}\n{mine}"], capture_output=True, text=True, check=True
    )
    for each in several:
        each.wait()
    assert float(watched.stdout) > 0
    assert waited(of_thread(os.getpid())) >= before
