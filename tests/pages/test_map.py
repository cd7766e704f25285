"""The map of the roadmap and what stands around it: lines, touch, filters, export."""

import re

from browser import watched_page
from reading import PHONE

CROSSED = """() => {  // the days whose number a line runs through, sampled along each line
    const map = document.getElementById('map').querySelector('svg').getBoundingClientRect();
    const boxes = [...document.querySelectorAll('#map .day > span')].map((e) => e.getBoundingClientRect());
    const hit = new Set();
    for (const path of document.querySelectorAll('#map path')) {
        for (let at = 0; at <= path.getTotalLength(); at += 1) {
            const p = path.getPointAtLength(at);
            const [x, y] = [p.x + map.x, p.y + map.y];
            boxes.forEach((b, i) => { if (x > b.left && x < b.right && y > b.top && y < b.bottom) hit.add(i + 1); });
        }
    }
    return [...hit];
}"""


def test_no_line_runs_through_a_number(browser, address):
    for size in ({"width": 1280, "height": 900}, PHONE):
        with watched_page(browser, viewport=size) as (page, complaints):
            page.goto(f"{address}/roadmap.html")
            for day in (1, 2, 24, 46):
                page.locator(f"#map [data-node='{day}']").focus()
                assert page.locator("#map path").count() >= 1
                assert page.evaluate(CROSSED) == [], (day, size)
            assert not complaints


def test_a_hundred_fits_its_box(browser, address):
    for size in ({"width": 1280, "height": 900}, {"width": 800, "height": 900}, PHONE):
        with watched_page(browser, viewport=size) as (page, _):
            page.goto(f"{address}/roadmap.html")
            box = page.locator("#map [data-node='100']")
            text = box.locator("span").bounding_box()
            around = box.bounding_box()
            assert around["x"] <= text["x"]
            assert text["x"] + text["width"] <= around["x"] + around["width"], size


def test_on_a_touch_screen_the_first_tap_shows_and_the_second_opens(browser, address):
    with watched_page(browser, viewport=PHONE, is_mobile=True, has_touch=True) as (
        page,
        complaints,
    ):
        page.goto(f"{address}/roadmap.html")
        assert not page.locator("#map-hint").is_visible(), "help for keys where there are none"
        assert page.locator(".by-touch").is_visible()
        day = page.locator("#map [data-node='3']")
        day.tap()
        assert re.search(r"Needs: D01 .*, D02 ", page.locator("#map-day").inner_text())
        assert page.url.endswith("roadmap.html")
        page.locator("#map [data-node='2']").tap()
        assert "D02 Vectors" in page.locator(".map-title").inner_text()
        page.locator("#map [data-node='2']").tap()
        page.wait_for_url("**/day_002_synthetic.html")
        page.goto(f"{address}/review.html")
        assert not complaints


def test_with_a_mouse_one_click_opens(page, address):
    page.goto(f"{address}/roadmap.html")
    assert page.locator("#map-hint").is_visible() and not page.locator(".by-touch").is_visible()
    page.locator("#map [data-node='3']").click()
    page.wait_for_url("**/day_003_synthetic.html")


def test_filters_stand_above_the_map_and_dim_it(browser, address):
    with watched_page(browser, viewport=PHONE, is_mobile=True) as (page, complaints):
        page.goto(f"{address}/roadmap.html")
        above = page.locator("#filters").bounding_box()
        assert above["y"] + above["height"] <= page.locator("#map-panel").bounding_box()["y"]
        page.get_by_label("Phase", exact=True).select_option("3")
        dimmed = page.locator("#map .filtered").evaluate_all("n => n.map(e => +e.dataset.node)")
        assert dimmed == [*range(1, 46), *range(66, 101)]
        assert not complaints


def test_no_option_of_the_filters_is_clipped(page, address):
    page.goto(f"{address}/roadmap.html")
    wide = """(select) => {
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.font = getComputedStyle(select).font;
        return Math.max(...[...select.options].map((o) => canvas.measureText(o.text).width)) + 24;
    }"""
    select = page.get_by_label("Phase", exact=True)
    assert select.bounding_box()["width"] >= select.evaluate(wide)


def test_a_search_without_a_match_says_what_to_do(page, address):
    page.goto(f"{address}/roadmap.html")
    page.get_by_label("Text", exact=True).fill("wavelets")
    count = page.locator("#filter-count")
    assert (
        count.inner_text()
        == "0 of 100 days shown. No day matches. Search the lessons for “wavelets”."
    )
    assert page.locator("h2:visible").count() == 0, "a heading over nothing"
    page.get_by_label("Text", exact=True).fill("")
    page.get_by_label("Phase", exact=True).select_option("5")
    page.get_by_label("State", exact=True).select_option("open")
    assert count.inner_text() == "0 of 100 days shown. No day has all of these together."


def test_export_says_what_it_did(page, address):
    page.clock.set_fixed_time("2026-11-24T12:00:00")
    page.goto(f"{address}/roadmap.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export progress").click()
    name = download.value.suggested_filename
    assert name == "100-days-progress-2026-11-24.json"
    assert (
        page.locator("#exported").inner_text()
        == f"Saved as {name}, where this browser puts downloads."
    )
