"""The table of contents at the side of every page."""

import gzip
import json
import re

import pytest
from browser import watched_page
from helpers import ROOT
from reading import DAYS, PHONE, progress, store

from lessonbook.model.roadmap import read_roadmap
from lessonbook.pages.derived import TEMPLATES

PHASES = [phase.name for phase in read_roadmap(ROOT)]
HERE = ".bd-docs-nav [aria-current='page']"


def in_view(page):
    return page.locator(HERE).evaluate(
        """(here) => { const box = here.getBoundingClientRect();
                       return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0; }"""
    )


def test_five_phases_and_the_current_one_is_open(page, address):
    page.goto(f"{address}/phase2/day_024_synthetic.html")
    nav = page.locator(".bd-docs-nav")
    assert nav.locator("summary").all_inner_texts() == PHASES
    assert nav.locator("details[open] summary").all_inner_texts() == [PHASES[1]]
    assert page.locator(HERE).all_inner_texts()[0].startswith("D24 · ")
    assert nav.get_by_role("link", name="D01 ").is_visible() is False
    page.goto(f"{address}/roadmap.html")
    assert nav.locator("details[open]").count() == 0
    assert page.locator(HERE).inner_text() == "Roadmap"
    page.goto(f"{address}/search.html")
    assert nav.locator("summary").count() == 5


def test_a_phase_has_one_name(page, address):
    page.goto(f"{address}/phase3/index.html")
    name = PHASES[2]
    assert page.locator("article h1").inner_text().removesuffix("#") == name
    assert page.locator(".bd-docs-nav details[open] summary").inner_text() == name
    page.goto(f"{address}/roadmap.html")
    assert page.locator("h2", has_text=name).count() == 1


def test_without_scripts_and_by_keyboard(browser, address):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{address}/phase1/day_001_synthetic.html")
        page.locator(".bd-docs-nav summary", has_text="Phase 2").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/phase2/day_021_synthetic.html")
        assert not complaints


def test_finished_days_keep_their_ticks_in_folded_phases(page, address):
    store(page, json.dumps(progress(done=[24])), address)
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    page.locator(".bd-docs-nav summary", has_text="Phase 2").click()
    assert page.locator(".bd-sidenav a.is-done").all_inner_texts()[0].startswith("D24 ")


def test_this_page_is_in_view_after_a_change_of_page(browser, address):
    with watched_page(browser, viewport={"width": 1280, "height": 420}) as (page, complaints):
        page.goto(f"{address}/phase1/day_001_synthetic.html")
        page.wait_for_function(f"() => document.querySelector(`{HERE}`)")
        page.locator(".bd-sidebar-primary").evaluate("(box) => { box.scrollTop = 0; }")
        page.goto(f"{address}/phase3/day_046_synthetic.html")  # the theme restores scrollTop 0
        for _ in range(50):  # a busy machine is late with its observers
            page.wait_for_timeout(200)
            if in_view(page):
                break
        page.wait_for_timeout(300)
        assert in_view(page)
        assert page.evaluate("() => scrollY") == 0, "the page itself has not moved"
        assert not complaints


def test_this_page_is_in_view_in_the_panel_of_a_phone(browser, address):
    with watched_page(browser, viewport={**PHONE, "height": 500}) as (page, complaints):
        page.goto(f"{address}/phase3/day_046_synthetic.html")
        for _ in range(2):
            page.locator(".primary-toggle").click()
            page.wait_for_timeout(400)
            assert in_view(page)
            page.keyboard.press("Escape")
            page.wait_for_timeout(200)
        assert not complaints


def test_a_hundred_days_stay_small():
    parts = [
        {
            "caption": phase.name,
            "phase": phase.number,
            "open": phase.number == 3,
            "entries": [
                {
                    "title": f"D{day:02d} · {title}",
                    "href": f"../phase{phase.number}/day_{day:03d}_"
                    + re.sub(r"\W+", "_", title.lower())[:24]
                    + ".html",
                    "here": day == 60,
                }
                for day, title in phase.titles.items()
            ],
        }
        for phase in read_roadmap(ROOT)
    ]
    html = TEMPLATES.get_template("sidebar.html").render(parts=parts)
    assert html.count("<li") == 100
    assert len(html) < 14_000 and len(gzip.compress(html.encode())) < 4_000


@pytest.mark.parametrize("day", DAYS)
def test_every_lesson_links_to_the_notation(html, day):
    page = next(html.glob(f"phase?/day_{day:03d}_*.html")).read_text(encoding="utf8")
    assert 'href="../notation.html">Notation</a>' in page
