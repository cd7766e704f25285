"""The landing page shows what the book does: a question that can be answered, a figure, checked claims."""

import pytest
from browser import axe, watched_page
from reading import DAYS, PHONE, state

from lessonbook.model.book import read_lessons

SCREENS = {"desk": {"width": 1280, "height": 800}, "phone": PHONE}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_screen_shows_a_question_checked_claims_and_a_figure(
    browser, address, book, screen, scheme
):
    with watched_page(browser, viewport=SCREENS[screen], color_scheme=scheme) as (page, _):
        page.goto(f"{address}/index.html")
        lessons = read_lessons(book)
        total = sum(lesson.claims for lesson in lessons)
        line = f"✓ {total} claims checked in this build, {lessons[0].claims} of them in D01."
        sample = page.locator(".sample")
        assert sample.locator(".checked").inner_text() == line
        height = SCREENS[screen]["height"]
        for part in ("div.predict [type=submit]", ".checked"):
            box = sample.locator(part).bounding_box()
            assert box["y"] + box["height"] < height, f"{part} is below the first screen"
        assert sample.locator("figure img").bounding_box()["y"] < height - 50
        assert (
            page.evaluate("() => document.documentElement.scrollWidth") <= SCREENS[screen]["width"]
        )
        assert axe(page) == []


def test_the_question_is_the_lessons_own(page, address):
    page.goto(f"{address}/index.html")
    block = page.locator(".sample div.predict")
    block.get_by_label("Your number").fill("0.7")
    block.get_by_role("button", name="Commit").click()
    assert state(page)["predictions"]["d01-loss"]["number"] == 0.7
    block.get_by_role("link", name="Where the lesson answers it").click()
    page.wait_for_url("**/day_001_synthetic.html#d01-answer-loss")
    assert "You said 0.7 nats" in page.locator("#d01-predict-loss .verdict").inner_text()


def test_it_says_how_many_days_are_written(page, address):
    page.goto(f"{address}/index.html")
    assert f"{len(DAYS)} of them are written." in page.locator("p.start").inner_text()
    page.locator(".checked a").click()
    page.wait_for_url("**/report.html")


def test_the_figure_is_described_and_leads_to_its_lesson(page, address):
    page.goto(f"{address}/index.html")
    assert page.locator(".sample img").get_attribute("alt") == "A synthetic scatter of day 1."
    page.locator(".sample figcaption a").click()
    page.wait_for_url("**/day_001_synthetic.html")
