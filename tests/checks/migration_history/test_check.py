from __future__ import annotations

import json

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.check import check
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding
from forge_migrations.findings import Note

ORIGIN = "00000000-0000-0000-0000-000000000000"
START = 1_700_000_000_123
Files = dict[str, "bytes | str"]

CONFIG = (
    'import { defineConfig } from "drizzle-kit";\n'
    'export default defineConfig({ dialect: "DIALECT", schema: "./schema.ts" });\n'
)


def repository(*tags: str, dialect: str = "postgresql", package: str = "{}", **whens: int) -> Files:
    """A project with these migrations; `t0001_two=…` sets the date of one."""
    files: Files = {
        "package.json": package,
        "pnpm-lock.yaml": "",
        "drizzle.config.ts": CONFIG.replace("DIALECT", dialect),
        "schema.ts": "",
    }
    entries = []
    parent = ORIGIN
    for idx, tag in enumerate(tags):
        prefix = tag.split("_")[0]
        files[f"drizzle/{tag}.sql"] = f"CREATE TABLE {tag} (id int);\n"
        files[f"drizzle/meta/{prefix}_snapshot.json"] = json.dumps(
            {"id": f"id-{tag}", "prevId": parent, "version": "7", "tables": {tag: {}}}
        )
        parent = f"id-{tag}"
        when = whens.get(f"t{tag}", START + idx * 1_000_000)
        entries.append({"idx": idx, "when": when, "tag": tag, "breakpoints": True})
    journal = {"version": "7", "dialect": dialect, "entries": entries}
    files["drizzle/meta/_journal.json"] = json.dumps(journal, indent=2)
    return files


def folders(*tags: str) -> Files:
    """The same in the layout of 1.0."""
    files = repository()
    del files["drizzle/meta/_journal.json"]
    parent = ORIGIN
    for tag in tags:
        files[f"drizzle/{tag}/migration.sql"] = f"CREATE TABLE {tag[15:]} (id int);\n"
        files[f"drizzle/{tag}/snapshot.json"] = json.dumps(
            {"id": f"id-{tag}", "prevIds": [parent], "version": "9", "ddl": []}
        )
        parent = f"id-{tag}"
    return files


def judged(
    before: Files, after: Files, base: Files | None = None, whole: bool = False
) -> list[Finding | Note]:
    change = Change(
        MemoryTree({} if whole else before),
        MemoryTree(after),
        MemoryTree(before if base is None else base),
        "everything" if whole else "staged",
    )
    # Whether SQL and snapshot agree is judged beside the history: `test_agreement.py`.
    return [said for said in check(Subject(change)) if not _of_the_sql(said)]


def _of_the_sql(said: Finding | Note) -> bool:
    return isinstance(said, Note) or said.rule.startswith("sql-")


def refused(before: Files, after: Files, base: Files | None = None) -> dict[str, Finding]:
    found = [one for one in judged(before, after, base) if isinstance(one, Finding)]
    return {one.rule: one for one in found if one.refuses}


def reported(before: Files, after: Files, base: Files | None = None) -> set[str]:
    found = [one for one in judged(before, after, base) if isinstance(one, Finding)]
    return {one.rule for one in found if not one.refuses}


def edited(files: Files, path: str, text: bytes | str | None) -> Files:
    changed = dict(files)
    if text is None:
        del changed[path]
    else:
        changed[path] = text
    return changed


def with_journal(files: Files, *entries: dict[str, object]) -> Files:
    value = {"version": "7", "dialect": "postgresql", "entries": list(entries)}
    return edited(files, "drizzle/meta/_journal.json", json.dumps(value))


def linked(files: Files, number: str, name: str, parent: str) -> Files:
    path = f"drizzle/meta/{number}_snapshot.json"
    return edited(files, path, json.dumps({"id": name, "prevId": parent, "version": "7"}))


ONE = repository("0000_one")
TWO = repository("0000_one", "0001_two")
THREE = repository("0000_one", "0001_two", "0002_three")


def test_a_new_migration_is_in_order() -> None:
    assert judged(ONE, TWO) == []


def test_a_history_without_migrations_is_in_order() -> None:
    assert judged(repository(), repository()) == []


@pytest.mark.parametrize(
    ("rule", "after", "message"),
    [
        (
            "missing-sql",
            edited(TWO, "drizzle/0001_two.sql", None),
            "the journal names 0001_two, but drizzle/0001_two.sql does not exist",
        ),
        (
            "missing-snapshot",
            edited(TWO, "drizzle/meta/0001_snapshot.json", None),
            "0001_two has no snapshot (0001_snapshot.json)",
        ),
        (
            "orphan-sql",
            edited(ONE, "drizzle/0001_two.sql", "SELECT 1;"),
            "0001_two.sql has no entry in the journal: the migrator never runs it",
        ),
        (
            "orphan-snapshot",
            linked(ONE, "0001", "x", "id-0000_one"),
            "0001_snapshot.json belongs to no entry",
        ),
        (
            "stray-file",
            edited(ONE, "drizzle/meta/.DS_Store", b"\0"),
            ".DS_Store stands among the snapshots",
        ),
        (
            "duplicate-prefix",
            repository("0000_one", "0001_two", "0001_again"),
            "0001_two and 0001_again share the number 0001",
        ),
        (
            "duplicate-tag",
            with_journal(
                ONE,
                {"idx": 0, "when": START, "tag": "0000_one"},
                {"idx": 1, "when": START + 1, "tag": "0000_one"},
            ),
            "the journal names 0000_one twice",
        ),
        (
            "duplicate-idx",
            with_journal(
                TWO,
                {"idx": 0, "when": START, "tag": "0000_one"},
                {"idx": 0, "when": START + 1, "tag": "0001_two"},
            ),
            "0000_one and 0001_two share idx 0",
        ),
        (
            "broken-chain",
            linked(TWO, "0001", "b", "somewhere"),
            "the parent (prevId) of 0001_snapshot.json is not 0000_snapshot.json",
        ),
        (
            "broken-chain",
            linked(TWO, "0001", "b", "b"),
            "0001_snapshot.json names itself as its parent (prevId)",
        ),
        (
            "forked-chain",
            linked(THREE, "0002", "c", "id-0000_one"),
            "0001_snapshot.json and 0002_snapshot.json have the same parent (prevId)",
        ),
        (
            "duplicate-snapshot-id",
            linked(TWO, "0001", "id-0000_one", "id-0000_one"),
            "0001_snapshot.json and 0000_snapshot.json have the same id",
        ),
        (
            "snapshot-order",
            repository("20260101000000_one", "0001_two"),
            "the next generate starts from 20260101000000_snapshot.json, which sorts last",
        ),
        ("prefix-none", repository("0000_one", "_two"), "_two has no number"),
        (
            "out-of-order",
            repository("0000_one", "0001_two", t0001_two=START - 86_400_000),
            "0001_two is dated 2023-11-13 22:13 UTC, not after 0000_one (2023-11-14 22:13 UTC)",
        ),
        (
            "out-of-order",
            repository("0000_one", "0001_two", t0001_two=START),
            "the migrator skips it on every database that has run 0000_one",
        ),
        (
            "future-when",
            repository("0000_one", "0001_two", t0001_two=17_448_000_000_123),
            "0001_two is dated 2522-",
        ),
        ("mixed-layout", TWO | folders("20260101000000_x"), "drizzle holds a journal and folders"),
        (
            "not-json",
            edited(TWO, "drizzle/meta/_journal.json", '{"entries": [}'),
            "_journal.json can't be read: not JSON: Expecting value",
        ),
        (
            "conflict-markers",
            edited(TWO, "drizzle/meta/_journal.json", "{\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}"),
            "_journal.json holds conflict markers",
        ),
    ],
)  # fmt: skip
def test_what_the_change_breaks_refuses(rule: str, after: Files, message: str) -> None:
    finding = refused(ONE, after)[rule]
    assert message in finding.message
    assert finding.remedy
    assert finding.project == "drizzle.config.ts"
    # The same state again is inherited: it is counted, and refuses nothing.
    assert refused(after, edited(after, "schema.ts", "// touched"), ONE) == {}
    assert rule in reported(after, edited(after, "schema.ts", "// touched"), ONE)
    # Under --all-files it refuses.
    everything = [one for one in judged(ONE, after, whole=True) if isinstance(one, Finding)]
    assert rule in {one.rule for one in everything if one.refuses}


def test_an_entry_that_nobody_finished_is_to_be_finished() -> None:
    path = "drizzle/meta/_journal.json"
    journal = json.loads(str(TWO[path]))
    del journal["entries"][1]["tag"]
    finding = refused(ONE, edited(TWO, path, json.dumps(journal, indent=2)))["not-json"]
    assert "entry 1 has no tag or no when" in finding.message
    assert finding.remedy.startswith("give the entry its tag")


def test_a_snapshot_that_a_merge_left_unsound_refuses() -> None:
    text = '{"id":"b","prevId":"id-0000_one","version":"7","tables":{"a":{},,"b":{}}}'
    finding = refused(ONE, edited(TWO, "drizzle/meta/0001_snapshot.json", text))["not-json"]
    assert finding.message.startswith("0001_snapshot.json can't be read: not JSON: ")


def test_the_line_is_the_entrys() -> None:
    after = repository("0000_one", "0001_two", t0001_two=START)
    finding = refused(ONE, after)["out-of-order"]
    assert finding.path == "drizzle/meta/_journal.json"
    text = after["drizzle/meta/_journal.json"]
    assert isinstance(text, str)
    assert '"0001_two"' in text.splitlines()[finding.line - 1]


def test_a_hand_typed_date_and_a_gap_are_only_reported() -> None:
    after = with_journal(
        TWO,
        {"idx": 0, "when": START, "tag": "0000_one"},
        {"idx": 2, "when": 1_800_000_000_000 - 1_000_000_000 * 50, "tag": "0001_two"},
    )
    assert refused(ONE, after) == {}
    assert reported(ONE, after) == {"round-when", "idx-gap", "prefix-mismatch"}


def test_what_follows_on_a_missing_snapshot_is_not_said_twice() -> None:
    after = edited(THREE, "drizzle/meta/0001_snapshot.json", None)
    assert set(refused(ONE, after)) == {"missing-snapshot"}


def test_a_new_migration_before_a_released_one_is_out_of_order() -> None:
    after = repository(
        "0000_one", "0001_mine", "0002_two", t0001_mine=START + 1, t0002_two=START + 5
    )
    released = repository("0000_one", "0002_two", t0002_two=START + 5)
    finding = refused(repository("0000_one"), after, released)["out-of-order"]
    assert "0001_mine" in finding.message
    assert "not after 0002_two" in finding.message


@pytest.mark.parametrize("base", [ONE, repository()])
def test_what_is_only_on_the_branch_may_be_made_again(base: Files) -> None:
    before = repository("0000_one", "0001_two")
    after = repository("0000_one", "0001_other")
    assert judged(before, after, ONE) == []
    assert judged(before, edited(before, "drizzle/0001_two.sql", "SELECT 2;"), base) == []


def test_a_released_migration_is_edited() -> None:
    text = "CREATE TABLE 0001_two (id int, name text);\n"
    finding = refused(TWO, edited(TWO, "drizzle/0001_two.sql", text))["released-edited"]
    assert "edits released migration 0001_two" in finding.message
    assert finding.remedy.endswith("git checkout HEAD -- drizzle/0001_two.sql")


@pytest.mark.parametrize(
    "text",
    [
        "-- why\nCREATE TABLE 0001_two (id int);",
        "CREATE TABLE 0001_two\n  ( id int ) ;\n\n",
        "/* a */ CREATE TABLE 0001_two (id /* b */ int);\r\n",
    ],
)
def test_comments_and_layout_of_a_released_migration_are_only_reported(text: str) -> None:
    after = edited(TWO, "drizzle/0001_two.sql", text)
    assert refused(TWO, after) == {}
    assert reported(TWO, after) == {"released-reformatted"}


@pytest.mark.parametrize(
    "text",
    ["CREATE TABLE 0001_two (id int DEFAULT ' ');", "CREATE TABLE 0001_twoo (id int);", ""],
)
def test_anything_else_is_an_edit(text: str) -> None:
    assert "released-edited" in refused(TWO, edited(TWO, "drizzle/0001_two.sql", text))


def test_an_edit_is_refused_once() -> None:
    after = edited(TWO, "drizzle/0001_two.sql", "SELECT 2;")
    again = edited(after, "drizzle/0001_two.sql", "SELECT 3;")
    assert "released-edited" in refused(after, again, TWO)
    unrelated = edited(after, "drizzle/README.md", "")
    assert "released-edited" not in refused(after, unrelated, TWO)
    assert refused(after, TWO, TWO) == {}


def test_a_released_migration_is_deleted() -> None:
    assert set(refused(THREE, TWO)) == {"released-deleted"}


def test_a_released_migration_is_renamed() -> None:
    after = repository("0000_one", "0001_other")
    after["drizzle/0001_other.sql"] = TWO["drizzle/0001_two.sql"]
    assert refused(TWO, after) == {}
    [finding] = [one for one in judged(TWO, after) if one.rule == "released-renamed"]
    assert finding.message.startswith("renames released migration 0001_two to 0001_other: no ")


def test_a_released_date_is_changed() -> None:
    after = repository("0000_one", "0001_two", t0001_two=START + 5_000_000)
    finding = refused(TWO, after)["released-redated"]
    assert "runs it again" in finding.message
    assert f'"when": {START + 1_000_000}' in finding.remedy


def test_a_released_snapshot_is_changed() -> None:
    path = "drizzle/meta/0000_snapshot.json"
    text = TWO[path]
    assert isinstance(text, str)
    changed = json.dumps(json.loads(text) | {"tables": {"other": {}}})
    finding = refused(TWO, edited(TWO, path, changed))["released-snapshot-changed"]
    assert "changes tables in released snapshot 0000_snapshot.json" in finding.message
    formatted = json.dumps(json.loads(text), indent=4)
    assert judged(TWO, edited(TWO, path, formatted)) == []


def test_a_snapshot_upgraded_or_linked_again_is_only_reported() -> None:
    upgraded = edited(
        TWO,
        "drizzle/meta/0001_snapshot.json",
        json.dumps({"id": "id-0001_two", "prevId": "id-0000_one", "version": "8", "tables": {}}),
    )
    assert refused(TWO, upgraded) == {}
    broken = linked(TWO, "0001", "b", "elsewhere")
    mended = linked(TWO, "0001", "b", "id-0000_one")
    assert refused(broken, mended) == {}
    assert reported(broken, mended) == {"released-snapshot-changed"}
    [finding] = [one for one in judged(broken, mended) if isinstance(one, Finding)]
    assert finding.remedy.startswith("keep it, or take it back: git checkout ")


def test_a_date_that_lets_a_skipped_migration_run_is_only_reported() -> None:
    skipped = repository("0000_one", "0001_two", t0001_two=START - 1_000)
    later = repository("0000_one", "0001_two", t0001_two=START + 1_000)
    assert refused(skipped, later) == {}
    assert "released-redated" in reported(skipped, later)
    still = repository("0000_one", "0001_two", t0001_two=START - 500)
    assert "released-redated" in refused(skipped, still)


def test_a_squash_is_one_finding() -> None:
    [finding] = [
        one
        for one in judged(THREE, repository("0000_init"))
        if isinstance(one, Finding) and one.refuses
    ]
    assert finding.rule == "history-reset"
    assert "squashes 3 released migrations of drizzle into 0000_init" in finding.message


def test_a_reset_for_another_engine_is_only_reported() -> None:
    after = repository("0000_init", dialect="sqlite")
    assert refused(THREE, after) == {}
    assert "history-reset" in reported(THREE, after)


def test_an_engine_by_another_name_is_the_same_engine() -> None:
    older = repository("0000_init", "0001_one", "0002_two", dialect="postgresql")
    path = "drizzle/meta/_journal.json"
    older[path] = str(older[path]).replace('"postgresql"', '"pg"')
    after = repository("0000_other", dialect="postgresql")
    assert "history-reset" in refused(older, after)


def test_a_released_orphan_that_goes_is_only_reported() -> None:
    before = edited(TWO, "drizzle/0005_hand.sql", "SELECT 1;")
    assert refused(before, TWO) == {}
    assert reported(before, TWO) == {"released-orphan"}


def test_a_released_orphan_under_a_new_number_is_an_orphan() -> None:
    before = edited(TWO, "drizzle/0005_hand.sql", "SELECT 1;")
    after = edited(TWO, "drizzle/0006_hand.sql", "SELECT 1;")
    assert set(refused(before, after)) == {"orphan-sql"}


def test_a_moved_folder_is_no_new_history() -> None:
    before = edited(THREE, "drizzle/0009_hand.sql", "SELECT 1;")
    after = {path.replace("drizzle/", "db/migrations/"): text for path, text in before.items()}
    after["drizzle.config.ts"] = (
        'export default { dialect: "postgresql", schema: "./schema.ts", out: "db/migrations" }'
    )
    assert refused(before, after) == {}


def test_a_project_that_is_taken_away_is_reported() -> None:
    assert refused(THREE, {"package.json": "{}"}) == {}
    assert reported(THREE, {"package.json": "{}"}) == {"project-removed"}


A, B, C = "20260101000000_a", "20260102000000_b", "20260103000000_c"


def test_a_new_folder_is_in_order() -> None:
    assert judged(folders(A), folders(A, B)) == []


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ("missing-sql", edited(folders(A, B), f"drizzle/{B}/migration.sql", None)),
        ("missing-snapshot", edited(folders(A, B), f"drizzle/{B}/snapshot.json", None)),
        ("folder-name", folders(A, "add_b")),
        ("out-of-order", folders(B, A)),
        (
            "broken-chain",
            edited(
                folders(A, B),
                f"drizzle/{B}/snapshot.json",
                json.dumps({"id": "b", "prevIds": ["x"], "version": "9"}),
            ),
        ),
        (
            "duplicate-snapshot-id",
            edited(
                folders(A, B, C),
                f"drizzle/{C}/snapshot.json",
                json.dumps({"id": f"id-{B}", "prevIds": [f"id-{A}"], "version": "9"}),
            ),
        ),
        ("not-json", edited(folders(A, B), f"drizzle/{B}/snapshot.json", "{")),
    ],
)
def test_what_breaks_folders_refuses(rule: str, after: Files) -> None:
    assert rule in refused(folders(A), after)


def test_two_leaves_are_reported() -> None:
    side = edited(
        folders(A, B, C),
        f"drizzle/{C}/snapshot.json",
        json.dumps({"id": "c", "prevIds": [f"id-{A}"], "version": "9"}),
    )
    assert refused(folders(A, B), side) == {}
    assert reported(folders(A, B), side) == {"several-leaves"}


def test_a_renamed_folder_runs_again() -> None:
    after = folders(A, "20260102000000_other")
    after["drizzle/20260102000000_other/migration.sql"] = folders(A, B)[
        f"drizzle/{B}/migration.sql"
    ]
    assert "runs it again" in refused(folders(A, B), after)["released-renamed"].message


def test_moving_to_the_layout_of_1_0_edits_nothing() -> None:
    before = repository(
        "0000_one", "0001_two", t0000_one=1_767_225_600_123, t0001_two=1_767_312_000_456
    )
    after = folders("20260101000000_one", "20260102000000_two")
    assert refused(before, after) == {}


def test_the_remedy_names_the_projects_own_script() -> None:
    package = json.dumps({"scripts": {"db:generate": "drizzle-kit generate"}})
    before = repository("0000_one", "0001_two", package=package)
    after = repository("0000_one", package=package)
    [remedy] = [one.remedy for one in judged(before, after) if one.rule == "released-deleted"]
    assert remedy.endswith(" && pnpm run db:generate && git add drizzle")


JOURNAL = "drizzle/meta/_journal.json"


def without_journal(files: Files) -> Files:
    return {path: text for path, text in files.items() if path != JOURNAL}


def test_snapshots_without_a_journal_are_refused_and_staged_or_taken_back() -> None:
    first = repository("0000_one")
    [(rule, finding)] = refused(without_journal(repository()), without_journal(first)).items()
    assert (rule, finding.path) == ("missing-journal", "drizzle/0000_one.sql")
    assert finding.remedy == f"stage it, ignored or not: git add -f {JOURNAL}"
    [(rule, finding)] = refused(first, without_journal(first)).items()
    assert (rule, finding.remedy) == (
        "missing-journal",
        f"take it back: git checkout HEAD -- {JOURNAL}",
    )
    more = without_journal(first) | {"drizzle/0001_two.sql": "SELECT 1;"}
    assert refused(without_journal(first), more) == {}


def test_sql_of_another_tool_needs_no_journal() -> None:
    files = {path: text for path, text in repository().items() if "drizzle/" not in path}
    assert refused(files, files | {"drizzle/0001_two.sql": "SELECT 1;"}) == {}


def test_who_runs_files_by_name_needs_no_journal() -> None:
    config = repository()["drizzle.config.ts"]
    assert isinstance(config, str)
    d1: Files = {"drizzle.config.ts": config.replace("dialect:", 'driver: "d1-http", dialect:')}
    d1["wrangler.toml"] = 'migrations_dir = "drizzle"\n'
    after = without_journal(repository("0000_one")) | d1
    assert refused(repository() | d1, after) == {}
    assert reported(repository() | d1, after) == {"missing-journal"}


def test_cloudflare_runs_files_by_name_whatever_the_journal_says() -> None:
    before = repository("0000_one", dialect="sqlite")
    text = before["drizzle.config.ts"]
    assert isinstance(text, str)
    before["drizzle.config.ts"] = text.replace("dialect:", 'driver: "d1-http", dialect:')
    after = before | repository("0000_one", "0001_two", dialect="sqlite", t0001_two=START - 1)
    after["drizzle.config.ts"] = before["drizzle.config.ts"]
    after["drizzle/0002_hand.sql"] = "SELECT 1;"
    assert set(refused(before, after)) == {"out-of-order", "orphan-sql"}
    wrangler: Files = {"wrangler.toml": 'migrations_dir = "drizzle"\n'}
    assert refused(before | wrangler, after | wrangler) == {}
    assert reported(before | wrangler, after | wrangler) == {"orphan-sql"}


def test_a_renamed_config_is_the_same_project() -> None:
    after = dict(THREE)
    after["drizzle-main.config.ts"] = after.pop("drizzle.config.ts")
    assert judged(THREE, after) == []


def test_a_project_that_moves_is_the_same_project() -> None:
    before = {f"packages/core/{path}": text for path, text in THREE.items()}
    before["packages/core/drizzle/0009_hand.sql"] = "SELECT 1;"
    after = {path.replace("packages/", "apps/"): text for path, text in before.items()}
    assert refused(before, after) == {}
    changed = edited(after, "apps/core/drizzle/0001_two.sql", "SELECT 2;")
    assert set(refused(before, changed)) == {"released-edited"}


def test_a_project_that_moved_on_this_branch_is_compared_with_where_it_was() -> None:
    base = {f"packages/core/{path}": text for path, text in THREE.items()}
    before = {path.replace("packages/", "apps/"): text for path, text in base.items()}
    after = edited(before, "apps/core/drizzle/0001_two.sql", "SELECT 2;")
    assert set(refused(before, after, base)) == {"released-edited"}


def test_most_of_a_history_made_anew_is_one_finding() -> None:
    before = repository("0000_one", "0001_two", "0002_three", "0003_four", "0004_five")
    after = edited(repository("0000_one", "0001_rest"), "drizzle/0000_one.sql", "SELECT 1;")
    found = [one for one in judged(before, after) if isinstance(one, Finding) and one.refuses]
    assert [one.rule for one in found] == ["history-reset"]
    assert (
        "squashes 5 released migrations of drizzle into 2, 0000_one to 0001_rest"
        in found[0].message
    )


def test_most_of_a_history_deleted_is_one_finding() -> None:
    tags = [f"{number:04}_x{number}" for number in range(9)]
    finding = refused(repository(*tags), repository(*tags[:4]))["history-reset"]
    assert finding.message == "deletes 5 of the 9 released migrations of drizzle"


def test_many_deleted_ones_are_one_finding() -> None:
    tags = [f"{number:04}_x{number}" for number in range(12)]
    finding = refused(repository(*tags), repository(*tags[:7]))["released-deleted"]
    assert "deletes 5 released migrations, 0007_x7 to 0011_x11" in finding.message


def test_a_team_that_keeps_no_sql_is_told_once() -> None:
    before = {path: text for path, text in TWO.items() if not path.endswith(".sql")}
    after = {path: text for path, text in THREE.items() if not path.endswith(".sql")}
    assert refused(before, after) == {}
    assert "missing-sql" in reported(before, after)
    assert "missing-sql" in refused(TWO, before)


def test_another_engines_history_is_a_new_one_and_told_in_one_line() -> None:
    before = repository("0000_one", "0001_two", dialect="sqlite")
    after = repository("0000_one", dialect="postgresql", t0000_one=START - 5)
    after["drizzle/0000_one.sql"] = "CREATE TABLE other (id int);"
    assert refused(before, after) == {}
    [one] = [each for each in judged(before, after) if isinstance(each, Finding)]
    assert (one.rule, one.severity) == ("history-reset", "report")
    assert one.message == (
        "replaces all 2 released migrations of drizzle by 0000_one, for postgresql in the place of"
        " sqlite"
    )


def test_what_follows_on_a_new_engine_is_held_against_nothing_older() -> None:
    base = repository("0000_one", "0001_two", dialect="sqlite")
    before = repository("0000_one", dialect="postgresql")
    after = repository("0000_one", "0001_three", dialect="postgresql", t0001_three=START + 500_000)
    assert refused(before, after, base) == {}
    broken = edited(after, "drizzle/0001_three.sql", None)
    assert set(refused(before, broken, base)) == {"missing-sql"}


def test_another_engine_in_a_folder_of_its_own_takes_nothing_from_the_old_one() -> None:
    before = repository("0000_one", dialect="sqlite")
    made = repository("0000_one", dialect="postgresql")
    after = before | {path.replace("drizzle/", "pg/"): text for path, text in made.items()}
    config = made["drizzle.config.ts"]
    assert isinstance(config, str)
    after["drizzle.config.ts"] = config.replace("schema:", 'out: "./pg", schema:')
    assert judged(before, after) == []


def test_a_project_that_gives_migrations_up_is_told_so_and_not_refused() -> None:
    before = dict(TWO)
    after = {path: text for path, text in before.items() if not path.startswith("drizzle/")}
    assert set(refused(before, after)) == {"history-reset"}
    after["package.json"] = json.dumps({"scripts": {"db:push": "drizzle-kit push"}})
    assert refused(before, after) == {}
    [one] = [each for each in judged(before, after) if isinstance(each, Finding)]
    assert one.message == (
        "deletes all 2 released migrations of drizzle, and the project only pushes its schema from"
        " here on"
    )
