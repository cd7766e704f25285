"""The index of EE bridges."""

import pytest
from browser import watched_page
from reading import DAYS, PHONE

# The class of a synthetic day's bridge: none, signals, systems, information, circuits, statistics, by day modulo 6
BY_FIELD = {
    "Signals and filters": [1, 24],
    "Systems and control": [2],
    "Information and communication": [21, 3],  # as texts: pole 21, pole 3
    "Circuits and hardware": [46],
}


def visible(page):
    return [
        r.locator("td").all_inner_texts()
        for r in page.locator("table.bridges tbody tr:visible").all()
    ]


def test_bridges_are_a_dictionary_by_field_that_leads_back(page, address):
    page.goto(f"{address}/bridges.html")
    sections = page.locator("article section section")
    assert [s.inner_text() for s in sections.locator("h2").all()] == list(BY_FIELD)
    for section, days in zip(sections.all(), BY_FIELD.values()):
        rows = [r.locator("td").all_inner_texts() for r in section.locator("tbody tr").all()]
        assert [r[:2] for r in rows] == [[f"pole {d}", "eigenvalue"] for d in days]
        assert [r[2][:6] for r in rows] == [f"D{d:02d} · " for d in days]
    assert len(visible(page)) == len(DAYS)
    page.get_by_role("link", name="D24 · Random Forests — why ensembles win").click()
    page.wait_for_url("**/day_024_synthetic.html#ee-bridge")
    assert page.locator("div.ee-bridge#ee-bridge").count() == 1


def test_filters(page, address):
    page.goto(f"{address}/bridges.html")
    page.get_by_label("Field").select_option("information")
    assert [r[0] for r in visible(page)] == ["pole 21", "pole 3"]
    assert page.locator("h2:visible").all_inner_texts() == ["Information and communication"]
    page.get_by_label("Field").select_option("")
    page.get_by_label("Text").fill("forests")
    assert [r[0] for r in visible(page)] == ["pole 24"]
    assert page.locator("#filter-count").inner_text() == "1 of 6 entries shown."


@pytest.mark.parametrize("width", [PHONE["width"], 1280])
def test_without_scripts_and_without_scrolling_sideways(browser, site, width):
    with watched_page(
        browser, java_script_enabled=False, viewport={"width": width, "height": 800}
    ) as (page, complaints):
        page.goto(f"{site}/bridges.html")
        assert not page.locator("#filters").is_visible()
        assert len(page.locator("table.bridges tbody tr:visible").all()) > 50
        for table in page.locator("table.bridges").all():
            assert table.bounding_box()["width"] <= width - 30
        assert not complaints
