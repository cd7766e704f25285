"""Search: what is found, in which order, how it reads, and where a result leads."""

import re
from html import escape
from xml.etree import ElementTree

import pytest
from browser import axe, served, watched_page
from helpers import HTML

from lessonbook.pages.search import drop_boxes, plain, text_of
from lessonbook.pages.typeset import typeset

RESULT = "#search-results > li"
MAX_KB = 500
IN_VIEW = """() => [...CSS.highlights.get("search-match")].map((range) => range.getBoundingClientRect())
    .filter((box) => box.top > 0 && box.bottom < innerHeight).length"""


def look_up(page, site, query):
    page.goto(f"{site}/search.html?q={query}")
    page.wait_for_function(  # results come one after the other
        f"""() => document.querySelectorAll("{RESULT}").length
                  === Math.min(10, parseInt(document.getElementById("search-status").textContent))""",
        timeout=15_000,
    )


@pytest.mark.parametrize(
    "tex, text",
    [
        ("n=16", "n=16"),
        (r"h_\ell", "h_ℓ"),
        ("10^{20}", "10^20"),
        (r"e^{-x}", "e^(−x)"),
        (r"\sqrt{d}", "√d"),
        (r"\frac{a+b}{2}", "(a+b)/2"),
        (r"\hat y_i", "y_i"),
        (r"\sum_{i=1}^n x_i", "∑_(i=1)^nx_i"),
        (r"\bar x < 3", "x<3"),
    ],
)
def test_a_formula_is_text_once(tex, text):
    html = text_of(f"at {typeset(tex, False)} the")
    assert re.sub("<[^>]*>", "", html) == f"at {escape(text)} the"


def test_formula_in_words():
    square = ElementTree.fromstring("<math><msup><mi>x</mi><mn>2</mn></msup></math>")
    assert plain(square) == "x^2"


def test_boxes_go_and_what_is_behind_them_stays():
    html = '<i>a</i><span class="katex-html" aria-hidden="true"><span>b<span></span></span></span><b>c</b>'
    assert drop_boxes(html) == "<i>a</i><b>c</b>"


def test_headings_are_places():
    html = '<section id="why-not">\n<span id="label"></span><h2>Why?</h2></section>'
    assert text_of(html) == '\n<span id="label"></span><h2 id="why-not">Why?</h2></section>'


def test_softmax_leads_to_attention_and_the_bibliography_is_last(page, site):
    look_up(page, site, "softmax")
    titles = page.locator(f"{RESULT} > a").all_inner_texts()
    assert titles[0].startswith("D41 · Attention")
    assert "Bibliography" not in titles[:-1]
    assert page.locator("#search-status").inner_text() == f"{len(titles)} pages for “softmax”"
    text = page.locator("#search-results").inner_text()
    assert not any(bad in text for bad in ("\\", "n=16n", "$"))


@pytest.mark.parametrize("query", ["vaswani", "gradient", "noise", "singular value"])
def test_the_bibliography_comes_after_the_lessons(page, site, query):
    look_up(page, site, query)
    while page.locator("#search-more").is_visible():
        n = page.locator(RESULT).count()
        page.locator("#search-more").click()
        page.wait_for_function(f"document.querySelectorAll('{RESULT}').length > {n}")
    titles = page.locator(f"{RESULT} > a").all_inner_texts()
    lessons = [i for i, title in enumerate(titles) if title.startswith("D")]
    assert lessons and ("Bibliography" not in titles or titles.index("Bibliography") > lessons[-1])


@pytest.mark.parametrize("part", [f"{RESULT} > a", f"{RESULT} li a"])
def test_a_result_lands_with_its_match_in_view(page, site, part):
    look_up(page, site, "softmax")
    page.locator(part).first.click()
    page.wait_for_url("**/day_041_attention.html*")
    page.wait_for_function(f"CSS.highlights.has('search-match') && ({IN_VIEW})() > 0")
    marked = '[...CSS.highlights.get("search-match")].map(String)'
    assert {word.lower() for word in page.evaluate(marked)} == {"softmax"}
    assert "highlight" not in page.url


def test_the_match_stays_in_view_when_the_page_has_loaded(page, site):
    """Chromium scrolls to the section's heading, smoothly, once everything is there; the match may be far below it."""
    page.goto(
        f"{site}/phase2/day_041_attention.html?highlight=softmax#a-look-up-that-can-be-learned"
    )
    for _ in range(10):
        page.wait_for_timeout(100)
        assert page.evaluate(IN_VIEW) > 0


def test_a_match_in_a_folded_card_is_unfolded(page, site):
    page.goto(f"{site}/phase2/day_041_attention.html?highlight=softmax#recall")
    page.wait_for_function("CSS.highlights.has('search-match')")
    assert page.locator("#recall details[open]").count() == 1


def test_by_keyboard_from_any_page(page, site):
    page.goto(f"{site}/phase1/day_003_eigenvalues.html")
    page.keyboard.press("Control+K")
    page.keyboard.type("eigenvector")
    page.keyboard.press("Enter")
    page.locator(RESULT).first.wait_for()
    assert page.locator(f"{RESULT} > a").first.inner_text().startswith("D03 · ")
    assert page.evaluate("document.activeElement.name") == "q"


def test_nothing_found_and_nothing_asked(page, site):
    page.goto(f"{site}/search.html")
    assert page.locator("#search-status").inner_text() == ""
    page.goto(f"{site}/search.html?q=qqqxyzzy")
    page.get_by_text("No page for “qqqxyzzy”. Try fewer or shorter words.").wait_for()
    assert page.locator(RESULT).count() == 0
    look_up(page, site, "eigenvecto")
    assert page.locator(f"{RESULT} > a").first.inner_text().startswith("D03 · ")
    evil = "%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E"
    page.goto(f"{site}/search.html?q={evil}")
    page.get_by_text("“<img src=x onerror=window.hacked=1>”").wait_for()
    assert page.evaluate("window.hacked") is None


def test_in_a_subfolder_of_a_site(browser, tmp_path):
    (tmp_path / "book").symlink_to(HTML)
    with served(tmp_path) as address, watched_page(browser) as (page, complaints):
        look_up(page, f"{address}/book", "softmax")
        page.locator(f"{RESULT} > a").first.click()
        page.wait_for_url("**/book/phase2/day_041_attention.html")
        assert not complaints


def test_from_a_folder_it_says_what_to_do(browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{(HTML / 'search.html').as_uri()}?q=softmax")
        page.get_by_text("python -m http.server").wait_for()


def test_without_scripts_it_names_other_ways(browser, site):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{site}/search.html")
        notice = page.locator("noscript", has=page.locator("a", has_text="roadmap"))
        assert "The search needs JavaScript." in notice.inner_text()
        assert not page.locator("article form").is_visible()
        assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_have_no_accessibility_violation(browser, site, scheme):
    with watched_page(browser, color_scheme=scheme) as (page, _):
        look_up(page, site, "softmax")
        assert axe(page) == []


def test_a_search_loads_little(browser, site):
    sizes = []
    with watched_page(browser) as (page, _):
        page.goto(f"{site}/search.html")
        page.on("response", lambda r: "/pagefind/" in r.url and sizes.append(len(r.body())))
        look_up(page, site, "gradient")
    assert sizes and sum(sizes) / 1024 < MAX_KB


def test_the_index_has_every_lesson_and_not_sphinx_s_own(site):
    assert not (HTML / "searchindex.js").exists()
    pages = list(HTML.glob("phase?/day_*.html"))
    assert len(list((HTML / "pagefind" / "fragment").iterdir())) >= len(pages)
