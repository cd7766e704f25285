"""The path to a day: what is left to read before it, as a list and as a link."""

import json

import pytest
from browser import axe, watched_page
from reading import PHONE, progress, state, store, tab_to

# What the days of the synthetic book need: 1: -, 2: 1, 3: 1 2, 21: 19 20, 24: 3 23, 46: 44 45
PLANNED_23 = "D23 Decision Trees — how they really split: not written yet; know instead: a tree cuts one feature"


def items(page):
    return [text[:3] for text in page.locator("#path li").all_inner_texts()]


def said(page):
    return page.locator("#path-sum").inner_text()


def test_unfinished_days_in_order_with_their_minutes(page, address):
    page.goto(f"{address}/roadmap.html")
    assert said(page) == "" and not page.locator("#path").is_visible()
    page.get_by_label("Path to a day").select_option("24")
    assert items(page) == ["D01", "D02", "D03", "D23", "D24"]
    # 35 + 25 + 45 + 30 minutes
    assert said(page).startswith(
        "4 days to read, 2 h 15 min, in this order. Not written yet: D23."
    )
    assert (
        page.locator("#path li").nth(1).inner_text()
        == "D02 Vectors & Matrices — the ML way, 25 min"
    )
    assert page.locator("#path li").nth(3).inner_text().startswith(PLANNED_23)
    assert page.locator("#path li a").count() == 4
    page.get_by_label(
        "D02 done"
    ).check()  # then nobody has to go behind it, but D03 also needs D01
    assert items(page) == ["D01", "D03", "D23", "D24"]
    page.get_by_label("D03 done").check()
    assert items(page) == ["D23", "D24"]
    assert said(page).startswith("1 day to read, 30 min, in this order.")
    page.get_by_label("D24 done").check()
    assert (items(page), said(page)) == ([], "D24 is done.")


def test_a_need_of_a_need_counts_unless_it_stands_behind_a_finished_day(page, address):
    store(page, json.dumps(progress([3])), address)
    page.goto(f"{address}/roadmap.html#path-24")
    assert items(page) == ["D23", "D24"], "what D03 needs is behind it"


def test_a_day_without_needs_and_a_day_that_is_not_written(page, address):
    page.goto(f"{address}/roadmap.html")
    choice = page.get_by_label("Path to a day")
    choice.select_option("1")
    assert said(page).startswith("1 day to read, 35 min. The address")
    choice.select_option("56")
    assert items(page) == ["D56"]
    assert said(page).startswith(
        "Not written yet: D56. What a day needs is known when it is written."
    )
    assert "know instead: confounders" in page.locator("#path li").inner_text()
    choice.select_option("")
    assert said(page) == "" and page.url.endswith("roadmap.html")


def test_the_address_is_the_link(browser, address):
    with watched_page(browser, viewport=PHONE, is_mobile=True) as (page, complaints):
        page.goto(f"{address}/roadmap.html")
        page.get_by_label("Path to a day").select_option("3")
        assert page.url.endswith("roadmap.html#path-3")
        other = page.context.new_page()
        other.goto(page.url)
        assert items(other) == ["D01", "D02", "D03"]
        other.wait_for_function(  # the theme scrolls smoothly
            "() => document.getElementById('path-panel').getBoundingClientRect().y < innerHeight / 4"
        )
        assert other.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        for wrong in ("#path-0", "#path-101", "#path-x", "#path-"):
            other.goto(f"{address}/roadmap.html{wrong}")
            other.reload()
            assert said(other) == "" and items(other) == [], wrong
        assert not complaints


def test_from_the_header_of_a_lesson_and_from_the_map(page, address):
    page.goto(f"{address}/phase2/day_024_synthetic.html")
    page.get_by_role("link", name="Path to this day").click()
    page.wait_for_url("**/roadmap.html#path-24")
    assert items(page)[-1] == "D24"
    page.locator("#map [data-node='3']").hover()
    page.locator("#map-day").get_by_role("link", name="Path to this day").click()
    page.wait_for_function("() => document.getElementById('path-to').value === '3'")
    assert items(page) == ["D01", "D02", "D03"]
    assert page.evaluate("() => document.activeElement.id") == "path-to"


def test_by_keyboard_alone(page, address):
    page.goto(f"{address}/roadmap.html")
    tab_to(page, "#path-to")
    page.keyboard.type("D02")
    assert items(page) == ["D01", "D02"]
    tab_to(page, "#path a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/day_001_synthetic.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(browser, address, scheme):
    with watched_page(browser, color_scheme=scheme) as (page, _):
        page.goto(f"{address}/roadmap.html#path-24")
        assert axe(page) == []


def test_what_the_next_day_needs_is_said_day_by_day(page, address):
    store(page, json.dumps(progress([1, 2, 3])), address)
    page.goto(f"{address}/roadmap.html")
    text = page.locator("#progress-next").inner_text()
    assert text.startswith("Next: D21 "), text
    assert "D19 is not written yet. D20 is not written yet." in text
    page.get_by_label("D21 done").check()
    text = page.locator("#progress-next").inner_text()
    assert (
        "Next: D24 " in text
        and "Of what it needs, D03 is done. D23 is not written yet; know instead: a tree" in text
    )
    assert "3" in state(page)["done"]
