"""Every page: found, read without scripts, on a phone, in the dark, on paper, by everybody."""

import json
import re

import pytest
from browser import axe, watched_page
from helpers import lessonbook
from reading import CARDS_OF_DAY_1, DAYS, PAGES, PHONE, progress, shown, state, store

from lessonbook.pages.recall import card_id


def test_every_page_can_be_found(html):
    seen = {}
    for path in html.rglob("*.html"):
        text = path.read_text(encoding="utf8")
        if "_static" in path.parts or 'http-equiv="Refresh"' in text:
            continue
        found = re.findall(r"<meta\b[^>]*\bname=\"description\"[^>]*>", text)
        assert len(found) == 1, path
        content = re.search(r'content="([^"]{20,200})"', found[0])
        assert content, found[0]
        seen.setdefault(content[1], []).append(path.name)
        if path.name not in {"search.html", "genindex.html"}:
            assert text.count('rel="canonical"') == 1, path
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), {i for i in ids if ids.count(i) > 1}
    shared = {k: v for k, v in seen.items() if len(v) > 1 and "index.html" not in v}
    assert set(sum(shared.values(), [])) <= {"search.html", "genindex.html", "bibliography.html"}


def test_without_scripts_everything_can_be_read(browser, address):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{address}/roadmap.html")
        assert shown(page) == list(range(1, 101))
        assert page.locator("tr[data-day] th a").count() == len(DAYS)
        assert page.locator("#d2 td.state").inner_text() == "to read"
        assert page.locator("#d4 td.state").inner_text() == "planned"
        for control in ("#filters", "#map-panel", "#progress", "#export"):
            assert not page.locator(control).is_visible(), (
                f"{control} does nothing without scripts"
            )
        page.goto(f"{address}/review.html")
        assert not page.locator("#session").is_visible()
        assert page.locator("details.recall:visible").count() == 4 * len(DAYS)
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name="Start with day 1").click()
        page.wait_for_url("**/day_001_synthetic.html")
        assert not page.locator("button.mark-done").first.is_visible()
        answer = page.locator("details.recall p").first
        assert not answer.is_visible()
        page.locator("details.recall summary").first.click()
        assert answer.is_visible()
        page.locator("details.solution summary").first.click()
        assert page.locator("details.solution .cell_input").first.is_visible()
        assert not complaints


@pytest.mark.parametrize("name", PAGES)
def test_phone_never_scrolls_sideways(browser, address, name):
    with watched_page(browser, viewport=PHONE, is_mobile=True, color_scheme="dark") as (
        page,
        complaints,
    ):
        page.goto(f"{address}/{name}")
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        assert not complaints


def test_wide_things_scroll_in_their_box_and_by_keyboard(browser, address):
    with watched_page(browser, viewport=PHONE) as (page, complaints):
        page.goto(f"{address}/phase1/day_002_synthetic.html")
        page.locator("div.math").last.scroll_into_view_if_needed()
        for box in (".pst-scrollable-table-container", "div.math", ".highlight-python pre"):
            wide = page.locator(f"article {box}").evaluate_all(
                "all => all.filter(b => b.scrollWidth > b.clientWidth + 1).map(b => b.tabIndex)"
            )
            assert wide and set(wide) == {0}, f"{box}: {wide}"
        assert not complaints
        assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["index", "roadmap", "review", "phase2/day_024_synthetic", "bibliography", "search"]
)
def test_no_accessibility_violation(browser, address, name, scheme):
    # axe reads style sheets again on its own account, so what it requests does not count
    with watched_page(browser, color_scheme=scheme) as (page, _):
        store(page, json.dumps(progress([1])), address)
        page.goto(f"{address}/{name}.html", wait_until="load")
        assert axe(page) == []
        if name == "review":
            page.locator("#review-card summary").click()
            page.locator("#review-grades").wait_for()
            assert axe(page) == []
        if name == "roadmap":
            store(page, "damaged", address)
            page.goto(f"{address}/{name}.html")
            page.locator("#map .day").first.focus()
            page.get_by_label("State", exact=True).select_option("planned")
            assert axe(page) == []


def test_dark_mode_is_dark_and_figures_sit_on_their_own_paper(browser, address):
    with watched_page(browser, color_scheme="dark") as (page, complaints):
        page.goto(f"{address}/phase1/day_002_synthetic.html")
        brightness = "e => getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
        assert page.locator("body").evaluate(brightness) < 150
        figure = page.locator(".cell_output img").first
        assert figure.evaluate(brightness) == 3 * 255
        assert not complaints


def test_callouts_differ_without_colour(page, address):
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    masks = set()
    for kind in ("ee-bridge", "senior", "production", "breaks", "exercise"):
        box = page.locator("div.admonition.ee-bridge, div.admonition.probe").first
        box.evaluate("(e, kind) => { e.className = `admonition probe ${kind}`; }", kind)
        masks.add(
            box.locator(".admonition-title").evaluate(
                "e => getComputedStyle(e, '::after').maskImage"
            )
        )
    assert len(masks) == 5 and all(m.startswith("url(") for m in masks)


def test_printed_lesson_is_the_lesson_alone_open_and_on_white(browser, address):
    with watched_page(browser, color_scheme="dark") as (page, complaints):
        page.goto(f"{address}/phase1/day_001_synthetic.html")
        theme = "() => document.documentElement.dataset.theme"
        page.emulate_media(media="print")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        for gone in (
            "#pst-primary-sidebar",
            "#pst-secondary-sidebar",
            ".bd-header-article",
            ".lesson-card .buttons",
            ".prev-next-footer",
        ):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.locator("article h1").is_visible()
        answers = page.locator("article :is(details.recall, details.solution) > :nth-child(2)")
        assert answers.count() == 7 and all(a.is_visible() for a in answers.all())
        assert page.evaluate(theme) == "light"
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert page.locator("article details[open]").count() == 0
        assert page.evaluate(theme) == "dark"
        assert not complaints


def test_a_rebuild_renews_the_derived_pages_and_keeps_the_progress(
    book, browser, address, tmp_path
):
    """Last, because it changes the book: an edit of prose in one lesson reaches the pages that are made from it."""
    lesson = book / "phase1/day_001_synthetic.md"
    before = lesson.read_text(encoding="utf8")
    with watched_page(browser) as (page, complaints):
        store(page, json.dumps(progress([1])), address)
        page.goto(f"{address}/review.html")
        page.locator("#review-card summary").click()
        page.get_by_role("button", name="Easy").click()
        saved = state(page)
        text = before.replace("Answer 1, with", "A better answer, with").replace(
            "Question 4 of day 1?", "A new question?"
        )
        lesson.write_text(text.replace("| pole 1 |", "| zero of day 1 |"), encoding="utf8")
        try:
            result = lessonbook(book, "build")
            assert result.returncode == 0 and "0 to execute" in result.stdout, result.stderr
        finally:
            lesson.write_text(before, encoding="utf8")
        page.goto(f"{address}/bridges.html")
        assert page.get_by_text("zero of day 1").count() == 1
        page.goto(f"{address}/review.html")
        assert state(page) == saved
        assert "3 due, 3 of them new" in page.locator("#review-count").inner_text()
        assert (
            "A better answer" in page.locator(f"[data-card='{CARDS_OF_DAY_1[0]}']").text_content()
        )
        assert page.locator(f"[data-card='{card_id(1, 'A new question?')}']").count() == 1
        assert not complaints
