"""The card under a title, and the way to the next day."""

import json

import nbformat
from browser import watched_page
from reading import DAYS, EVIL, progress, store


def test_html_in_a_title_stays_text(browser, address):
    pages = ["roadmap", "review", "report", "phase1/index"]
    for name in [*pages, "phase1/day_003_synthetic", "phase2/day_024_synthetic"]:
        with watched_page(browser) as (page, complaints):
            store(page, json.dumps(progress([1, 2])), address)
            page.goto(f"{address}/{name}.html")
            if name == "roadmap":
                page.locator("#map [data-node='3']").hover()
            assert page.evaluate("window.hacked") is None, name
            assert EVIL in page.locator("body").inner_text(), name
            assert page.locator("b", has_text="bold").count() == 0, name
            assert not complaints, complaints


def test_lesson_header_says_where_it_is_and_what_it_needs(page, address):
    page.goto(f"{address}/phase2/day_024_synthetic.html")
    card = page.get_by_role("complementary", name="About this lesson")
    assert card.locator(".where").inner_text() == "Day 24 of 100 · Phase 2 · 30 min"
    needs = card.locator("li").all()
    assert needs[0].get_by_role("link").get_attribute("href") == "../phase1/day_003_synthetic.html"
    assert needs[1].get_by_role("link").count() == 0
    assert needs[1].inner_text().startswith("D23 Decision Trees — how they really split (planned)")
    assert "Know instead: a tree cuts one feature" in needs[1].inner_text()
    with page.expect_download() as download:
        card.get_by_role("link", name="Notebook").click()
    assert nbformat.read(download.value.path(), as_version=4).cells


def test_previous_and_next_go_by_day_across_phases(page, address):
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    for day in DAYS[1:]:
        page.locator("a.right-next").click()
        page.wait_for_url(f"**/day_{day:03d}_synthetic.html")
    assert page.locator("a.right-next").count() == 0
    for day in DAYS[-2::-1]:
        page.locator("a.left-prev").click()
        page.wait_for_url(f"**/day_{day:03d}_synthetic.html")
