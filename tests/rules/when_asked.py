"""When each rule is asked, as its file says: `python -m tests.rules.when_asked` writes it where rules are chosen."""

from __future__ import annotations

from pathlib import Path

from forge_migrations.rules import NAMES
from forge_migrations.rules import judging
from forge_migrations.rules import named

PATH = Path(judging.__file__).with_name("when_asked.py")
HEAD = '''"""When each rule is asked, so that the others needn't be imported: `python -m tests.rules.when_asked` writes it.

A test fails where it isn't what the rules say.
"""

from __future__ import annotations

from forge_migrations.rules.judging.rule import When

# fmt: off
WHEN: dict[str, When] = {
'''


def written() -> str:
    """The module's text."""
    lines = [f'    "{name}": When{tuple(named(name).when())!r},\n' for name in NAMES]
    return f"{HEAD}{''.join(lines)}}}\n"


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
