"""The built book in a real browser: it stands alone, its math, search and dark mode work, and every lesson page is sound."""

import gzip
import re
from pathlib import Path

import nbformat
import pytest
from browser import COLOUR_RULES, axe, watched_page
from helpers import BOOK, HTML

from lessonbook.model.book import read_lessons, read_toc

LESSONS = read_lessons(BOOK)
FRONT = [f"{name}.html" for name in read_toc(BOOK) if "/" not in name]
PAGES = FRONT + [f"{lesson.docname}.html" for lesson in LESSONS]
PHONE = {"width": 390, "height": 844}
MAX_PAGE_KB = 500
RAW_TEX = r"""() => {
    const copy = document.querySelector('article').cloneNode(true);
    copy.querySelectorAll('pre, code, .katex, script').forEach(e => e.remove());
    return copy.textContent.match(/\\\(|\\\[|\$\$|\\frac|\\lambda/)?.[0] ?? null;
}"""


def weigh(response, sizes: dict[str, int]) -> None:
    """What a first visit transfers: text with gzip, as Pages serves it; images and fonts as they are."""
    body = response.body()
    text = not response.url.endswith((".png", ".webp", ".woff2", ".woff", ".jpg"))
    sizes[response.url] = len(gzip.compress(body, 6)) if text else len(body)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(browser, site, name):
    """One visit, because loading is what takes the time: nothing foreign, no error, weight, mathematics, images, axe in light and dark."""
    sizes = {}
    with watched_page(browser, color_scheme="light") as (page, complaints):
        page.on("response", lambda response: weigh(response, sizes))
        page.goto(f"{site}/{name}")
        page.evaluate("() => document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
        page.wait_for_load_state("networkidle")
        assert page.title() and not complaints, complaints
        total = sum(sizes.values()) / 1024
        worst = sorted(sizes.items(), key=lambda kv: -kv[1])[:5]
        assert total <= MAX_PAGE_KB, (
            f"{total:.0f} kB: {[(Path(u).name, n // 1024) for u, n in worst]}"
        )
        typeset = page.locator(".katex-html").count()
        assert page.locator("span.math, div.math").count() == typeset
        assert (raw := page.evaluate(RAW_TEX)) is None, f"raw TeX on the page: {raw}"
        alts = page.locator("article img").evaluate_all("imgs => imgs.map(i => i.alt)")
        assert alts or name in FRONT, "a lesson without a figure"
        for alt in alts:
            assert len(alt) > 20 and "_images" not in alt and not alt.endswith((".png", ".svg")), (
                f"alt text {alt!r}"
            )
        assert axe(page) == []
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
        page.evaluate("() => Promise.all(document.getAnimations().map(a => a.finished))")
        assert axe(page, rules=COLOUR_RULES) == [], "in the dark"


@pytest.mark.parametrize("name", PAGES)
def test_phone_has_no_sideways_scroll(browser, site, name):
    with watched_page(browser, viewport=PHONE, is_mobile=True, device_scale_factor=2) as (page, _):
        page.goto(f"{site}/{name}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_math_is_typeset_without_a_script(browser, site):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{site}/phase1/day_003_eigenvalues.html")
        equation = page.locator("div.math").first
        assert equation.locator(".katex-html").bounding_box()["width"] > 20
        assert equation.locator("math").count() == 1, "screen readers get nothing"
        font = equation.locator(".katex").evaluate("e => getComputedStyle(e).fontFamily")
        assert font.startswith("KaTeX_Main")
        assert not complaints


def test_dark_mode_follows_the_system_and_the_switch(browser, site):
    with watched_page(browser, color_scheme="dark") as (page, complaints):
        page.goto(f"{site}/phase1/day_003_eigenvalues.html")
        background = "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
        assert page.evaluate(background) < 3 * 80, "the system asks for dark, the page is light"
        for _ in range(3):
            page.locator(".theme-switch-button:visible").first.click()
            if page.evaluate("() => document.documentElement.dataset.theme") == "light":
                break
        assert page.evaluate(background) > 3 * 200, "the switch does not reach light"
        assert not complaints, complaints


def test_first_paint_waits_for_no_script():
    html = (HTML / "phase1/day_003_eigenvalues.html").read_text(encoding="utf8")
    head = html[: html.index("</head>")]
    blocking = [
        s
        for s in re.findall(r"<script\b[^>]*\bsrc=[^>]*>", head)
        if not re.search(r"\b(defer|async)\b|type=\"module\"", s)
    ]
    assert blocking == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: f"D{lesson.day:02d}")
def test_download_carries_outputs_and_opens_in_colab(lesson):
    """The .ipynb is valid, executed, names a Python 3 kernel, and reads nothing beside itself."""
    path = HTML / "_sources" / f"{lesson.docname}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert all(c.execution_count for c in code) and sum(bool(c.outputs) for c in code) >= 5
    assert notebook.metadata.kernelspec.name == "python3"
    style = [c.source for c in code if "book.mplstyle" in c.source]
    assert all("exists()" in source for source in style), "the style sheet is not there in Colab"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: f"D{lesson.day:02d}")
def test_links_of_the_launch_buttons(lesson):
    html = (HTML / f"{lesson.docname}.html").read_text(encoding="utf8")
    slug = "neddahh/100_days_of_practical_ML_concepts"
    assert f"https://mybinder.org/v2/gh/{slug}/main?urlpath=lab/tree/{lesson.docname}.md" in html
    assert (
        f"https://colab.research.google.com/github/{slug}/blob/notebooks/{lesson.docname}.ipynb"
        in html
    )
    assert (
        f"_sources/{Path(lesson.docname).name}.ipynb" in html
        or f"_sources/{lesson.docname}.ipynb" in html
    )


def test_planned_days_are_named_and_not_linked():
    written = {lesson.day for lesson in LESSONS}
    for phase in range(1, 6):
        html = (HTML / f"phase{phase}/index.html").read_text(encoding="utf8")
        article = html[html.index("<article") : html.index("</article>")]
        links = {int(d) for d in re.findall(r'href="day_(\d{3})_', article)}
        assert links == {
            d for d in written if f"phase{phase}" in next(x for x in LESSONS if x.day == d).docname
        }
    assert "D02" in (HTML / "phase1/index.html").read_text(encoding="utf8")
