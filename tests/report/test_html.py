"""The review page, as bytes and in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from browser import Browser
from browser import open_browser
from forge_migrations.findings import Finding
from forge_migrations.report.html import render
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.report.reviewed import Stop
from report.shapes import PATH
from report.shapes import large
from report.shapes import small


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from open_browser(tmp_path_factory.mktemp("profile"))


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_asks_nothing_of_the_network() -> None:
    page = render(small())
    for tag, attributes in Elements(page).found:
        if tag == "a":  # a link loads nothing until somebody follows it
            continue
        for name in ("src", "href", "srcset", "data", "action"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    assert "url(" not in page.partition("</style>")[0]
    assert "default-src 'none'" in page


def test_markup_in_sql_stays_text() -> None:
    page = render(small())
    assert "nick&lt;/script&gt;&lt;b&gt;" in page
    assert "nick</script>" not in page


def test_the_library_carries_its_licence() -> None:
    assert "Permission is hereby granted" in render(small())


def test_the_same_review_gives_the_same_bytes() -> None:
    assert render(small()) == render(small())


def test_200_tables_make_a_page_of_less_than_2_mb() -> None:
    assert len(render(large(200)).encode()) < 2_000_000


def long_review() -> Review:
    """Twenty columns are dropped, by one statement each, with the same remedy."""
    sql = "".join(f'ALTER TABLE "users" DROP COLUMN "c{n}";\n' for n in range(1, 21))
    found = tuple(
        Finding("destructive-sql", "drop-column", PATH, n, f'drops "c{n}"', "release first")
        for n in range(1, 21)
    )
    said = tuple(f'{PATH}:{n} loses "c{n}"' for n in range(1, 21))
    return small()._replace(
        migrations=(ReviewedMigration("0042_teams", PATH, sql, found),),
        answers=(Answer("no", "No statement loses data", said),),
    )


def test_a_long_answer_is_folded_and_its_lines_are_links() -> None:
    page = render(long_review())
    assert "<summary>12 more</summary>" in page
    link = re.search(r'<a href="#([\w-]+)">line 20</a> loses &quot;c20&quot;', page)
    assert link is not None
    assert f'<li class="l hit" id="{link[1]}">ALTER TABLE' in page


def test_a_remedy_is_said_once_per_migration() -> None:
    assert render(long_review()).count("Fix: release first") == 1


def test_a_column_in_which_nothing_was_measured_is_left_out() -> None:
    rows = ((f"{PATH}:1", "CREATE TABLE", "—", "7"), (f"{PATH}:6", "DROP", "—", "—"))
    measured = Measured(("where", "statement", "locks", "rows"), rows)
    page = render(small()._replace(measured=measured))
    assert '<th scope="col">locks</th>' not in page
    assert '<th scope="col" class="number">rows</th>' in page
    assert ">line 6</a></td><td><code>DROP</code></td>" in page


def shown(browser: Browser, tmp_path: Path, page: str) -> Browser:
    path = tmp_path / "review.html"
    path.write_text(page, encoding="utf-8")
    browser.said.clear()
    browser.open(path)
    browser.wait("document.getElementById('stage').dataset.ready")
    browser.wait("document.querySelector('#stage [data-table]')")
    return browser


def tables(browser: Browser) -> list[str]:
    found = browser.run(
        "[...document.querySelectorAll('#stage [data-table]')]"
        ".map((e) => e.getAttribute('aria-label').split(',')[0]).sort()"
    )
    assert isinstance(found, list)
    return found


def test_the_diagram_shows_what_was_what_is_and_what_changed(
    browser: Browser, tmp_path: Path
) -> None:
    shown(browser, tmp_path, render(small()))
    assert tables(browser) == ["Table drafts", "Table teams", "Table users"]
    browser.run("document.querySelector('[value=before]').click()")
    browser.wait("document.querySelectorAll('#stage [data-table]').length === 2")
    assert tables(browser) == ["Table drafts", "Table users"]
    browser.run("document.querySelector('[value=after]').click()")
    browser.wait("document.querySelector('#stage').textContent.includes('teams')")
    assert tables(browser) == ["Table teams", "Table users"]
    assert "nick" not in browser.run("document.querySelector('#stage').textContent")
    assert browser.said == []


def test_every_change_has_a_sign_beside_its_colour(browser: Browser, tmp_path: Path) -> None:
    shown(browser, tmp_path, render(small()))
    names = browser.run(
        "[...document.querySelectorAll('text.name')].map((e) => e.textContent).sort()"
    )
    assert names == ["+ teams", "~ users", "− drafts"]


def test_tables_are_reached_and_opened_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    shown(browser, tmp_path, render(small()))
    browser.run("document.querySelector('#stage [tabindex=\"0\"]').focus()")
    first = browser.run("document.activeElement.getAttribute('aria-label')")
    seen = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        browser.key(key)
        seen.add(browser.run("document.activeElement.getAttribute('aria-label')"))
    assert len(seen) > 1
    browser.key("Enter")
    browser.wait("!document.getElementById('panel').hidden")
    name = browser.run("document.getElementById('panel-name').textContent")
    assert f"Table {name}," in browser.run("document.activeElement.getAttribute('aria-label')")
    assert browser.run("document.querySelectorAll('#stage [tabindex=\"0\"]').length") == 1


def test_of_many_tables_those_that_changed_are_shown_first(
    browser: Browser, tmp_path: Path
) -> None:
    shown(browser, tmp_path, render(large(200)))
    assert browser.run("document.getElementById('scope').value") == "changed"
    assert browser.run("document.getElementById('stage').dataset.ready") == "4"


def all_of(browser: Browser, count: int) -> None:
    browser.run(
        "(s => { s.value = 'all'; s.dispatchEvent(new Event('change')); })"
        "(document.getElementById('scope'))"
    )
    browser.wait(f"document.getElementById('stage').dataset.ready === '{count}'")


BEHIND = """(() => {
    const d = forgeDiagram, boxes = [...d.at].map(([t, [x, y]]) => [x, y, x + 272, y + d.height(t)]);
    const meet = (p, q, by) => p[0] < q[2] - by && q[0] < p[2] - by && p[1] < q[3] - by && q[1] < p[3] - by;
    const overlap = boxes.filter((p, i) => boxes.some((q, j) => i < j && meet(p, q, 0))).length;
    let behind = 0, slanted = 0;
    for (const route of d.routes.values()) {
        for (let i = 1; i < route.length; i++) {
            const [[x1, y1], [x2, y2]] = [route[i - 1], route[i]];
            slanted += x1 !== x2 && y1 !== y2;
            const line = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
            behind += boxes.some((box) => meet([line[0], line[1], line[2] + 1, line[3] + 1], box, 1));
        }
    }
    const box = d.bounds(), { x, y, k } = d.view, s = d.stage;
    const inside = box.left * k + x >= 0 && box.top * k + y >= 0
        && (box.left + box.width) * k + x <= s.clientWidth && (box.top + box.height) * k + y <= s.clientHeight;
    return { overlap, behind, slanted, inside, links: d.routes.size };
})()"""


@pytest.mark.parametrize("count", [8, 32, 90, 500])
def test_no_table_overlaps_and_no_reference_goes_behind_one(
    browser: Browser, tmp_path: Path, count: int
) -> None:
    shown(browser, tmp_path, render(large(count)))
    all_of(browser, count)
    browser.run("forgeDiagram.fit()")
    found = browser.run(BEHIND)
    assert found.pop("links") > count / 3
    assert found == {"overlap": 0, "behind": 0, "slanted": 0, "inside": True}


def test_32_tables_show_their_columns(browser: Browser, tmp_path: Path) -> None:
    shown(browser, tmp_path, render(large(32)))
    all_of(browser, 32)
    browser.wait("document.querySelectorAll('#stage text.column').length > 100")


SIZES = [(1440, 900), (820, 1100), (390, 844)]


@pytest.fixture
def screen(browser: Browser) -> Iterator[Callable[[int, int], None]]:
    def use(width: int, height: int) -> None:
        browser.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        browser.call("Emulation.setTouchEmulationEnabled", enabled=width < 500)

    yield use
    browser.call("Emulation.clearDeviceMetricsOverride")
    browser.call("Emulation.setTouchEmulationEnabled", enabled=False)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_runs_over_and_every_text_can_be_read(
    browser: Browser, tmp_path: Path, screen: Callable[[int, int], None],
    width: int, height: int, theme: str,
) -> None:  # fmt: skip
    screen(width, height)
    review = long_review()
    stop = Stop(PATH, 4, 'no column "c4"')
    statements = tuple((n, n) for n in range(1, 21))
    migration = review.migrations[0]._replace(statements=statements)
    stopped = review._replace(migrations=(migration,), measured=review.measured._replace(stop=stop))
    shown(browser, tmp_path, render(stopped))
    browser.run(f"document.documentElement.dataset.theme = '{theme}'")
    browser.run("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    out = browser.run("""[...document.querySelectorAll('main *')].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1 && !e.closest('.sql, .scroll, svg');
    }).map((e) => e.outerHTML.slice(0, 80))""")
    assert out == []
    pale = browser.run(PALE)
    assert pale == []
    assert browser.said == []


PALE = """(() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgb = (colour, under) => {
        canvas.fillStyle = under ? `rgb(${under})` : '#fff';
        canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const behind = (e) => {
        const up = [];
        for (let at = e; at; at = at.parentElement) up.unshift(getComputedStyle(at).backgroundColor);
        return up.reduce((under, colour) => rgb(colour, under), null);
    };
    const light = (c) => c.map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const found = [];
    for (const e of document.querySelectorAll('body *:not(script, style, svg *, option, noscript)')) {
        if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
        if (!e.getClientRects().length) continue;
        const ground = behind(e), [a, b] = [ground, rgb(getComputedStyle(e).color, ground)].map(light);
        let shade = 1;
        for (let at = e; at; at = at.parentElement) shade *= Number(getComputedStyle(at).opacity);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (1 + (ratio - 1) * shade < 4.5) found.push([ratio, shade, e.outerHTML.slice(0, 90)]);
    }
    return found;
})()"""


def test_on_a_phone_every_table_is_reached_by_a_tap(
    browser: Browser, tmp_path: Path, screen: Callable[[int, int], None]
) -> None:
    screen(390, 844)
    shown(browser, tmp_path, render(large(40)))
    all_of(browser, 40)
    names = browser.run("""(async () => {
        const names = [];
        for (const button of document.querySelectorAll('#list button')) {
            button.click();
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const number = Number(button.dataset.shows), stage = document.getElementById('stage');
            const table = stage.querySelector(`[data-table="${number}"]`).getBoundingClientRect();
            const box = stage.getBoundingClientRect();
            const middle = table.left + table.width / 2;
            if (middle > box.left && middle < box.right) {
                names.push(document.getElementById('panel-name').textContent);
            }
        }
        return names;
    })()""")
    assert sorted(names) == sorted(f"t{number}" for number in range(40))
    low = browser.run("""[...document.querySelectorAll('.tools button, .tools select, #list button')]
        .filter((e) => e.getBoundingClientRect().height < 43.5).length""")
    assert low == 0


def test_a_finger_moves_the_diagram(
    browser: Browser, tmp_path: Path, screen: Callable[[int, int], None]
) -> None:
    screen(390, 844)
    shown(browser, tmp_path, render(large(40)))
    browser.run("document.getElementById('stage').scrollIntoView({block: 'center'})")
    box = browser.run(
        "(b => [b.left + b.width / 2, b.top + b.height / 2])"
        "(document.getElementById('stage').getBoundingClientRect())"
    )
    before = browser.run("({...forgeDiagram.view})")
    for kind, far in (("touchStart", 0), ("touchMove", 30), ("touchMove", 60), ("touchEnd", 60)):
        points = [] if kind == "touchEnd" else [{"x": box[0] - far, "y": box[1]}]
        browser.call("Input.dispatchTouchEvent", type=kind, touchPoints=points)
    after = browser.run("({...forgeDiagram.view})")
    assert before["x"] - after["x"] > 20
    assert after["k"] == before["k"]


def test_no_request_leaves_the_page(browser: Browser, tmp_path: Path) -> None:
    browser.call("Network.enable")
    browser.asked.clear()
    shown(browser, tmp_path, render(small()))
    browser.run("document.querySelector('[value=before]').click()")
    assert {url.partition(":")[0] for url in browser.asked} <= {"file", "blob", "data"}
    assert any(url.startswith("file:") for url in browser.asked)
    browser.call("Network.disable")


def test_from_afar_a_name_is_broken_and_changed_columns_are_counted(
    browser: Browser, tmp_path: Path
) -> None:
    shown(browser, tmp_path, render(large(200)))
    assert browser.run("broken('~ user_achievements', 14, 3)") == ["~ user_", "achievements"]
    browser.run("forgeDiagram.zoom(0.3 / forgeDiagram.view.k)")
    browser.wait("document.querySelector('text.counts')?.textContent === '+1'")


def test_search_finds_tables_and_columns(browser: Browser, tmp_path: Path) -> None:
    shown(browser, tmp_path, render(large(60)))
    browser.run("document.body.focus()")
    browser.key("/", "/")
    assert browser.run("document.activeElement.id") == "search"
    browser.call("Input.insertText", text="t41")
    browser.wait("document.querySelectorAll('#found button').length > 0")
    browser.key("Enter")
    browser.wait("document.getElementById('panel-name').textContent === 't41'")
    assert "Table t41" in tables(browser)
    assert browser.said == []


def test_a_finding_stands_under_its_line(browser: Browser, tmp_path: Path) -> None:
    shown(browser, tmp_path, render(small()))
    line = (
        "[...document.querySelectorAll('li.l')].find((e) => e.textContent.startsWith('DROP TABLE'))"
    )
    assert "drop-table" in browser.run(f"{line}.nextElementSibling.textContent")
    assert browser.run(f"{line}.classList.contains('hit')") is True


def test_every_control_has_a_name(browser: Browser, tmp_path: Path) -> None:
    shown(browser, tmp_path, render(small()))
    browser.call("Accessibility.enable")
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    nameless = [
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored")
        and node.get("role", {}).get("value")
        in ("button", "radio", "combobox", "searchbox", "link")
        and not node.get("name", {}).get("value")
    ]
    assert nameless == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(browser: Browser, tmp_path: Path, theme: str) -> None:
    """WCAG AA, 4.5:1: https://www.w3.org/TR/WCAG22/#contrast-minimum"""
    shown(browser, tmp_path, render(small()))
    browser.run(f"document.documentElement.dataset.theme = '{theme}'")
    pairs = browser.run("""(() => {
        const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        const rgb = (name) => {
            const probe = document.createElement('i');
            probe.style.color = `var(${name})`;
            document.body.append(probe);
            canvas.fillStyle = getComputedStyle(probe).color;
            probe.remove();
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        return [['--ink', '--paper'], ['--soft', '--paper'], ['--soft', '--sheet'],
            ['--accent', '--paper'], ['--added', '--added-fill'], ['--dropped', '--dropped-fill'],
            ['--changed', '--changed-fill'], ['--soft', '--dropped-fill']].map((pair) => [pair.join(' on '), ...pair.map(rgb)]);
    })()""")
    assert min(contrast(*pair[1:]) for pair in pairs) >= 4.5, pairs


def contrast(one: list[int], other: list[int]) -> float:
    def light(colour: list[int]) -> float:
        parts = [c / 255 for c in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_500_tables_move_with_few_elements(browser: Browser, tmp_path: Path) -> None:
    """What isn't in sight doesn't exist, so a frame costs what is in sight."""
    shown(browser, tmp_path, render(large(500)))
    browser.run(
        "const s = document.getElementById('scope'); s.value = 'all'; s.dispatchEvent(new Event('change'))"
    )
    browser.wait("document.getElementById('stage').dataset.ready === '500'")
    most = browser.run("""(async () => {
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        let most = 0;
        for (let i = 0; i < 60; i++) {
            forgeDiagram.zoom(i < 30 ? 1.12 : 0.93);
            forgeDiagram.pan(9, 5);
            await frame();
            most = Math.max(most, document.querySelectorAll('#stage *').length);
        }
        return most;
    })()""")
    assert most < 6000


def test_the_whole_page_is_there_without_scripts() -> None:
    page = re.sub(r"<script.*?</script>", "", render(small()), flags=re.DOTALL)
    for words in (
        "No statement loses data",
        "column users.bio text",
        "drops table",
        "ACCESS EXCLUSIVE",
    ):
        assert words in page


def test_a_button_copies_what_stands_beside_it(browser: Browser, tmp_path: Path) -> None:
    """Without a clipboard to write to, the text is selected."""
    shown(browser, tmp_path, render(small()))
    browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    browser.run("document.querySelector('.copy').click()")
    browser.wait("document.querySelector('.copy').textContent === 'Copied'")
    taken = browser.run("String(getSelection())")
    assert taken.strip() == 'ALTER TABLE "drafts" RENAME TO "drafts_old";'
