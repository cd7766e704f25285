"""Predictions: committed once, remembered, carried to another browser, judged fairly, and readable by everybody."""

import datetime
import json

import pytest
from browser import axe, watched_page
from reading import DAYS, KEY, PHONE, progress, state, store, tab_to
from scipy.stats import binomtest

LESSON = "phase1/day_001_synthetic.html"
TODAY = "2026-11-23"
NUMBER, CHOICE = (
    "div.predict[data-prediction*='d01-loss']",
    "div.predict[data-prediction*='d01-weight']",
)


def at(page, date):
    page.clock.set_fixed_time(datetime.datetime.fromisoformat(f"{date}T12:00:00"))


def saved(predictions, **rest):
    return {**progress(**rest), "version": 2, "predictions": predictions}


def commit_number(page, number):
    block = page.locator(NUMBER)
    block.get_by_label("Your number").fill(number)
    block.get_by_role("button", name="Commit").click()


def test_a_number_is_committed_once_and_for_ever(page, address):
    at(page, TODAY)
    page.goto(f"{address}/{LESSON}")
    block = page.locator(NUMBER)
    assert (
        block.locator("p").first.inner_text() == "What is the loss of a model that knows nothing?"
    )
    assert "nats" in block.locator("label").inner_text()
    answer = block.locator("details")
    assert not answer.is_visible(), "the answer shows before it was asked for"
    block.get_by_role("button", name="Commit").click()  # nothing entered: the browser says so
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    commit_number(page, "0.5")
    says = "✗ Not this time. You said 0.5 nats; the answer is 0.6931 nats: 0.193 nats too low."
    for _ in range(2):  # now, and when the page is opened again
        verdict = block.locator(".verdict")
        assert verdict.inner_text().startswith(says)
        assert verdict.inner_text().endswith(f"Committed on {TODAY}.")
        assert "The logarithm of two" in answer.inner_text()
        assert not block.get_by_role("button", name="Commit").is_visible()
        assert not block.get_by_label("Your number").is_visible()
        page.reload()
    assert state(page)["predictions"] == {"d01-loss": {"date": TODAY, "number": 0.5}}
    page.evaluate("() => hundredDays.predict('d01-loss', { number: 0.69 })")
    assert state(page)["predictions"]["d01-loss"]["number"] == 0.5, "a commitment was changed"
    answer.get_by_role("link", name="Where the lesson answers it").click()
    page.wait_for_url("**#d01-answer-loss")
    assert page.locator("#d01-answer-loss").is_visible()


def test_a_choice_states_how_sure_it_is(page, address):
    at(page, TODAY)
    page.goto(f"{address}/{LESSON}")
    block = page.locator(CHOICE)
    sure = block.get_by_label("How sure are you?")
    levels = [o.get_attribute("value") for o in sure.locator("option").all()]
    assert levels == ["", "33", "40", "50", "60", "70", "80", "90", "100"]
    block.get_by_label("The first").check()
    block.get_by_role("button", name="Commit").click()  # how sure is missing
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    sure.select_option("80")
    block.get_by_role("button", name="Commit").click()
    for _ in range(2):
        assert block.locator(".verdict").inner_text() == (
            f"✓ Right. You chose 2 and were 80 % sure. Committed on {TODAY}."
        )
        radios = block.get_by_role("radio")
        assert [r.is_checked() for r in radios.all()] == [False, True, False]
        assert all(r.is_disabled() for r in radios.all())
        answer = block.locator("details p")
        assert answer.first.inner_text().startswith("2. The first")
        assert answer.nth(1).inner_text().startswith("Weights of standardized features")
        page.reload()
    entry = {"confidence": 80, "date": TODAY, "option": 2}
    assert state(page)["predictions"] == {"d01-weight": entry}


def test_skipping_is_remembered_and_does_not_push_the_answer(page, address):
    at(page, TODAY)
    page.goto(f"{address}/{LESSON}")
    block = page.locator(NUMBER)
    block.get_by_role("button", name="Skip").click()
    for _ in range(2):
        assert block.locator(".verdict").inner_text() == f"Skipped on {TODAY}."
        assert block.locator("summary").is_visible()
        assert not block.locator("details p").first.is_visible()
        page.reload()
    assert state(page)["predictions"] == {"d01-loss": {"date": TODAY, "skipped": True}}


def test_by_keyboard_alone(page, address):
    page.goto(f"{address}/{LESSON}")
    tab_to(page, f"{NUMBER} input", limit=300)
    page.keyboard.type("0.7")
    page.keyboard.press("Enter")
    focused = page.evaluate("() => document.activeElement.textContent")
    assert focused.startswith("✓ Right. You said 0.7 nats"), "the focus is lost"
    tab_to(page, f"{CHOICE} input", limit=300)
    page.keyboard.press("ArrowDown")
    tab_to(page, f"{CHOICE} select")
    page.keyboard.type("7")
    tab_to(page, f"{CHOICE} [type=submit]")
    page.keyboard.press("Enter")
    assert (
        state(page)["predictions"]["d01-weight"].items() >= {"option": 2, "confidence": 70}.items()
    )


def test_two_tabs_keep_the_first_commitment(browser, address):
    with watched_page(browser) as (page, complaints):
        page.goto(f"{address}/{LESSON}")
        other = page.context.new_page()
        other.goto(f"{address}/{LESSON}")
        commit_number(other, "0.6")
        page.locator(NUMBER).locator(".verdict", has_text="You said 0.6 nats").wait_for()
        assert not page.locator(NUMBER).get_by_label("Your number").is_visible()
        assert not complaints


def test_a_state_of_version_1_is_taken_over_without_loss(page, address):
    old = progress([1, 2], {"0" * 12: {"passed": 1, "ease": 2.5, "days": 1, "due": "2026-11-24"}})
    assert old["version"] == 1
    store(page, json.dumps(old), address)
    page.goto(f"{address}/{LESSON}")
    assert page.get_by_role("alert").count() == 0
    commit_number(page, "0.5")
    after = state(page)
    assert after["version"] == 2 and after["predictions"].keys() == {"d01-loss"}
    assert (after["done"], after["cards"]) == (old["done"], old["cards"])


def import_text(page, address, text):
    page.goto(f"{address}/roadmap.html")
    file = {"name": "file.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("#import").set_input_files(file)
    page.locator("#import-message").wait_for()
    return page.locator("#import-message").inner_text()


def test_an_old_file_is_imported_into_a_state_with_predictions(page, address):
    here = saved({"d01-loss": {"date": TODAY, "number": 0.5}})
    store(page, json.dumps(here), address)
    assert "Added" in import_text(page, address, json.dumps(progress([3])))
    assert state(page) == {**here, "done": progress([3])["done"]}


def test_predictions_travel_and_the_earlier_commitment_wins(browser, address, tmp_path):
    early, late = ({"date": f"2026-11-{d}", "number": float(d)} for d in (10, 20))
    skip = {"date": "2026-11-15", "skipped": True}
    choice = {"date": "2026-11-15", "option": 3, "confidence": 60}
    with watched_page(browser) as (page, complaints):
        there = saved(
            {"d01-loss": early, "d02-loss": late, "d03-loss": skip, "d21-weight": choice}
        )
        store(page, json.dumps(there), address)
        page.goto(f"{address}/roadmap.html")
        with page.expect_download() as download:
            page.get_by_role("button", name="Export progress").click()
        download.value.save_as(tmp_path / "progress.json")
        assert not complaints
    text = (tmp_path / "progress.json").read_text()
    assert json.loads(text) == there
    with watched_page(browser) as (page, complaints):
        here = saved({"d01-loss": late, "d02-loss": early, "d03-loss": late}, done=[1])
        store(page, json.dumps(here), address)
        assert "Added" in import_text(page, address, text)
        assert state(page)["predictions"] == {
            "d01-loss": early,
            "d02-loss": early,
            "d03-loss": skip,
            "d21-weight": choice,
        }
        assert state(page)["done"].keys() == {"1"}
        assert not complaints


DAMAGED = {
    "version 3": {"version": 3},
    "version as text": {"version": "2"},
    "version 2 without predictions": {"predictions": None},
    "a list": {"predictions": []},
    "foreign id": {"predictions": {"__proto__x": {"date": TODAY, "number": 1}}},
    "no date": {"predictions": {"d01-loss": {"number": 1}}},
    "no such date": {"predictions": {"d01-loss": {"date": "2026-02-30", "number": 1}}},
    "number as text": {"predictions": {"d01-loss": {"date": TODAY, "number": "1"}}},
    "both": {"predictions": {"d01-loss": {"date": TODAY, "number": 1, "option": 1}}},
    "nothing": {"predictions": {"d01-loss": {"date": TODAY}}},
    "option 6": {"predictions": {"d01-loss": {"date": TODAY, "option": 6, "confidence": 50}}},
    "too sure": {"predictions": {"d01-loss": {"date": TODAY, "option": 1, "confidence": 110}}},
    "skipped half": {"predictions": {"d01-loss": {"date": TODAY, "skipped": False}}},
    "HTML": {
        "predictions": {"d01-loss": {"date": "<img src=x onerror=alert(1)>", "skipped": True}}
    },
}


def damaged(name):
    return json.dumps({k: v for k, v in {**saved({}), **DAMAGED[name]}.items() if v is not None})


def test_damaged_files_are_refused_and_change_nothing(page, address):
    before = json.dumps(saved({"d01-loss": {"date": TODAY, "number": 0.5}}))
    store(page, before, address)
    infinite = damaged("nothing").replace(f'"{TODAY}"', f'"{TODAY}", "number": 1e999')
    for text in [*map(damaged, DAMAGED), infinite]:
        said = import_text(page, address, text)
        assert "was not imported" in said and "Nothing has changed" in said, text
        assert page.evaluate("key => localStorage.getItem(key)", KEY) == before, text


@pytest.mark.parametrize("name", ["version 3", "number as text", "HTML"])
def test_damaged_storage_is_kept_and_the_reader_still_sees_the_verdict(page, address, name):
    raw = damaged(name)
    store(page, raw, address)
    page.goto(f"{address}/{LESSON}")
    assert "cannot be read" in page.get_by_role("alert").inner_text()
    commit_number(page, "0.5")
    assert "You said 0.5 nats" in page.locator(NUMBER).locator(".verdict").inner_text()
    assert page.evaluate("key => localStorage.getItem(key)", KEY) == raw
    page.goto(f"{address}/predictions.html")
    assert "0 committed" in page.locator("#record-count").inner_text()
    assert page.evaluate("key => localStorage.getItem(key)", KEY) == raw


@pytest.mark.parametrize(
    "p, number, right, says",
    [
        ({"within": "absolute", "tolerance": 0.1, "answer": 0.4}, 0.3, True, ""),
        ({"within": "absolute", "tolerance": 0.1, "answer": 0.4}, 0.29, False, ": 0.11 too low"),
        ({"within": "absolute", "tolerance": 5, "answer": 96.6, "unit": "%"}, 50, False, ": 46.6 percentage points too low"),
        ({"within": "absolute", "tolerance": 5, "answer": -3}, 3, False, ": 6 too high"),
        ({"within": "percent", "tolerance": 10, "answer": -50}, -45, True, ""),
        ({"within": "percent", "tolerance": 10, "answer": 50}, 56, False, ": 12 % too high"),
        ({"within": "factor", "tolerance": 1.5, "answer": 12}, 8, True, ""),
        ({"within": "factor", "tolerance": 1.5, "answer": 12}, 18, True, ""),
        ({"within": "factor", "tolerance": 1.5, "answer": 12}, 4, False, ": too low by a factor of 3"),
        ({"within": "factor", "tolerance": 1.5, "answer": 12}, 0, False, ": too low"),
    ],
)  # fmt: skip
def test_verdict(page, address, p, number, right, says):
    page.goto(f"{address}/{LESSON}")
    p = {"unit": "", "shown": f"{p['answer']}", "options": 0, **p}
    judged = page.evaluate(
        "([p, n]) => predictions.judge(p, { date: '2026-11-23', number: n })", [p, number]
    )
    assert judged["right"] is right
    assert f"the answer is {p['shown']}{says}. Committed" in judged["text"]


def test_interval_is_wilsons(page, address):
    page.goto(f"{address}/predictions.html")
    for n in (1, 5, 12, 40):
        for k in range(n + 1):
            low, high = page.evaluate("([k, n]) => wilson(k, n)", [k, n])
            expected = binomtest(k, n).proportion_ci(method="wilson")
            assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-6)
    widths = page.evaluate(
        "() => [11, 12].map(n => Math.max(...[...Array(n + 1).keys()].map(k => wilson(k, n)[1] - wilson(k, n)[0])))"
    )
    assert widths[0] > 0.5 > widths[1], "12 is not where the interval is narrower than half"


def test_the_record_shows_every_question_and_says_when_it_knows_too_little(page, address):
    entries = {
        "d01-loss": {"date": TODAY, "number": 0.7},
        "d02-loss": {"date": TODAY, "number": 5},
        "d03-loss": {"date": TODAY, "skipped": True},
        "d01-weight": {"date": TODAY, "option": 1, "confidence": 90},
        "d99-gone": {"date": TODAY, "number": 1},
    }
    store(page, json.dumps(saved(entries)), address)
    page.goto(f"{address}/predictions.html")
    lines = page.locator("li[data-prediction]")
    assert lines.count() == 2 * len(DAYS)
    assert page.locator("article h3").count() == len(DAYS)
    assert "✓ Right. You said 0.7 nats" in lines.nth(0).inner_text()
    assert "You chose 1 and were 90 % sure; the answer is 2." in lines.nth(1).inner_text()
    assert "4.31 nats too high" in lines.nth(2).inner_text()
    assert "Not predicted yet." in lines.nth(3).inner_text()
    assert f"Skipped on {TODAY}." in lines.nth(4).inner_text()
    count = page.locator("#record-count").inner_text()
    assert count.startswith("3 committed, 1 skipped, 8 open. 1 answer belongs to a question")
    numbers = page.locator("#record-numbers").inner_text()
    assert "1 of 2 numbers were within the tolerance. That is too few to mean anything" in numbers
    choices = page.locator("#record-choices")
    assert "0 of 1 choice was right. That is too few" in choices.inner_text()
    assert choices.locator("svg").count() == 0, "a plot of one choice"
    assert page.evaluate("() => window.hacked") is None
    lines.nth(1).get_by_role("link").click()
    page.wait_for_url(f"**/{LESSON}#d01-predict-weight")
    assert page.locator("#d01-predict-weight").is_visible()


def many_choices(page):
    """Serve the record with 20 more questions, for a calibration plot: 10 at 60 %, 10 at 90 %."""

    def more(route):
        response, ul = route.fetch(), '<ul class="predictions">'
        extra = ""
        for k in range(20):
            p = {
                "id": f"d50-q{k}",
                "answer": 1,
                "shown": "1",
                "unit": "",
                "options": 2,
                "tolerance": None,
                "within": None,
            }
            extra += f"<li data-prediction='{json.dumps(p)}'><p>Question {k}</p></li>"
        route.fulfill(response=response, body=response.text().replace(ul, ul + extra, 1))

    page.route("**/predictions.html", more)
    right = lambda k: k < 6 if k < 10 else k < 17  # noqa: E731
    return {
        f"d50-q{k}": {
            "date": TODAY,
            "option": 1 if right(k) else 2,
            "confidence": 60 if k < 10 else 90,
        }
        for k in range(20)
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_calibration_is_drawn_with_counts_and_intervals(browser, address, scheme):
    with watched_page(browser, color_scheme=scheme) as (page, _):
        store(page, json.dumps(saved(many_choices(page))), address)
        page.goto(f"{address}/predictions.html")
        choices = page.locator("#record-choices")
        text = choices.locator("> p").inner_text()
        assert text == (
            "13 of 20 choices were right: 65 %, with a 95 % interval from 43 % to 82 %. You stated 75 % on average."
        )
        plot = choices.get_by_role("img", name="Calibration")
        assert plot.locator("circle").count() == 2
        points = plot.locator("circle").evaluate_all(
            "cs => cs.map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])"
        )
        assert points == [
            pytest.approx([52 + 250 * 0.6, 280 - 250 * 0.6]),
            pytest.approx([52 + 250 * 0.9, 280 - 250 * 0.7]),
        ]
        assert plot.locator("path.error").count() == 2
        assert plot.get_by_text("10", exact=True).count() == 2
        assert choices.locator("tbody tr").all_inner_texts() == [
            "60 %\t60 %\t6 of 10",
            "90 %\t70 %\t7 of 10",
        ]
        ink = plot.locator("circle").first.evaluate("c => getComputedStyle(c).fill")
        assert ink == choices.locator("> p").evaluate("p => getComputedStyle(p).color")
        assert axe(page) == []


def test_without_scripts_question_and_folded_answer(browser, address):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{address}/{LESSON}")
        for block, asked, given in (
            (NUMBER, "A number, in nats; right within 0.05.", "0.6931 nats"),
            (CHOICE, "Choose one.", "2. The first"),
        ):
            block = page.locator(block)
            assert asked in block.inner_text()
            for control in block.locator("input, select, button").all():
                assert not control.is_visible(), "a control that does nothing"
            answer = block.locator("details p").first
            assert block.locator("summary").inner_text() == "Answer"
            assert not answer.is_visible()
            block.locator("summary").click()
            assert answer.is_visible() and answer.inner_text().startswith(given)
        page.goto(f"{address}/predictions.html")
        assert page.locator("li[data-prediction] a:visible").count() == 2 * len(DAYS)
        assert not page.locator("#record").is_visible()
        assert not complaints


def test_paper_has_question_and_answer_and_no_controls(page, address):
    page.goto(f"{address}/{LESSON}")
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    for block in (page.locator(NUMBER), page.locator(CHOICE)):
        assert block.locator("p").first.is_visible()
        assert block.locator("details p").first.is_visible()
        assert not any(c.is_visible() for c in block.locator("input, select, button").all())


@pytest.mark.parametrize("name", [LESSON, "predictions.html"])
def test_on_a_phone_nothing_is_wider_than_the_screen(browser, address, name):
    with watched_page(browser, viewport=PHONE, is_mobile=True) as (page, complaints):
        store(page, json.dumps(saved(many_choices(page))), address)
        page.goto(f"{address}/{name}")
        if name == LESSON:
            for block in (NUMBER, CHOICE):
                page.locator(block).scroll_into_view_if_needed()
            commit_number(page, "123456789.123456789")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(browser, address, scheme):
    with watched_page(browser, color_scheme=scheme) as (page, _):
        page.goto(f"{address}/{LESSON}")
        assert axe(page) == []
        commit_number(page, "0.7")
        block = page.locator(CHOICE)
        block.get_by_label("Neither").check()
        block.get_by_label("How sure are you?").select_option("40")
        block.get_by_role("button", name="Commit").click()
        assert axe(page) == []
        page.goto(f"{address}/predictions.html")
        assert axe(page) == []


def test_only_pages_with_questions_load_the_scripts(html):
    def scripts(name):
        text = (html / name).read_text(encoding="utf8")
        return [s for s in ("predictions.js", "record.js") if f"/{s}?" in text]

    assert scripts(LESSON) == scripts("index.html") == ["predictions.js"]
    assert scripts("predictions.html") == ["predictions.js", "record.js"]
    assert scripts("review.html") == scripts("roadmap.html") == []
