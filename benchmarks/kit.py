"""The newest Drizzle Kit and what a rehearsal needs beside it, installed once."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("drizzle-kit@latest", "drizzle-orm@latest", "pg@latest", "@electric-sql/pglite@latest")
FOLDER = Path(__file__).parents[1] / "dist" / "bench"


def kit() -> Path | None:
    """A folder whose node_modules has them: what `FORGE_KIT` names, or one that npm fills; `None` where there is
    no npm."""
    named = os.environ.get("FORGE_KIT")
    if named:
        return Path(named)
    npm = shutil.which("npm")
    if npm is None:
        return None
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"name": "bench", "private": true}\n')
    words = [npm, "install", "--no-audit", "--no-fund", "--silent", *PACKAGES]
    subprocess.run(words, cwd=FOLDER, check=True, stdin=subprocess.DEVNULL)
    return FOLDER
