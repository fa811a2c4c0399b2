from __future__ import annotations

import re

from forge_migrations.findings import Finding
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.report.html_sql import migration
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.report.reviewed import Stop
from forge_migrations.sql.layout import marks

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops <b>", "stop & think")


def page(sql: str, *findings: Finding, path: str = "a.sql") -> str:
    return "\n".join(migration(ReviewedMigration('0001_"a"', path, sql, findings)))


def lines(html: str) -> list[str]:
    """The SQL's lines and, after `^`, the rule of each finding under them."""
    items = re.findall(r'<li class="(l|found)[^>]*>(.*?)</li>', html)
    return [f"^{_rule(text)}" if kind == "found" else text for kind, text in items]


def _rule(text: str) -> str:
    found = re.search(r"/docs/rules/[^>]*>([\w-]+)</a>", text)
    return found[1] if found else ""


def test_a_finding_stands_under_its_line_and_marks_it() -> None:
    html = page("a;\nb;\nc;\n", LOST, LOST._replace(line=2, rule="other", severity="report"))
    assert lines(html) == ["a;", "b;", "^drop-table", "^other", "c;"]
    assert html.count('class="l hit"') == 1
    assert "1 to act on" in html


def test_a_finding_of_a_line_that_is_not_there_stands_at_the_end() -> None:
    assert lines(page("a;", LOST._replace(line=9))) == ["a;", "^drop-table"]


def test_only_a_line_feed_ends_a_line() -> None:
    html = page("INSERT 'x\x0cy\u2028z';\r\nDROP TABLE b;\r\n", LOST)
    assert lines(html) == ["INSERT &#x27;x\x0cy\u2028z&#x27;;", "DROP TABLE b;", "^drop-table"]


def test_an_empty_line_can_be_seen_and_an_empty_file_has_one() -> None:
    assert lines(page("a;\n\nb;")) == ["a;", " ", "b;"]
    assert lines(page("")) == [" "]


def test_whatever_is_written_stays_text() -> None:
    html = page("<script>", LOST._replace(details="<i>"), path="<p>.sql")
    for text in ("&lt;script&gt;", "drops &lt;b&gt;", "stop &amp; think", "&lt;i&gt;", "&lt;p&gt;"):
        assert text in html
    assert 'aria-label="SQL of 0001_&quot;a&quot;"' in html


def test_an_acknowledged_finding_has_its_reason_and_no_remedy() -> None:
    html = page("a;\nb;", LOST._replace(acknowledged="unused since 2.3"))
    assert "<q>unused since 2.3</q>" in html
    assert "Fix:" not in html
    assert "to act on" not in html


def test_lines_of_two_migrations_have_their_own_anchors() -> None:
    [one] = re.findall(r'id="(\w+)-1"', page("a;"))
    [other] = re.findall(r'id="(\w+)-1"', page("a;", path="b.sql"))
    assert one != other


def test_each_kind_of_word_has_its_colour_and_comments_step_back() -> None:
    sql = "a; -- <why>\r\n/* one\n'-- two */ 'x -- y'\n--> statement-breakpoint\nb;\n"
    html = "\n".join(migration(ReviewedMigration("t", "a.sql", sql, (), marks(sql, "sqlite"))))
    soft = '<span class="comment">{}</span>'
    assert lines(html) == [
        "a; " + soft.format("-- &lt;why&gt;"),
        soft.format("/* one"),
        soft.format("&#x27;-- two */") + ' <span class="string">&#x27;x -- y&#x27;</span>',
        soft.format("--&gt; statement-breakpoint"),
        "b;",
    ]


def test_lines_behind_the_one_that_stopped_never_ran() -> None:
    sql = "a;\nb;\nc;\nd;\n"
    stop = Stop("a.sql", 2, 'no column "<x>"')
    html = "\n".join(migration(ReviewedMigration("t", "a.sql", sql), stop, (3, 4)))
    assert re.findall(r'class="(l[ \w]*)"', html) == ["l", "l", "l unrun", "l unrun"]
    assert "no column &quot;&lt;x&gt;&quot;.</strong> Lines 3 to 4 never ran." in html


def test_what_to_paste_stands_beside_a_button_and_is_said_once() -> None:
    allow = Edit("a.sql", 2, "-- forge-migrations: allow drop-table: WHY", place="the statement")
    remedy = Remedy(
        "stop", command("git", "rm", "a.sql"), instead=[Remedy("if it is meant,", allow)]
    )
    html = page("a;\nb;\nb;\n", LOST._replace(remedy=remedy), LOST._replace(line=3, remedy=remedy))
    assert html.count('class="copy"') == 2
    assert "<pre>git rm a.sql</pre>" in html
    assert "Or if it is meant, write above the statement:" in html
    assert f"<pre>{allow.new}</pre>" in html
