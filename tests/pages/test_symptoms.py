"""The page of symptoms: made from the lessons, filtered, and readable without scripts."""

import pytest
from browser import axe, watched_page
from reading import DAYS, PHONE

PAGE = "symptoms.html"
ITEMS = "ul.symptoms > li"


def visible(page):
    return [text.split("\n") for text in page.locator(f"{ITEMS}:visible").all_inner_texts()]


def test_every_failure_with_cause_guard_and_day(page, address):
    page.goto(f"{address}/{PAGE}")
    items = page.locator(ITEMS)
    assert items.count() == len(DAYS)
    first = items.first.locator("> p")
    assert first.nth(0).inner_text() == "offline AUC 0.98, online 0.01"
    assert first.nth(0).locator("strong").count() == 1
    assert first.nth(1).inner_text().startswith("Cause. The mask of day 1 looks ahead by")
    assert first.nth(1).locator(".katex-html").count() == 1
    assert first.nth(2).inner_text().startswith("Guard. Shift by")
    citation = first.nth(2).get_by_role("link")
    assert citation.get_attribute("href").startswith("bibliography.html#"), "a reference is lost"
    first.nth(3).get_by_role("link", name="D01 · Junior vs Senior").click()
    page.wait_for_url("**/day_001_synthetic.html#breaks")
    assert page.locator("div.breaks#breaks").count() == 1


def test_filters_hold_together_and_say_when_nothing_is_left(page, address):
    page.goto(f"{address}/{PAGE}")
    count = page.locator("#filter-count")
    assert count.inner_text() == f"{len(DAYS)} of {len(DAYS)} symptoms shown."
    page.get_by_label("Phase", exact=True).select_option("2")
    assert [item[0] for item in visible(page)] == [
        "offline AUC 0.98, online 0.21",
        "offline AUC 0.98, online 0.24",
    ]
    page.get_by_label("Text", exact=True).fill("0.24  OFFLINE")
    assert len(visible(page)) == 1
    page.get_by_label("Text", exact=True).fill("no such words")
    assert visible(page) == []
    assert "0 of 6 symptoms shown. No symptom matches." in count.inner_text()
    search = count.get_by_role("link", name="Search the lessons for “no such words”")
    assert search.get_attribute("href").endswith("search.html?q=no%20such%20words")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(
        "() => document.querySelector('#filter-count').textContent.startsWith('6 ')"
    )
    assert page.get_by_label("Phase", exact=True).input_value() == ""


def test_the_hint_leads_to_the_search(page, address):
    page.goto(f"{address}/{PAGE}")
    page.get_by_label("Text", exact=True).fill("<b>logarithm</b>")
    page.locator("#filter-count a").click()
    page.wait_for_url("**/search.html?q=*")
    assert page.locator("article input[name='q']").input_value() == "<b>logarithm</b>"


def test_without_scripts_all_of_it_is_there(browser, address):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{address}/{PAGE}")
        assert len(visible(page)) == len(DAYS)
        assert not page.locator("#filters").is_visible()
        assert not complaints


def test_an_old_callout_is_listed_by_its_title(page, site):
    """A lesson of the old form has neither a symptom in bold nor a guard of its own."""
    page.goto(f"{site}/{PAGE}")
    texts = page.locator(f"{ITEMS} > p:first-child").all_inner_texts()
    assert texts and all(texts)
    assert not [text for text in texts if text.startswith("Where it breaks")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["symptoms", "bridges", "begin"])
def test_no_accessibility_violation(browser, address, name, scheme):
    with watched_page(browser, color_scheme=scheme) as (page, _):
        page.goto(f"{address}/{name}.html")
        assert axe(page) == []
        if name != "begin":
            page.get_by_label("Text", exact=True).fill("nothing like it")
            assert axe(page) == []


def test_filters_fit_a_phone(browser, address):
    with watched_page(browser, viewport=PHONE, is_mobile=True) as (page, complaints):
        for name in ("symptoms", "bridges", "roadmap"):
            page.goto(f"{address}/{name}.html")
            for field in page.locator("#filters :is(select, input, button)").all():
                box = field.bounding_box()
                assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] - 16, name
        assert not complaints
