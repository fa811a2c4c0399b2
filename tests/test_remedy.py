"""A remedy: data first, and the sentence made from it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_restore
from forge_migrations.remedy import ours
from forge_migrations.remedy import typed

MADE = command("npm", "run", "db:generate", cwd="apps/my api")
WHOLE = Remedy(
    "date it later",
    Edit("drizzle/meta/_journal.json", 9, '"when": 2', '"when": 1'),
    MADE,
    git_add("apps/my api/drizzle"),
    instead=[Remedy("leave it")],
)


def test_the_sentence_is_made_of_the_words_the_edits_and_the_commands() -> None:
    assert WHOLE == (
        'date it later: write "when": 2 at drizzle/meta/_journal.json:9, then: '
        "(cd 'apps/my api' && npm run db:generate) && git add 'apps/my api/drizzle'; or leave it"
    )
    assert (
        Remedy("take it back", git_restore("a.sql")) == "take it back: git checkout HEAD -- a.sql"
    )
    assert Remedy("resolve them, then", git_add("a b")) == "resolve them, then: git add 'a b'"
    assert Remedy("if it is new,", ours("generate")) == "if it is new, forge-migrations generate"
    assert Remedy("", Edit(".gitignore", 3, old="*.sql")) == "take line 3 out of .gitignore"
    assert Remedy() == ""


def test_a_folder_is_entered_in_a_shell_of_its_own_only_where_something_follows() -> None:
    assert typed([MADE]) == "cd 'apps/my api' && npm run db:generate"
    assert typed([MADE, MADE]) == ("cd 'apps/my api' && npm run db:generate && npm run db:generate")
    assert typed([command("ls", cwd="-x"), command("ls")]) == "(cd ./-x && ls) && ls"


def test_a_person_decides_where_there_is_a_choice_or_nothing_but_words() -> None:
    assert not Remedy("run", MADE).decide
    assert Remedy("run", MADE, decide=True).decide
    assert Remedy("think").decide
    assert WHOLE.decide
    assert not Remedy("run", MADE).reworded("type").decide
    assert not Remedy().decide


def test_the_data_are_what_json_shows() -> None:
    assert WHOLE.as_data() == {
        "remedy": str(WHOLE),
        "edits": [
            {
                "path": "drizzle/meta/_journal.json",
                "line": 9,
                "old": '"when": 1',
                "new": '"when": 2',
            }
        ],
        "commands": [
            {"argv": ["npm", "run", "db:generate"], "cwd": "apps/my api"},
            {"argv": ["git", "add", "apps/my api/drizzle"], "cwd": "."},
        ],
        "alternatives": [Remedy("leave it").as_data()],
        "decide": True,
    }


@pytest.mark.parametrize("remedy", [WHOLE, Remedy("think"), Remedy(), Remedy("run", MADE)])
def test_what_is_kept_comes_back_whole(remedy: Remedy) -> None:
    again = Remedy.from_kept(json.loads(json.dumps(remedy.kept())))
    assert again == remedy
    assert again.as_data() == remedy.as_data()


def test_plain_words_are_a_remedy_and_a_remedy_stays_one() -> None:
    assert Remedy.of("think").as_data()["commands"] == []
    assert Remedy.of(WHOLE) is WHOLE
    assert WHOLE.shown_as(str.upper).commands == WHOLE.commands
    assert WHOLE.shown_as(str.upper).startswith("DATE IT LATER")
    assert WHOLE.or_else(Remedy("sleep")).endswith("; or leave it; or sleep")


@pytest.mark.parametrize(
    "name",
    ["a b.sql", "-x.sql", ":x.sql", "it's.sql", 'q"$HOME`.sql', "[a].sql", "ä.sql", "a\nb\t.sql"],
)
def test_a_file_of_any_name_is_staged_by_what_is_typed(tmp_path: Path, name: str) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / name).write_text("x")

    subprocess.run(["bash", "-c", typed([git_add(name)])], cwd=tmp_path, check=True)

    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=tmp_path, check=True, capture_output=True
    ).stdout
    assert listed.decode() == f"{name}\0"
