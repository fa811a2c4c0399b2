"""The recipes that the guide has for vendors' branches, typed against stand-ins of their programs.

Each stand-in knows the subcommands and options that the vendor's page has, refuses others, and answers as the page says; the
programs themselves are not run here.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from forge_migrations.config import Policy
from forge_migrations.workflow.review.branches import branch

GUIDE = Path(__file__).parents[3] / "docs/live-databases.md"
ROW = re.compile(
    r"^\| \[(?P<vendor>\w+)\]\([^)]*\) \| `(?P<create>.*)` \| `(?P<delete>.*)` \| not run here",
    re.M,
)
PROGRAM = """#!/bin/sh
echo "$0 $*" | sed 's,.*/,,' >> {log}
case "$*" in
{answers}
esac
echo "$0: unknown: $*" >&2
exit 2
"""
ANSWERS = {
    "Neon": ("neon", {
        "branches create --name forge-*": "echo made",
        "connection-string forge-*": "echo postgres://u:p@ep-x.neon.tech/shop?sslmode=require",
    }, {"branches delete forge-*": "true"}, "postgres://u:p@ep-x.neon.tech/shop?sslmode=require"),
    "Supabase": ("supabase", {
        "branches create forge-*' --with-data --yes": "echo created",
        "branches get forge-*' -o json": "echo '{\"POSTGRES_URL\": \"postgresql://a:b@pool/postgres\", "
        "\"POSTGRES_URL_NON_POOLING\": \"postgresql://a:b@db.x.supabase.co:5432/postgres\"}'",
    }, {"branches delete forge-*' --yes": "true"}, "postgresql://a:b@db.x.supabase.co:5432/postgres"),
    "Xata": ("xata", {
        "branch create --name forge-*' --parent-branch '*": "echo created",
        "branch wait-ready forge-*": "echo ready",
        "branch url forge-*' --type primary": "echo postgresql://xata:k@eu.db.xata.tech:5432/shop",
    }, {"branch delete forge-*' --yes": "true"}, "postgresql://xata:k@eu.db.xata.tech:5432/shop"),
    "PlanetScale": ("pscale", {
        "branch create shop forge-*' --from main --seed-data --wait": "echo ready",
        "password create shop forge-*' rehearse --role admin -f json": "echo '{\"username\": \"u1\", \"plain_text\": \"pscale_pw_1\","
        " \"database_branch\": {\"access_host_url\": \"eu.connect.psdb.cloud\"}}'",
    }, {"branch delete shop forge-*' --force": "true"},
        "mysql://u1:pscale_pw_1@eu.connect.psdb.cloud/shop?ssl=%7B%22rejectUnauthorized%22%3Atrue%7D"),
    "DBLab": ("dblab", {
        "clone create --username rehearse --password secret --id forge-*": "echo '{\"id\": \"x\", \"db\": {\"host\": \"10.0.0.2\","
        " \"port\": \"6003\", \"username\": \"rehearse\"}}'",
    }, {"clone destroy forge-*": "true"}, "postgres://rehearse:secret@10.0.0.2:6003/shop"),
    "Aurora": ("aws", {
        "rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier shop --db-cluster-identifier forge-*'"
        " --restore-type copy-on-write --use-latest-restorable-time": "echo '{}'",
        "rds create-db-instance --db-instance-identifier forge-*' --db-cluster-identifier forge-*' --engine aurora-postgresql"
        " --db-instance-class '*": "echo '{}'",
        "rds wait db-instance-available --db-instance-identifier forge-*": "true",
        "rds describe-db-clusters --db-cluster-identifier forge-*' --query DBClusters[0].Endpoint --output text":
            "echo forge.cluster-x.eu-west-1.rds.amazonaws.com",
    }, {
        "rds delete-db-instance --db-instance-identifier forge-*' --skip-final-snapshot": "true",
        "rds delete-db-cluster --db-cluster-identifier forge-*' --skip-final-snapshot": "true",
    }, "postgres://app:secret@forge.cluster-x.eu-west-1.rds.amazonaws.com/shop"),
}  # fmt: skip


def recipes() -> dict[str, tuple[str, str]]:
    """By vendor, as they stand in the guide; a `|` of a table's cell has a backslash before it."""
    found = ROW.finditer(GUIDE.read_text())
    return {one["vendor"]: (one["create"].replace("\\|", "|"), one["delete"]) for one in found}


def test_every_recipe_of_the_guide_has_its_stand_in() -> None:
    assert set(recipes()) == set(ANSWERS)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is missing")
@pytest.mark.parametrize("vendor", list(ANSWERS))
def test_a_recipe_prints_the_url_and_takes_the_branch_away(
    vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program, makes, takes, url = ANSWERS[vendor]
    create, delete = recipes()[vendor]
    log = tmp_path / "log"
    answers = "\n".join(
        f"{_pattern(words)}) {answer}; exit 0;;" for words, answer in {**makes, **takes}.items()
    )
    stand_in = tmp_path / "bin" / program
    stand_in.parent.mkdir()
    stand_in.write_text(PROGRAM.format(log=log, answers=answers))
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}:/usr/local/bin:/usr/bin:/bin")
    for name in ("XATA_PARENT", "DBLAB_PASSWORD", "DB_PASSWORD"):
        monkeypatch.setenv(name, "secret")
    policy = Policy.parse(f"[branch]\ncreate = '''{create}'''\ndelete = '''{delete}'''\n".encode())
    with branch(policy, str(tmp_path)) as made:
        assert made == url
        typed = log.read_text().splitlines()
        assert len(typed) == len(makes)
    assert log.read_text().splitlines()[len(makes) :] != []
    assert len(log.read_text().splitlines()) == len(makes) + len(takes)
    assert "still there" not in capsys.readouterr().err


def _pattern(words: str) -> str:
    """A pattern of the shell's: what is around the stars is meant as it stands."""
    plain = words.replace("'", "")
    return "".join(
        part if part == "*" else f'"{part}"' for part in re.split(r"(\*)", plain) if part
    )
