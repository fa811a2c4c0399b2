from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kits import link_node_modules


@pytest.mark.network
def test_both_kits_hold_the_versions_that_they_name(kit31: str, kit1: str, tmp_path: Path) -> None:
    for kit, beginning in ((kit31, "0.31."), (kit1, "1.0.")):
        package = os.path.join(kit, "node_modules", "drizzle-kit", "package.json")
        with open(package) as file:
            assert json.load(file)["version"].startswith(beginning)
    link_node_modules(kit31, tmp_path)
    assert (tmp_path / "node_modules" / "drizzle-orm").is_dir()
