"""Recall cards: the schedule, the review page, the deck for Anki."""

import datetime
import json
import random
import re
import sqlite3
import zipfile

from reading import CARDS_OF_DAY_1, DAYS, progress, state, store, tab_to

from lessonbook.pages.recall import card_id


def sm2(card, grade):
    """SM-2 as Wozniak wrote it down: (repetitions, ease, interval in days)."""
    n, ease, interval = card
    if grade < 3:
        return 0, ease, 1
    interval = 1 if n == 0 else 6 if n == 1 else -int(-interval * ease // 1)
    ease = max(1.3, ease + (0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02)))
    return n + 1, round(ease, 2), interval


def test_schedule_is_sm2(page, address):
    page.goto(f"{address}/review.html")
    rng = random.Random(3)
    for _ in range(50):
        mine, theirs = (0, 2.5, 0), None
        for _ in range(10):
            grade = rng.choice([1, 3, 4, 5])
            mine = sm2(mine, grade)
            theirs = page.evaluate(
                "([c, g]) => sm2(c ?? undefined, g, (n) => `${n}`)", [theirs, grade]
            )
            assert (theirs["passed"], theirs["ease"], theirs["days"]) == mine
            assert theirs["due"] == str(mine[2])
    assert [sm2((n, 2.5, d), 4)[2] for n, d in [(0, 0), (1, 1), (2, 6), (3, 15)]] == [1, 6, 15, 38]


def at(page, date):
    page.clock.set_fixed_time(datetime.datetime.fromisoformat(f"{date}T12:00:00"))


def test_review_by_keyboard_alone(page, address):
    at(page, "2026-11-23")
    store(page, json.dumps(progress([1])), address)
    page.goto(f"{address}/review.html")
    count, card = page.locator("#review-count"), page.locator("#review-card details")
    assert "4 due, 4 of them new" in count.inner_text()
    assert not page.locator("#review-grades").is_visible()
    tab_to(page, "#review-card summary")
    for n, key in enumerate("3413", start=1):  # good, easy, forgot, good
        assert card.get_attribute("data-card") == CARDS_OF_DAY_1[n - 1]
        assert not card.locator("p").first.is_visible(), "the answer shows before it is asked for"
        page.keyboard.press("Enter")
        page.locator("#review-grades").wait_for()
        assert f"Answer {n}" in card.inner_text()
        page.keyboard.press(key)
    assert {c: s["due"] for c, s in state(page)["cards"].items()} == dict.fromkeys(
        CARDS_OF_DAY_1, "2026-11-24"
    )
    assert [state(page)["cards"][c]["passed"] for c in CARDS_OF_DAY_1] == [1, 1, 0, 1]
    assert card.get_attribute("data-card") == CARDS_OF_DAY_1[2], (
        "a forgotten card comes again today"
    )
    before = state(page)
    page.keyboard.press("Space")
    page.locator("#review-grades").wait_for()
    tab_to(page, "#review-grades [data-grade='5']")
    page.keyboard.press("Enter")
    assert state(page) == before, "a repetition on the same day does not count"
    assert "Nothing is due. The next card comes on 2026-11-24." in count.inner_text()
    assert page.locator("#deck-1 details").count() == 4, "a card was not put back"
    at(page, "2026-11-24")
    page.reload()
    assert "4 due, 0 of them new" in count.inner_text()
    card.locator("summary").click()
    page.get_by_role("button", name="Good").click()
    assert state(page)["cards"][CARDS_OF_DAY_1[0]]["due"] == "2026-11-30"


def test_only_cards_of_finished_days_are_asked(page, address):
    page.goto(f"{address}/review.html")
    assert "No day is marked as done yet" in page.locator("#review-count").inner_text()
    assert page.locator("#review-card details").count() == 0
    store(page, json.dumps(progress([24, 3])), address)
    page.goto(f"{address}/review.html")
    assert "8 due, 8 of them new" in page.locator("#review-count").inner_text()
    assert page.locator("#review-card details").get_attribute("data-day") == "3"


def test_card_ids_never_change():
    assert card_id(3, "How can a sum grow?") == "e8fea0289986"
    assert card_id(3, "How  can a\nsum grow?") == card_id(3, "How can a sum grow?")
    assert card_id(4, "How can a sum grow?") != card_id(3, "How can a sum grow?")


def test_anki_deck_has_every_card(html, page, address, tmp_path):
    page.goto(f"{address}/review.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="Anki").click()
    with zipfile.ZipFile(download.value.path()) as package:
        package.extract("collection.anki2", tmp_path)
    notes = dict(
        sqlite3.connect(tmp_path / "collection.anki2").execute("select guid, flds from notes")
    )
    assert len(notes) == 4 * len(DAYS) == page.locator("details.recall").count()
    question, answer, day = notes[CARDS_OF_DAY_1[1]].split("\x1f")
    assert question == "Question 2 of day 1?"
    assert r"\(x^2\)" in answer and "<p>" in answer
    assert day.startswith("D01 · Junior vs Senior")
    assert not [f for f in notes.values() if re.search(r'(href|src)="(?!https?:)', f)]
