"""Folded cells, and boxes that say when they hold more than they show."""

import io
import statistics

import nbformat
import pytest
from browser import axe, watched_page
from PIL import Image
from reading import DAYS, PHONE, tab_to

from lessonbook.model.lesson import read_lesson

LESSON = "phase1/day_001_synthetic"
CODE = "article .cell_input"
FOLDED = "article details.folded"


def open_all(page):
    page.evaluate("document.querySelectorAll('article details').forEach(d => { d.open = true })")


def picture(locator) -> Image.Image:
    return Image.open(io.BytesIO(locator.screenshot())).convert("L")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_shows_what_teaches_and_names_the_rest(browser, address, scripts):
    with watched_page(browser, java_script_enabled=scripts) as (page, complaints):
        page.goto(f"{address}/{LESSON}.html")
        assert page.locator(f"{FOLDED} summary").all_inner_texts() == [
            "Setup",
            *["✓ 1 claim checked", "Code of this figure"],
            *["✓ 2 claims checked", "Code of this figure"],
            *["✓ 1 claim checked", "Code of this figure"],
        ]
        seen = [c.inner_text() for c in page.locator(CODE).all() if c.is_visible()]
        assert len(seen) == 4 and "def loss(w)" in seen[1]
        assert all(image.is_visible() for image in page.locator("article figure img").all())
        check = page.locator("details.check").nth(1)
        assert not check.locator("pre").is_visible()
        check.locator("summary").click()
        assert check.locator("pre").is_visible()
        assert "assert abs(at_start - 0.6931) < 1e-4" in check.locator("pre").inner_text()
        assert page.locator("details.solution details").count() == 0
        assert not complaints


def test_the_code_of_a_figure_stands_under_its_picture(page, address):
    page.goto(f"{address}/{LESSON}.html")
    for details in page.locator("details.figure-code").all():
        image = details.locator("xpath=..").locator("figure img")
        box = image.bounding_box()
        assert box["y"] + box["height"] < details.bounding_box()["y"]


def test_folded_cells_open_by_keyboard_and_say_so(page, address):
    page.goto(f"{address}/{LESSON}.html")
    page.locator("details.check").nth(1).evaluate("d => { d.id = 'the-check' }")
    tab_to(page, "#the-check > summary")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus does not show"
    details = page.locator("#the-check")
    for key, state in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        assert details.evaluate("d => d.open") is state
    tree = details.aria_snapshot()
    assert "✓ 2 claims checked" in tree and "assert" not in tree


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opened_cells_are_accessible(browser, address, scheme):
    with watched_page(browser, color_scheme=scheme, viewport=PHONE) as (page, _):
        page.goto(f"{address}/{LESSON}.html")
        open_all(page)
        # what scrolls sideways can be reached by keyboard once it is open
        page.wait_for_function(
            "() => document.querySelectorAll('details.check pre[tabindex]').length"
        )
        assert axe(page) == []


def test_folded_code_can_be_copied(browser, address):
    with watched_page(browser, permissions=["clipboard-read", "clipboard-write"]) as (page, _):
        page.goto(f"{address}/{LESSON}.html")
        check = page.locator("details.check").nth(1)
        check.locator("summary").click()
        check.locator("pre").hover()
        check.locator("button.copybtn").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("at_start = loss(np.zeros(2))")


def test_paper_shows_no_folded_code(page, address):
    page.goto(f"{address}/{LESSON}.html")
    open_all(page)
    page.emulate_media(media="print")
    assert not any(d.is_visible() for d in page.locator(FOLDED).all())
    assert page.locator("article figure img").first.is_visible()
    assert page.locator(CODE, has_text="def loss(w)").is_visible()
    assert page.locator("details.solution .cell_input").first.is_visible()


def test_notebook_for_jupyterlab_collapses_checks(html):
    notebook = nbformat.read(html / "_sources" / f"{LESSON}.ipynb", as_version=4)
    checks = [c for c in notebook.cells if "check" in c.metadata.get("tags", [])]
    assert len(checks) == 3 and all(c.metadata.jupyter.source_hidden for c in checks)


def test_header_counts_claims_and_leads_to_the_report(page, book, address):
    lesson = read_lesson(book / f"{LESSON}.md", book)
    page.goto(f"{address}/{LESSON}.html")
    card = page.get_by_role("complementary", name="About this lesson")
    card.get_by_role("link", name=f"✓ {lesson.claims} claims checked in this build").click()
    page.wait_for_url("**/report.html")
    total = page.locator("dl.figures div", has_text="claims checked").locator("dd").inner_text()
    lessons = [read_lesson(p, book) for p in sorted(book.glob("phase?/day_*.md"))]
    assert len(lessons) == len(DAYS) and int(total) == sum(x.claims for x in lessons)


def test_eighty_columns_fit_beside_both_sidebars(browser, address):
    with watched_page(browser, viewport={"width": 1280, "height": 900}) as (page, _):
        page.goto(f"{address}/{LESSON}.html")
        open_all(page)
        boxes = page.locator(f"{CODE} pre").evaluate_all(
            """ps => ps.map(p => [Math.max(...p.innerText.split('\\n').map(l => l.length)), p.clientWidth - p.scrollWidth,
                                  p.clientWidth - parseFloat(getComputedStyle(p).fontSize) * 0.602 * 80
                                  - 2 * parseFloat(getComputedStyle(p).paddingLeft)])"""
        )
        assert max(columns for columns, *_ in boxes) == 80
        assert all(spare >= 0 for _, spare, _ in boxes), "80 columns scroll sideways"
        assert min(room for *_, room in boxes) > 15, "no room for a scroll bar beside the page"


def edge(locator) -> float:
    """The median gray of the last columns of a box: paper, or the shade that says there is more."""
    image = picture(locator)
    x = image.width - 3
    return statistics.median(image.getpixel((x, y)) for y in range(image.height))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "box"),
    [
        (LESSON, f"{CODE} pre:has-text('def loss(w)')"),
        ("report", "article .scroll"),
        ("bridges", "article .pst-scrollable-table-container"),
    ],
)
def test_a_phone_shows_where_a_box_scrolls(browser, address, scheme, name, box):
    with watched_page(browser, viewport=PHONE, color_scheme=scheme) as (page, _):
        page.goto(f"{address}/{name}.html")
        wide = page.locator(box).first
        if name == "bridges":  # its table is narrow until lessons are written
            wide.locator("table").evaluate("t => { t.style.width = '600px' }")
        assert wide.evaluate("e => e.scrollWidth > e.clientWidth")
        more = edge(wide)
        wide.evaluate("e => { e.scrollLeft = e.scrollWidth }")
        page.wait_for_timeout(100)
        assert abs(more - edge(wide)) > 15, "the edge looks the same at the end as before it"


def test_figures_are_toned_down_in_the_dark(browser, address):
    papers = {}
    for scheme in ("light", "dark"):
        with watched_page(browser, color_scheme=scheme) as (page, _):
            page.goto(f"{address}/{LESSON}.html")
            image = page.locator("article figure img").first
            image.scroll_into_view_if_needed()
            page.wait_for_function("document.querySelector('article figure img').complete")
            papers[scheme] = picture(image).getextrema()[1]
    assert papers["light"] == 255 and 180 < papers["dark"] < 220


def test_nothing_covers_text_on_a_phone(browser, address):
    with watched_page(browser, viewport=PHONE) as (page, _):
        page.goto(f"{address}/{LESSON}.html")
        for y in (3000, 2500):  # the theme offers its button on the way up
            page.evaluate(f"scrollTo(0, {y})")
            page.wait_for_timeout(200)
        assert not page.locator("#pst-back-to-top").is_visible()
