"""`python -m tests.rollout` plays it on PostgreSQL and MariaDB and says what happens; `all` on SQLite too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent


def main(words: list[str]) -> int:
    """Run the test module and show what it says."""
    chosen = [] if "all" in words else ["-k", "(postgresql or mysql) and not 1.0"]
    test = str(TESTS / "workflow" / "rollout" / "test_loop.py")
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--no-header", test, *chosen]
    return subprocess.run(command, cwd=TESTS.parent).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
