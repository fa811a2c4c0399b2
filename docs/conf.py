"""How the documentation site is built: `make docs`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPOSITORY = "https://github.com/forge-migrations/forge-migrations"

project = "forge-migrations"
author = "the authors of forge-migrations"
release = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
version = release

extensions = ["myst_parser", "sphinx_copybutton", "sphinx_design"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["schemas"]
nitpicky = True
suppress_warnings = [
    "misc.highlighting_failure"
]  # PostgreSQL's dollar quotes are shown all the same
html_theme = "furo"
html_title = f"forge-migrations {release}"
html_theme_options = {
    "source_repository": REPOSITORY,
    "source_branch": "main",
    "source_directory": "docs/",
}
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
copybutton_prompt_text = "$ "
# Outputs are shown as they are printed, in no language.
highlight_language = "text"

_OUTSIDE = re.compile(r"\]\(\.\./(?!\.\.)([^)#]+)(#[^)]*)?\)")


_RULES = """
```{toctree}
:hidden:
:glob:
*
```
"""


def _read(_app: Any, name: str, source: list[str]) -> None:
    """A link that leaves docs/ leads to the file in the repository, from the site as well; the list of
    rules, which is written by the rules, has their pages below it."""
    if name == "rules/README":
        source[0] += _RULES
    if "/" not in name:
        source[0] = _OUTSIDE.sub(lambda found: f"]({REPOSITORY}/blob/main/{found[1]})", source[0])


def setup(app: Any) -> None:
    app.connect("source-read", _read)
