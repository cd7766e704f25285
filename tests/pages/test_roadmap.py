"""The roadmap and the landing page: filters, map, keyboard."""

import json
import re

from reading import progress, shown, state, store, tab_to


def test_roadmap_filters(page, address):
    store(page, json.dumps(progress([1])), address)
    page.goto(f"{address}/roadmap.html")
    assert shown(page) == list(range(1, 101))
    for label, value, expected in [
        ("Phase", "3", list(range(46, 66))),
        ("Tag", "mindset", [1]),
        ("Length", "30", [2, 24]),
        ("State", "done", [1]),
        ("State", "next", [2]),
        ("State", "open", [3, 21, 24, 46]),
        ("Text", "Gradients <", [3]),
        ("Text", "gradients", [3, 4]),
        ("Text", "visually GRADIENTS", [4]),
        ("Text", "d046", []),
        ("Text", "D46", [46]),
    ]:
        field = page.get_by_label(label, exact=True)
        field.fill(value) if label == "Text" else field.select_option(value)
        assert shown(page) == expected, (label, value)
        count = page.locator("#filter-count").inner_text()
        assert count.startswith(f"{len(expected)} of 100 days shown."), count
        page.get_by_role("button", name="Show all").click()
        page.wait_for_function(
            "() => document.querySelector('#filter-count').textContent.startsWith('100 ')"
        )
    page.get_by_label("Phase", exact=True).select_option("1")
    page.get_by_label("State", exact=True).select_option("open")
    assert shown(page) == [3], "filters hold together"


def focused_day(page):
    return int(page.evaluate("document.activeElement.dataset.node"))


def test_roadmap_by_keyboard_alone(page, address):
    page.goto(f"{address}/roadmap.html")
    tab_to(page, "#map .day")
    for key, expected in [
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("ArrowUp", 2),
        ("ArrowUp", 1),
        ("ArrowLeft", 1),
        ("ArrowDown", 2),
        ("End", 100),
        ("Home", 1),
    ]:
        page.keyboard.press(key)
        assert focused_day(page) == expected, key
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert focused_day(page) == 24
    assert page.locator("#map .is-need").evaluate_all("n => n.map(e => +e.dataset.node)") == [
        3,
        23,
    ]
    assert page.locator("#map path.need").count() == 2
    assert "needs day 3, day 23" in page.evaluate("document.activeElement.ariaLabel")
    assert page.locator("#map [tabindex='0']").count() == 1, "the map is one stop"
    page.keyboard.press("ArrowUp")
    assert focused_day(page) == 23, "a planned day can be visited"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/phase2/day_024_synthetic.html")
    page.goto(f"{address}/roadmap.html")
    tab_to(page, "#d1 input")
    page.keyboard.press("Space")
    assert list(state(page)["done"]) == ["1"]


def test_prerequisites_on_hover(page, address):
    page.goto(f"{address}/roadmap.html")
    page.locator("#map [data-node='3']").hover()
    details = page.locator("#map-day")
    assert re.search(r"Needs: D01 .*, D02 ", details.inner_text())
    assert "Needed by: D24" in details.inner_text()
    assert page.locator("#map path").count() == 3
    page.locator("#d24").hover()
    assert page.locator("#map .is-current").get_attribute("data-node") == "24"


def test_phases_and_landing_count_what_is_written(page, address):
    page.goto(f"{address}/index.html")
    assert page.locator("ul.phases .range").all_inner_texts() == [
        "D01–D20, 3 of 20 written",
        "D21–D45, 2 of 25 written",
        "D46–D65, 1 of 20 written",
        "D66–D85, 0 of 20 written",
        "D86–D100, 0 of 15 written",
    ]
    page.goto(f"{address}/phase2/index.html")
    assert shown(page) == list(range(21, 46))
    assert page.locator("table.days a[href^=day_]").count() == 2
