"""`python -m tests.golden` compares, `--update` writes anew; names of situations select some."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(words: list[str]) -> int:
    """Run the test module, which writes where GOLDEN_UPDATE is set."""
    names = [word for word in words if not word.startswith("-")]
    env = {**os.environ, **({"GOLDEN_UPDATE": "1"} if "--update" in words else {})}
    chosen = ["-k", " or ".join(names)] if names else []
    command = [sys.executable, "-m", "pytest", "-q", str(HERE / "test_golden.py"), *chosen]
    return subprocess.run([*command, "-n", "2"], env=env, cwd=HERE.parent.parent).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
