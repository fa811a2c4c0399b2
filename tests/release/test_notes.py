from __future__ import annotations

import pytest
from release.notes import notes

CHANGELOG = """# Changelog

## 0.2.0 - 2026-12-01

### Features

- b

## 0.1.0 - 2026-11-01

- a
"""


def test_the_notes_of_a_release_are_its_section_without_its_heading() -> None:
    assert notes("0.2.0", CHANGELOG) == "### Features\n\n- b\n"
    assert notes("0.1.0", CHANGELOG) == "- a\n"


@pytest.mark.parametrize("version", ["0.1", "1.0", "0.3.0"])
def test_a_version_without_a_section_is_an_error(version: str) -> None:
    with pytest.raises(ValueError, match=version):
        notes(version, CHANGELOG)
