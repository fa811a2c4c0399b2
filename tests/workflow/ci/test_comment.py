from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.findings import Undecided
from forge_migrations.workflow.ci.comment import Platform
from forge_migrations.workflow.ci.comment import platform_of
from forge_migrations.workflow.ci.suggestions import Suggestion

PROGRAM = """#!{python}
import json, os, sys
here = os.path.dirname(os.path.abspath(__file__))
sent = json.load(sys.stdin) if "--input" in sys.argv else None
body = sent and (sent["body"] if len(sent) == 1 else sent)
with open(os.path.join(here, "calls"), "a") as file:
    file.write(json.dumps([sys.argv[1:], body]) + "\\n")
if os.path.exists(os.path.join(here, "fails")):
    sys.exit("HTTP 403: Resource not accessible\\nmore")
if body is None:
    sys.stdout.write(open(os.path.join(here, "pages")).read())
"""


@pytest.fixture
def bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on PATH with a `gh` and a `glab` that write down how they are called."""
    for name in ("gh", "glab"):
        program = tmp_path / name
        program.write_text(PROGRAM.format(python=sys.executable))
        program.chmod(0o755)
    (tmp_path / "pages").write_text("[]")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in (
        "GITHUB_EVENT_PATH", "GITHUB_REPOSITORY", "GH_TOKEN", "GITHUB_TOKEN",
        "CI_MERGE_REQUEST_IID", "CI_PROJECT_ID", "GITLAB_TOKEN",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def calls(bin: Path) -> list[tuple[list[str], Any]]:
    return [tuple(json.loads(line)) for line in (bin / "calls").read_text().splitlines()]


def github(monkeypatch: pytest.MonkeyPatch, event: Path | None = None) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/app")
    monkeypatch.setenv("GH_TOKEN", "t")
    if event:
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))


def test_githubs_event_names_the_request(bin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    event = bin / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    github(monkeypatch, event)
    found = platform_of("")
    assert found
    assert (found.program, found.comments) == ("gh", "repos/acme/app/issues/7/comments")
    asked = platform_of("9")
    assert asked
    assert asked.comments == "repos/acme/app/issues/9/comments"


@pytest.mark.parametrize("event", ["", "[]", "{}", "no json", '{"pull_request": {}}'])
def test_an_event_of_no_request_has_no_place(
    bin: Path, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    (bin / "event.json").write_text(event)
    github(monkeypatch, bin / "event.json")
    assert platform_of("") is None


def test_without_a_token_or_a_program_there_is_no_place(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/app")
    assert platform_of("7") is None
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    assert platform_of("7")
    (bin / "gh").unlink()
    monkeypatch.setenv("PATH", str(bin))
    assert platform_of("7") is None


def test_gitlab_says_all_of_it_in_the_environment(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_IID", "5")
    monkeypatch.setenv("CI_PROJECT_ID", "12")
    monkeypatch.setenv("GITLAB_TOKEN", "t")
    at = "projects/12/merge_requests/5"
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", "aaa")
    monkeypatch.setenv("CI_COMMIT_SHA", "bbb")
    monkeypatch.delenv("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", raising=False)
    assert platform_of("") == Platform(
        "glab", f"{at}/notes", f"{at}/notes", "PUT", "5", f"{at}/discussions", ("aaa", "bbb")
    )


def test_a_first_review_is_posted(bin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    github(monkeypatch)
    (bin / "pages").write_text(json.dumps([{"id": 1, "body": "nice"}]))
    platform = platform_of("7")
    assert platform
    platform.put("<!-- mark -->", "<!-- mark -->\nühm")
    (listed, _), (posted, body) = calls(bin)
    assert listed == ["api", "--paginate", "repos/acme/app/issues/7/comments?per_page=100"]
    assert posted[:4] == ["api", "--method", "POST", "repos/acme/app/issues/7/comments"]
    assert body == "<!-- mark -->\nühm"


def test_an_older_review_is_replaced_on_whichever_page_it_stands(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    github(monkeypatch)
    quoted = {"id": 2, "body": "> <!-- mark --> quoted"}
    pages = [[{"id": 1, "body": None}, quoted], [{"id": 3, "body": "<!-- mark -->\nold"}]]
    (bin / "pages").write_text("\n".join(json.dumps(page) for page in pages) + "\n")
    platform = platform_of("7")
    assert platform
    platform.put("<!-- mark -->", "<!-- mark -->\nnew")
    _, (replaced, body) = calls(bin)
    assert replaced[:4] == ["api", "--method", "PATCH", "repos/acme/app/issues/comments/3"]
    assert body == "<!-- mark -->\nnew"


def test_a_refusal_is_one_line_and_names_the_right_that_is_missing(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    github(monkeypatch)
    (bin / "fails").touch()
    platform = platform_of("7")
    assert platform
    with pytest.raises(Undecided) as caught:
        platform.put("m", "m")
    assert str(caught.value) == (
        "gh could not write the comment: HTTP 403: Resource not accessible"
    )
    assert "pull-requests: write" in caught.value.remedy


def asked(bin: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    sides = {"base": {"sha": "aaa"}, "head": {"sha": "bbb"}}
    event = bin / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, **sides}}))
    github(monkeypatch, event)
    found = platform_of("")
    assert found
    return found


ONE = Suggestion("<!-- one -->", "drizzle/0001_x.sql", 3, "<!-- one -->\nhere")


def test_a_suggestion_stands_at_its_line_of_the_newest_commit(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(bin, monkeypatch).suggest([ONE])
    (listed, _), (posted, sent) = calls(bin)
    assert listed == ["api", "--paginate", "repos/acme/app/pulls/7/comments?per_page=100"]
    assert posted[:4] == ["api", "--method", "POST", "repos/acme/app/pulls/7/comments"]
    assert sent == {
        "body": ONE.body, "commit_id": "bbb", "path": ONE.path, "line": 3, "side": "RIGHT",
    }  # fmt: skip


def test_a_suggestion_that_is_there_is_not_made_again(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bin / "pages").write_text(json.dumps([{"id": 1, "body": ONE.body}]))
    asked(bin, monkeypatch).suggest([ONE])
    assert len(calls(bin)) == 1


def test_without_a_commit_nothing_is_suggested(bin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    github(monkeypatch)
    platform = platform_of("7")
    assert platform
    platform.suggest([ONE])
    assert not (bin / "calls").exists()


def test_gitlabs_suggestion_is_a_discussion_at_a_line(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "CI_MERGE_REQUEST_IID": "5", "CI_PROJECT_ID": "12", "GITLAB_TOKEN": "t",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "aaa", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "bbb",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    platform = platform_of("")
    assert platform
    assert platform.form == "suggestion:-0+0"
    platform.suggest([ONE])
    (listed, _), (posted, sent) = calls(bin)
    assert listed[2] == "projects/12/merge_requests/5/notes?per_page=100"
    assert posted[3] == "projects/12/merge_requests/5/discussions"
    assert sent == {
        "body": ONE.body,
        "position": {
            "position_type": "text", "base_sha": "aaa", "start_sha": "aaa", "head_sha": "bbb",
            "new_path": ONE.path, "old_path": ONE.path, "new_line": 3,
        },
    }  # fmt: skip
