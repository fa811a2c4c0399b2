"""Names that could speak to a terminal or to a runner of CI."""

from __future__ import annotations

import io
import json
import sys

import pytest

from forge_migrations.cli import main
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report import REPORTS
from forge_migrations.report import legible
from repositories import Repo
from written import history

ODD = "a\x1b[2J\n::stop-commands::x\udcff"
SHOWN = "a\\x1b[2J\\n::stop-commands::x\\xff"


def test_control_characters_and_bytes_are_escapes() -> None:
    assert legible.legible(ODD) == SHOWN
    assert legible.legible("„Größe“ 表 …") == "„Größe“ 表 …"
    assert legible.legible("a\tb\n", "\n\t") == "a\tb\n"


def test_every_word_of_a_finding_and_of_a_note_is_legible() -> None:
    said = legible.finding(Finding("c", "r", ODD, 1, ODD, ODD, acknowledged=ODD, details="a\n\x1b"))

    assert (said.message, said.remedy, said.acknowledged) == (SHOWN, SHOWN, SHOWN)
    assert (said.path, said.details) == (ODD, "a\n\\x1b")
    assert legible.note(Note("c", ODD, remedy=ODD)) == Note("c", SHOWN, remedy=SHOWN)


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_name_that_is_no_utf8_is_in_every_report_whatever_the_terminal_can_show(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, form: str, encoding: str
) -> None:
    repo.commit(history('CREATE TABLE "a" ("id" text PRIMARY KEY);'))
    (repo.path / "drizzle" / "0009_\udcff\n::error::x\x1b.sql").write_text("SELECT 1;")
    repo.stage()
    terminal = io.BytesIO()
    written = io.TextIOWrapper(terminal, encoding=encoding, errors="strict")
    monkeypatch.setattr(sys, "stdout", written)

    code = main(["migration-history", "--format", form, "--output", f"{form}=../report"])
    written.flush()

    text = terminal.getvalue().decode(encoding)
    report = (repo.path.parent / "report").read_text()
    assert code == 1
    for one in (text, report):
        assert "orphan-sql" in one
        assert "\x1b" not in one
        assert not any(line.startswith("::error::x") for line in one.splitlines())
        if form in ("json", "sarif", "gitlab"):
            json.dumps(json.loads(one), ensure_ascii=False).encode()
