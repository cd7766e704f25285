"""The index of EE bridges."""

from reading import DAYS


def test_bridges_are_one_sorted_dictionary_that_leads_back(page, address):
    page.goto(f"{address}/bridges.html")
    rows = [
        r.locator("td").all_inner_texts() for r in page.locator("table.bridges tbody tr").all()
    ]
    assert sorted(rows) == sorted([f"pole {d}", "eigenvalue", f"D{d:02d}"] for d in DAYS)
    terms = [r[0] for r in rows]
    assert terms == sorted(terms)
    page.get_by_role("link", name="D24", exact=True).click()
    page.wait_for_url("**/day_024_synthetic.html#ee-bridge")
    assert page.locator("div.ee-bridge#ee-bridge").count() == 1
