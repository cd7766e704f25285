"""The reader's progress: remembered, exported, imported, and never lost to a text that cannot be read."""

import json

import pytest
from browser import watched_page
from reading import CARDS_OF_DAY_1, GOOD_CARD, KEY, progress, state, store


def test_a_finished_day_is_remembered_everywhere(page, address):
    page.goto(f"{address}/index.html")
    assert page.locator("#start").inner_text() == "Start with day 1"
    page.locator("#start").click()
    page.wait_for_url("**/day_001_synthetic.html")
    button = page.locator("button.mark-done").first
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert page.locator("button.mark-done[aria-pressed=true]").count() == 2  # header and footer
    assert page.locator(".bd-sidenav a.is-done").count() == 1
    page.goto(f"{address}/index.html")
    assert page.locator("#start").inner_text() == "Continue with day 2"
    page.goto(f"{address}/roadmap.html")
    assert page.get_by_label("D01 done").is_checked()
    assert "1 of 100 days done, 99 left" in page.locator("#progress-text").inner_text()
    assert "5, 2 h 55 min" in page.locator("#progress-text").inner_text()
    page.get_by_label("D01 done").uncheck()
    assert state(page)["done"] == {}


def test_another_tab_is_told(browser, address):
    with watched_page(browser) as (page, complaints):
        page.goto(f"{address}/roadmap.html")
        other = page.context.new_page()
        other.goto(f"{address}/phase1/day_001_synthetic.html")
        other.locator("button.mark-done").first.click()
        page.wait_for_function("() => document.querySelector('#d1 input').checked")
        assert not complaints


def test_next_day_is_the_first_ready_one_after_the_last_finished(page, address):
    page.goto(f"{address}/roadmap.html")
    days = [
        {"day": d, "needs": n}
        for d, n in [(1, []), (2, [1]), (5, [2]), (7, [4]), (8, [5]), (9, [1])]
    ]
    suggest = "([days, done]) => hundredDays.suggest(days, done)?.day ?? null"
    for done, expected in [
        ({}, 1),
        ({"1": "2026-11-01"}, 2),
        ({"1": "2026-11-02", "7": "2026-11-03"}, 9),  # 8 needs 5, which is open
        ({"7": "2026-11-01", "1": "2026-11-02"}, 2),  # the last finished one counts
        ({"9": "2026-11-01"}, 1),  # nothing ready behind it: back to the first
        ({"1": "2026-11-01", "2": "2026-11-01", "5": "2026-11-01"}, 7),  # day 4 is not written
        ({str(d["day"]): "2026-11-01" for d in days}, None),
    ]:
        assert page.evaluate(suggest, [days, done]) == expected, done


def test_export_and_import_carry_progress_to_another_browser(browser, address, tmp_path):
    cards = {CARDS_OF_DAY_1[0]: {"passed": 2, "ease": 2.6, "days": 6, "due": "2026-11-30"}}
    with watched_page(browser) as (page, complaints):
        store(page, json.dumps(progress([1, 2], cards)), address)
        page.goto(f"{address}/roadmap.html")
        with page.expect_download() as download:
            page.get_by_role("button", name="Export progress").click()
        download.value.save_as(tmp_path / "progress.json")
        assert not complaints
    older = {**cards[CARDS_OF_DAY_1[0]], "due": "2026-11-20"}
    here = progress([3], {CARDS_OF_DAY_1[0]: older, CARDS_OF_DAY_1[1]: older})
    with watched_page(browser) as (page, complaints):
        store(page, json.dumps(here), address)
        page.goto(f"{address}/roadmap.html")
        page.locator("#import").set_input_files(tmp_path / "progress.json")
        page.get_by_role("alert").get_by_text("Added the progress in progress.json").wait_for()
        after = state(page)
        assert set(after["done"]) == {"1", "2", "3"}, "importing adds, it does not replace"
        assert after["cards"] == {**here["cards"], **cards}, "the later review of a card counts"
        assert page.get_by_label("D02 done").is_checked()
        assert not complaints


MALFORMED = {
    "not JSON": "{",
    "empty": "",
    "null": "null",
    "a list": "[1, 2]",
    "foreign": '{"theme": "dark"}',
    "another version": '{"version": 2, "done": {}, "cards": {}}',
    "a key too many": '{"version": 1, "done": {}, "cards": {}, "admin": true}',
    "a key missing": '{"version": 1, "done": {}}',
    "day 101": '{"version": 1, "done": {"101": "2026-11-20"}, "cards": {}}',
    "day named __proto__": '{"version": 1, "done": {"__proto__": "2026-11-20"}, "cards": {}}',
    "no such date": '{"version": 1, "done": {"3": "2026-02-30"}, "cards": {}}',
    "HTML for a date": '{"version": 1, "done": {"3": "<img src=x onerror=alert(1)>"}, "cards": {}}',
    "card id": json.dumps(progress((), {"zzz": GOOD_CARD})),
    "card ease": json.dumps(progress((), {"0" * 12: {**GOOD_CARD, "ease": "2.5"}})),
    "card interval": json.dumps(progress((), {"0" * 12: {**GOOD_CARD, "days": -1}})),
    "card key": json.dumps(progress((), {"0" * 12: {**GOOD_CARD, "note": "x"}})),
}


def test_malformed_import_is_refused_and_changes_nothing(page, address):
    before = json.dumps(progress([1]))
    store(page, before, address)
    page.goto(f"{address}/roadmap.html")
    for name, text in MALFORMED.items():
        file = {"name": f"{name}.json", "mimeType": "application/json", "buffer": text.encode()}
        page.locator("#import").set_input_files(file)
        message = page.get_by_role("alert").get_by_text(f"{name}.json was not imported")
        message.wait_for()
        assert "Nothing has changed" in message.inner_text()
        assert page.evaluate("key => localStorage.getItem(key)", KEY) == before, name
        page.get_by_role("button", name="Close").click()
    assert page.get_by_label("D01 done").is_checked()


@pytest.mark.parametrize("name", ["not JSON", "empty", "foreign", "HTML for a date"])
def test_unreadable_progress_is_reported_kept_and_not_overwritten(page, address, name):
    raw = MALFORMED[name]
    keys = "() => Object.fromEntries(Object.entries(localStorage).filter(([k]) => k.startsWith('100days')))"
    store(page, raw, address)
    page.goto(f"{address}/roadmap.html")
    alert = page.get_by_role("alert")
    assert "cannot be read" in alert.inner_text()
    page.get_by_label("D01 done").click()  # refused, and the box says so
    assert not page.get_by_label("D01 done").is_checked()
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    page.locator("button.mark-done").first.click()
    assert page.evaluate(keys) == {KEY: raw, f"{KEY}.backup": raw}
    page.get_by_role("button", name="Start afresh").click()
    page.locator("button.mark-done").first.click()
    after = page.evaluate(keys)
    assert json.loads(after[KEY])["done"].keys() == {"1"}
    assert after[f"{KEY}.backup"] == raw
    assert page.get_by_role("alert").count() == 0


def test_a_second_unreadable_text_does_not_replace_the_first_backup(page, address):
    for raw in ("first", "second"):
        store(page, raw, address)
        page.goto(f"{address}/index.html")
        page.get_by_role("alert").wait_for()
    kept = page.evaluate(
        "key => [localStorage[key + '.backup'], localStorage[key + '.backup.2']]", KEY
    )
    assert kept == ["first", "second"]
