"""Before you begin, and what the review shows first."""

import json

from browser import watched_page
from helpers import ROOT
from reading import PHONE, progress, store

from lessonbook.model.book import read_book


def test_a_day_without_needs_leads_to_it(page, address):
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    page.get_by_role("complementary", name="About this lesson").get_by_role(
        "link", name="Before you begin"
    ).click()
    page.wait_for_url("**/begin.html")
    for name in ("roadmap", "review", "bridges", "symptoms", "notation", "My predictions"):
        assert page.locator("article").get_by_role("link", name=name).count() >= 1, name
    page.goto(f"{address}/phase1/day_002_synthetic.html")
    assert page.locator(".lesson-card").get_by_text("Before you begin").count() == 0


def test_every_need_of_this_book_is_written_or_has_a_line_instead():
    book = read_book(ROOT)
    needed = {day for lesson in book.lessons for day in lesson.needs}
    lacking = needed - book.by_day.keys() - book.instead.keys()
    assert not lacking, (
        f"give these days of roadmap.yml a title and an `instead`: {sorted(lacking)}"
    )


def test_the_card_is_in_the_first_screen_and_the_last_result_above_it(browser, address):
    with watched_page(browser, viewport=PHONE, is_mobile=True, has_touch=True) as (
        page,
        complaints,
    ):
        page.clock.set_fixed_time("2026-11-23T12:00:00")
        store(page, json.dumps(progress([1])), address)
        page.goto(f"{address}/review.html")
        card = page.locator("#review-card summary")
        assert card.bounding_box()["y"] < PHONE["height"] / 2
        assert not page.locator("#review-last").is_visible()
        card.click()
        assert not page.locator("#review-grades kbd").first.is_visible(), "keys on a touch screen"
        page.get_by_role("button", name="Good").click()
        last = page.locator("#review-last")
        assert last.inner_text() == "The card before comes back on 2026-11-24."
        assert last.bounding_box()["y"] < card.bounding_box()["y"]
        card.click()
        page.get_by_role("button", name="Hard").click()
        assert (
            last.inner_text() == "The card before comes back on 2026-11-24, and once more today."
        )
        assert not complaints
