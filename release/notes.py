"""The notes of a release: its section of CHANGELOG.md. `python -m release.notes 0.1.0` prints it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def notes(version: str, changelog: str) -> str:
    """The section's lines without its heading. Raises `ValueError` where there is none, or it is empty."""
    found = re.search(
        rf"^## \[?v?{re.escape(version)}\]?(?![\w.])[^\n]*\n(.*?)(?=^## |\Z)",
        changelog,
        re.M | re.S,
    )
    text = found[1].strip() if found else ""
    if not text:
        raise ValueError(f"CHANGELOG.md says nothing of {version}")
    return text + "\n"


if __name__ == "__main__":
    print(notes(sys.argv[1].removeprefix("v"), (ROOT / "CHANGELOG.md").read_text()), end="")
