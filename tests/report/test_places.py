"""Links to the commit, by what each platform's pipeline says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge_migrations.report.places import Places

GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_SHA": "abc",
}  # fmt: skip
GITLAB = {"CI_PROJECT_URL": "https://gitlab.example/acme/shop", "CI_COMMIT_SHA": "abc"}


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({}, ""),
        (GITHUB, "https://github.com/acme/shop/blob/abc"),
        ({**GITHUB, "GITHUB_SERVER_URL": "https://git.acme.example/"},
         "https://git.acme.example/acme/shop/blob/abc"),
        ({**GITHUB, "GITHUB_SHA": ""}, ""),
        (GITLAB, "https://gitlab.example/acme/shop/-/blob/abc"),
        ({**GITLAB, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "def"},
         "https://gitlab.example/acme/shop/-/blob/def"),
    ],
)  # fmt: skip
def test_the_platform_says_where_its_files_are(environ: dict[str, str], folder: str) -> None:
    assert Places.of(environ).folder == folder


def test_a_pull_requests_own_commit_goes_before_the_merge_that_github_made(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"head": {"sha": "def"}}}))
    found = Places.of({**GITHUB, "GITHUB_EVENT_PATH": str(event)})
    assert found.folder.endswith("/blob/def")
    event.write_text("[]")
    assert Places.of({**GITHUB, "GITHUB_EVENT_PATH": str(event)}).folder.endswith("/blob/abc")


def test_a_path_is_an_address_whatever_it_holds() -> None:
    here = Places("https://git.example/a/b/blob/abc")
    assert here.address("a b/#1?.sql", 3) == f"{here.folder}/a%20b/%231%3F.sql#L3"
    assert here.link("a`b|c.sql", 3) == f"[``a`b|c.sql:3``]({here.folder}/a%60b%7Cc.sql#L3)"
    assert here.link("a)(.sql", 1).endswith("/a%29%28.sql#L1)")


def test_without_a_platform_a_place_is_code() -> None:
    assert Places().link("a.sql", 3) == "`a.sql:3`"
