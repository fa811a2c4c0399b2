"""Markdown as GitHub's own renderer makes a page of it (cmark-gfm), and that page in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from browser import Browser
from browser import open_browser
from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.report import markdown
from forge_migrations.report import summary
from forge_migrations.report.places import Places
from report.shapes import large
from report.shapes import small

HERE = Places("https://git.example/acme/shop/blob/abc")
NAMES = (
    "user_profile", "a|b", "a`b", "``", "`", "<b>", "&amp;", "@team", "#123", "!7", ":smile:", "a*b*c", "x]y[z",
    "\\", "~~no~~", "$a$", "ÄÖ🙂", "-->", "line\u2028two", "</summary>", "GH-12", "n" * 900,
)  # fmt: skip
HARMLESS = ("code", "pre", "a")
"""Elements in which neither platform looks for mentions and references."""
SPOKEN = re.compile(r"@\w|#\d|!\d|GH-\d|:[a-z]+:")


class Page(HTMLParser):
    """The text outside of code and links, the text of the code, and the elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.code, self.tags = "", list[str](), list[str]()
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in HARMLESS:
            self._open.append(tag)
            if tag == "code":
                self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.reverse()
            self._open.remove(tag)
            self._open.reverse()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.text += data
        elif "code" in self._open:
            self.code[-1] += data


def rendered(text: str) -> str:
    cmark = pytest.importorskip("cmarkgfm")
    options = pytest.importorskip("cmarkgfm.cmark").Options.CMARK_OPT_UNSAFE
    html = cmark.github_flavored_markdown_to_html(text, options=options)
    assert isinstance(html, str)
    return html


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("kind", ["summary", "comment"])
def test_a_name_reads_as_it_is_wherever_it_stands(name: str, kind: str) -> None:
    """In the message, the path, the reason, the remedy, a note, the SQL and the table of measures."""
    path = f"drizzle/{name}.sql"
    lost = Finding(
        "destructive-sql", "drop-table", path, 3, f'drops table "{name}" of {name}', f"ask {name}"
    )
    accepted = lost._replace(acknowledged=f"{name} said so", line=9)
    if kind == "summary":
        text = summary.render([lost, accepted], [Note("x", f"of {name}", undecided=True)], HERE)
    else:
        review = small()
        migration = review.migrations[0]._replace(
            path=path, findings=(lost, accepted), sql=f"-- {name}\nSELECT 1;"
        )
        rows = ((f"{path}:3", f"DROP {name}", name),)
        measured = review.measured._replace(columns=("where", "statement", "locks"), rows=rows)
        text = markdown.render(
            review._replace(migrations=(migration,), measured=measured), places=HERE
        )
    page = Page(rendered(text))
    shown = name if len(name) < 400 else name[:300]
    shown = shown.replace("\u2028", "\\u2028")
    assert any(shown in each for each in page.code), page.code
    if kind == "summary":
        assert shown in page.text.replace("\u200b", "")
    assert not SPOKEN.search(page.text), page.text
    assert not {"b", "em", "del", "img"} & set(page.tags)
    if kind == "comment":
        assert page.tags.count("td") == 3
    assert page.tags.count("details") == html_ends(text)


def html_ends(text: str) -> int:
    """How many folded parts the Markdown itself has: one a line that begins so."""
    return sum(line.startswith("<details") for line in text.splitlines())


def test_a_table_has_a_head() -> None:
    page = Page(rendered(markdown.render(small(), places=HERE)))
    heads = page.tags.count("th")
    assert heads == 2
    assert "<th></th>" not in rendered(markdown.render(small(), places=HERE))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from open_browser(tmp_path_factory.mktemp("profile"))


def many() -> list[Finding]:
    way = Remedy("stop reading it, release first", instead=[accepting("drop-column", "x", 3)])
    found = [
        Finding("destructive-sql", "drop-column", "drizzle/0031_storm.sql", 3 + number,
                f'drops column "c{number}" of table "user_profile"', way)
        for number in range(20)
    ]  # fmt: skip
    stale = Finding(
        "stale-migrations", "stale", "src/schema.ts", 7, 'adds column "nick" to table "users"',
        Remedy("make the migration"), details='ALTER TABLE "users" ADD COLUMN "nick" text;',
    )  # fmt: skip
    return [*found, stale, stale._replace(severity="report", line=9)]


@pytest.mark.parametrize("text", [
    summary.render(many(), [Note("rehearsal", "no server", undecided=True)], HERE),
    markdown.render(small(), places=HERE),
    markdown.render(large(40), places=HERE),
], ids=["summary", "comment", "long-comment"])  # fmt: skip
def test_the_first_screen_says_the_outcome_and_hides_nothing_that_refuses(
    browser: Browser, tmp_path: Path, text: str
) -> None:
    page = tmp_path / "page.html"
    style = "body{font:14px/1.5 sans-serif;width:720px;margin:20px} pre{overflow:auto}"
    page.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{rendered(text)}")
    browser.open(page)
    heading = browser.run("document.querySelector('h3').getBoundingClientRect().top")
    assert heading < 80
    folded = browser.run(
        "[...document.querySelectorAll('details:not([open])')].every((e) => e.offsetHeight < 40)"
    )
    assert folded is True
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True
