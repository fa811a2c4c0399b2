"""The documentation's pages: each is in the site's contents, and no link among files is dead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
READ = [
    *PAGES,
    *(ROOT / "docs/rules").glob("*.md"),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md")),
]


def test_every_page_is_in_the_contents() -> None:
    told = set((ROOT / "docs/index.md").read_text(encoding="utf-8").split())
    assert {page.stem for page in PAGES} - told == {"index"}


@pytest.mark.parametrize("folder", ["docs", "docs/rules", "."])
def test_links_lead_to_files_that_are_there(folder: str) -> None:
    dead = []
    for page in (each for each in READ if each.parent == ROOT / folder):
        prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", prose):
            if not (page.parent / target).exists():
                dead.append(f"{page.relative_to(ROOT)}: {target}")
    assert dead == []
