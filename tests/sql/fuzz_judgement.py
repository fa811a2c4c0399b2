"""A coverage-guided fuzzer for the SQL rules; no test, for it has no end.

    pip install atheris
    PYTHONPATH=hooks:tests python tests/sql/fuzz_judgement.py -max_total_time=300

What must hold of every text, in each dialect: nothing is raised, every statement is read, the text
is cut into tokens alike both ways, and a table that is dropped in a piece of its own is reported,
whatever stands before and behind it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

with atheris.instrument_imports(include=["forge_migrations.sql", "forge_migrations.rules"]):
    from forge_migrations.rules.judging.judge import judge_sql
    from forge_migrations.sql.pieces import BREAKPOINT
    from forge_migrations.sql.read import read_script
    from forge_migrations.sql.tokens import tokenize

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "sqlite", "libsql")
EARLIER = "CREATE TABLE treasure (a int, b text); CREATE TABLE t (a int PRIMARY KEY, b text);"


def one(data: bytes) -> None:
    """The first byte chooses the dialect and what stands behind the DROP."""
    if not data:
        return
    dialect = DIALECTS[data[0] % 4]
    text = data[1:].decode("utf-8", "replace")
    before, after = (text, "") if data[0] & 4 else ("", text)
    reading = read_script(text, dialect)
    assert all(reading.acts), "a statement without an act"
    quick, careful = tokenize(text, dialect)[0], tokenize(text + "\n/**/", dialect)[0]
    broken = any(token.kind == "b" for token in quick + careful)
    assert broken or quick == careful, "two ways to cut"
    sql = f"{before}\n{BREAKPOINT}\nDROP TABLE treasure;\n{BREAKPOINT}\n{after}"
    found = judge_sql(sql, dialect=dialect, earlier=[EARLIER])
    if "treasure" in text.lower():
        return  # the text may drop, rename or acknowledge it itself
    told = any(each.rule == "drop-table" and "treasure" in each.message for each in found)
    assert told, "the dropped table isn't told"


def corpus(folder: Path) -> None:
    """The rules' own examples, once for each dialect and place."""
    examples = sorted(Path(__file__).parents[1].glob("rules/**/*.sql"))
    for number, example in enumerate(examples):
        for first in range(8):
            (folder / f"{number}-{first}").write_bytes(bytes([first]) + example.read_bytes())


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        corpus(Path(name))
        atheris.Setup([*sys.argv, name], one)
        atheris.Fuzz()
