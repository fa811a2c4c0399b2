from __future__ import annotations

from typing import Any

import pytest

from checks.migration_history.agreement.test_check import ID
from checks.migration_history.agreement.test_check import ONE
from checks.migration_history.agreement.test_check import TEXT
from checks.migration_history.agreement.test_check import Files
from checks.migration_history.agreement.test_check import added
from checks.migration_history.agreement.test_check import history
from checks.migration_history.agreement.test_check import judged
from checks.migration_history.agreement.test_check import kinds
from forge_migrations.findings import Finding
from forge_migrations.remedy import Remedy

PLAIN: dict[str, Any] = {**ID, "primaryKey": False}
DROP = 'ALTER TABLE "p" DROP CONSTRAINT "p_pkey";'
COMMENT = (
    "/* \n    Unfortunately in current drizzle-kit version we can't automatically get name for"
    ' primary key.\n*/\n\n-- ALTER TABLE "p" DROP CONSTRAINT "<constraint_name>";'
)


def only(before: Files, after: Files) -> Finding:
    (found,) = judged(before, after)
    assert isinstance(found, Finding)
    return found


def edited(files: Files, found: Finding) -> Files:
    """The files after the remedy's one line was written."""
    (edit,) = Remedy.of(found.remedy).edits
    lines = str(files[edit.path]).splitlines()
    assert lines[edit.line - 1] == edit.old
    lines[edit.line - 1] = edit.new
    return {**files, edit.path: "\n".join(lines)}


def test_the_drop_of_a_primary_key_that_drizzle_kit_leaves_in_a_comment() -> None:
    after = added(COMMENT, kinds(id=PLAIN))
    found = only(ONE, after)
    assert (found.rule, found.line, found.details) == ("sql-lacks", 5, DROP)
    assert found.message.endswith("drizzle-kit left its DROP to you, in the comment on line 5")
    assert judged(ONE, edited(after, found)) == []


def test_the_same_before_another_primary_key() -> None:
    own = kinds(id=PLAIN, body={**TEXT, "notNull": True})
    key = {"name": "p_id_body_pk", "columns": ["id", "body"]}
    own["tables"]["public.p"]["compositePrimaryKeys"] = {"p_id_body_pk": key}
    sql = (
        f"{COMMENT}--> statement-breakpoint\n"
        'ALTER TABLE "p" ADD COLUMN "body" text NOT NULL;--> statement-breakpoint\n'
        'ALTER TABLE "p" ADD CONSTRAINT "p_id_body_pk" PRIMARY KEY("id","body");'
    )
    after = added(sql, own)
    found = only(ONE, after)
    assert found.line == 5
    assert judged(ONE, edited(after, found)) == []


def test_a_drop_that_somebody_took_out_is_shown_by_the_name_that_the_parent_gave() -> None:
    was = kinds(id=PLAIN, body={**TEXT, "notNull": True})
    key = {"name": "of_both", "columns": ["id", "body"]}
    was["tables"]["public.p"]["compositePrimaryKeys"] = {"of_both": key}
    first = (
        'CREATE TABLE "p" ("id" integer NOT NULL, "body" text NOT NULL,'
        ' CONSTRAINT "of_both" PRIMARY KEY("id","body"));'
    )
    before = history((first, was))
    after = history((first, was), ("SELECT 1;", kinds(id=PLAIN, body={**TEXT, "notNull": True})))
    assert only(before, after).details == 'ALTER TABLE "p" DROP CONSTRAINT "of_both";'


@pytest.mark.parametrize("unique", [True, False])
@pytest.mark.parametrize("written", ['`lower("body")`', '"lower(body)"'])
def test_an_index_on_an_expression_in_the_quotes_of_a_name(written: str, unique: bool) -> None:
    was, own = kinds("sqlite", body=TEXT), kinds("sqlite", body=TEXT)
    index = {"name": "i", "columns": ['lower("body")'], "isUnique": unique}
    own["tables"]["p"]["indexes"] = {"i": index}
    first = "CREATE TABLE `p` (`id` integer PRIMARY KEY NOT NULL, `body` text);"
    word = "UNIQUE INDEX" if unique else "INDEX"
    sql = f"CREATE {word} `i` ON `p` ({written});--> statement-breakpoint\nSELECT 1;"
    before = history((first, was), dialect="sqlite")
    after = history((first, was), (sql, own), dialect="sqlite")
    found = only(before, after)
    assert found.message.endswith(
        "line 1 has it in quotes, as the name of a column that isn't there"
    )
    assert found.details == f'CREATE {word} `i` ON `p` (lower("body"));'
    assert judged(before, edited(after, found)) == []


def test_a_comment_about_another_table_is_none_of_it() -> None:
    found = only(ONE, added(COMMENT.replace('"p"', '"q"'), kinds(id=PLAIN)))
    assert (found.line, found.details) == (1, DROP)
