"""A sample of mutants: conditions negated, `and` for `or`, and whether a test notices.

    python -m tests.mutants [COUNT] [SEED]

Each mutant runs in a copy of the checkout against the tests of its room, the module's own first, and
stops at the first that fails. Prints those that survived, and the share that was killed.
"""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = Path("hooks/forge_migrations")
ROOMS = ("sql", "rules", "checks")
TESTS = {
    "sql": ["tests/sql", "tests/rules"],
    "rules": ["tests/rules", "tests/checks"],
    "checks": ["tests/checks"],
}
SECONDS = 600


class Mutant(NamedTuple):
    """One edit of one line."""

    path: Path
    line: int
    start: int
    end: int
    """Columns in bytes, as `ast` has them."""
    new: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(PACKAGE)}:{self.line}: {self.new}"


def mutants() -> Iterator[Mutant]:
    """Every condition of one line: negated; and each `and` and `or` of two sides, exchanged."""
    for room in ROOMS:
        for path in sorted((ROOT / PACKAGE / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)):
                yield from _of(node, path.relative_to(ROOT), text)


def _of(node: ast.AST, path: Path, text: str) -> Iterator[Mutant]:
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        test = node.test
        if "TYPE_CHECKING" not in ast.dump(test) and "platform" not in ast.dump(test):
            yield from _edit(test, path, f"not ({ast.get_source_segment(text, test)})")
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield from _edit(test, path, f"not ({ast.get_source_segment(text, test)})")
    elif isinstance(node, ast.BoolOp) and len(node.values) == 2:
        one, other = (ast.get_source_segment(text, value) for value in node.values)
        word = "or" if isinstance(node.op, ast.And) else "and"
        yield from _edit(node, path, f"({one} {word} {other})")


def _edit(node: ast.expr, path: Path, new: str) -> Iterator[Mutant]:
    if node.lineno == node.end_lineno and node.end_col_offset is not None:
        yield Mutant(path, node.lineno, node.col_offset, node.end_col_offset, new)


def killed(mutant: Mutant, copy: Path) -> bool:
    """True when a test fails for it, or never ends."""
    file = copy / mutant.path
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    line = lines[mutant.line - 1]
    lines[mutant.line - 1] = line[: mutant.start] + mutant.new.encode() + line[mutant.end :]
    file.write_bytes(b"".join(lines))
    try:
        return any(_fails(tests, copy) for tests in _tests(mutant, copy))
    finally:
        file.write_bytes(whole)


def _tests(mutant: Mutant, copy: Path) -> Iterator[list[str]]:
    room, *_ = mutant.path.relative_to(PACKAGE).parts
    own = sorted((copy / "tests").rglob(f"test_{mutant.path.stem}.py"))
    if own:
        yield [str(path.relative_to(copy)) for path in own]
    yield TESTS[room]


def _fails(tests: list[str], copy: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        ran = subprocess.run(
            [*command, "--numprocesses", "2"], cwd=copy, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


def main() -> int:
    """0: whoever reads the names decides what they mean."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sample = random.Random(seed).sample(list(mutants()), count)
    survived = []
    with tempfile.TemporaryDirectory(prefix="forge-mutants-") as folder:
        copy = Path(folder) / "checkout"
        left_out = shutil.ignore_patterns(
            ".venv*", ".git", "node_modules", ".*_cache", "__pycache__"
        )
        shutil.copytree(ROOT, copy, ignore=left_out)
        for number, mutant in enumerate(sample, start=1):
            if not killed(mutant, copy):
                survived.append(mutant)
                print(f"survived: {mutant}", flush=True)
            elif number % 10 == 0:
                print(f"{number} of {count}", flush=True)
    print(f"{count - len(survived)} of {count} killed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
