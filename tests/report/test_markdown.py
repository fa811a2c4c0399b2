from __future__ import annotations

from forge_migrations.report.markdown import marker
from forge_migrations.report.markdown import render
from forge_migrations.report.places import Places
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.report.reviewed import Stop
from report.shapes import large
from report.shapes import review as review_of
from report.shapes import shape
from report.shapes import small
from report.shapes import table

HERE = Places("https://git.example/acme/shop/blob/abc")


def test_the_first_line_names_the_comment_for_the_next_run() -> None:
    assert render(small()).startswith(marker("drizzle.config.ts") + "\n")


def test_touched_tables_are_a_mermaid_diagram() -> None:
    text = render(small())
    diagram = text.partition("```mermaid\n")[2].partition("```")[0]
    assert diagram.startswith("erDiagram\n")
    assert '  "teams" {' in diagram
    assert '    text bio  "added"' in diagram
    assert '  "users" ||--o{ "teams" : "users_id"' in diagram


def test_a_comment_fits_into_what_github_takes() -> None:
    review = small()
    sql = "SELECT 1;\n" * 5000
    long = review._replace(migrations=tuple(
        ReviewedMigration(f"{n:04}_x", f"drizzle/{n:04}_x.sql", sql) for n in range(4)
    ))  # fmt: skip
    text = render(long)
    assert len(text) < 65_536
    assert "Too long for a comment" in text
    assert "```mermaid" in text
    assert len(render(large(500))) < 65_536


def test_what_was_measured_is_a_folded_table() -> None:
    rows = (("x.sql:1", "DROP TABLE a | b", "ACCESS EXCLUSIVE on a", "—"),)
    text = render(
        small()._replace(measured=Measured(("where", "statement", "locks", "rows"), rows)),
        places=Places(),
    )
    assert "| where | statement | locks |\n|-|-|-|\n" in text
    assert "| `x.sql:1` | `DROP TABLE a \\| b` | ACCESS EXCLUSIVE on a |" in text


def test_one_change_is_no_plural() -> None:
    text = render(small()._replace(explained=small().explained[:1]))
    assert "(postgresql) drops 1 table.\n" in text
    assert "<summary>1 change of the schema</summary>" in text


def test_the_verdict_stands_first_and_says_what_never_ran() -> None:
    review = small()
    migration = review.migrations[0]._replace(statements=((1, 4), (6, 6), (7, 7)))
    stop = Stop(migration.path, 6, 'column "x" does not exist (42703)')
    measured = review.measured._replace(stop=stop)
    text = render(review._replace(migrations=(migration,), measured=measured), places=HERE)
    assert (
        text.splitlines()[1] == "### Can't go: 1 finding refuses it, and it failed in the rehearsal"
    )
    link = f"[`{migration.path}:6`]({HERE.folder}/{migration.path}#L6)"
    assert f"**The rehearsal stopped at {link}: column `x` does not exist (42703)**" in text
    assert "**Line 7 never ran**" in text


def test_a_fact_is_said_once() -> None:
    """The checklist's answer doesn't repeat what the finding says at its line."""
    review = small()
    lost = review.migrations[0].findings[0]
    answer = Answer("no", "No statement loses data", (f"{lost.path}:{lost.line} {lost.message}",))
    text = render(review._replace(answers=(answer,)), places=Places())
    assert text.count("drops table `drafts`") == 1


def test_what_has_no_room_is_named() -> None:
    review = small()
    sql = "SELECT 1;\n" * 9000
    text = render(review._replace(migrations=(review.migrations[0]._replace(sql=sql),)))
    assert "Too long for a comment: the SQL of 0042\\_teams." in text


def test_backticks_in_sql_stay_inside_their_fence() -> None:
    review = small()._replace(
        migrations=(ReviewedMigration("0001_x", "drizzle/0001_x.sql", "-- ```\nDROP TABLE `a`;"),)
    )
    assert "````sql\n-- ```\nDROP TABLE `a`;\n````" in render(review)


def test_a_column_that_is_called_like_a_mark_of_mermaid_is_a_name() -> None:
    """`PK`, `FK` and `UK` are keys to its grammar, in any case, and end the whole diagram."""
    after = shape(table("users", "PK", "fk", "1st", "a b", "\u00e4"))
    text = render(review_of(shape(), after), places=Places())
    for word in ("_PK", "_fk", "_1st", "a_b", "\u00e4"):
        assert f'    text {word}  "added"' in text
