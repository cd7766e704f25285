"""The reading experience in a real browser: progress, roadmap, review, callouts, phone, dark, keyboard, no scripts.

The pages are those of a small synthetic book whose lessons have planted contents: a title that is HTML, a table, an equation and a
line of code that are too wide, needs that are not written yet.
"""

import ast
import datetime
import json
import random
import re
import sqlite3
import zipfile

import nbformat
import pytest
from browser import axe, served, watched_page
from helpers import ROOT, lessonbook

from lessonbook.building.synthetic import write_book
from lessonbook.model.lesson import read_lesson
from lessonbook.pages.recall import card_id

KEY = "100days.v1"
DAYS = [1, 2, 3, 21, 24, 46]
EVIL = "Gradients <script>window.hacked = 1</script> & <b>bold</b>"
PHONE = {"width": 390, "height": 844}
PAGES = [
    "index.html",
    "roadmap.html",
    "review.html",
    "bridges.html",
    "report.html",
    "phase1/index.html",
    "phase1/day_002_synthetic.html",
]
CARDS_OF_DAY_1 = [card_id(1, f"Question {k} of day 1?") for k in range(1, 5)]
WIDE = """
| {head} |
|{rule}
| {cells} |

$$
{math} = 0
$$

```python
wide = "{code}"
```

## Recall
""".format(
    head=" | ".join(f"a long column head {k}" for k in range(9)),
    rule="---|" * 9,
    cells=" | ".join("x" * 12 for _ in range(9)),
    math=" + ".join(f"a_{{{k}}} x^{{{k}}}" for k in range(40)),
    code="y" * 150,
)


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """A built book of six lessons in three phases."""
    book = write_book(tmp_path_factory.mktemp("reading") / "book", DAYS, root=ROOT)

    def edit(path, *changes):
        text = (book / path).read_text(encoding="utf8")
        for old, new in changes:
            assert old in text, f"{old!r} is not in {path}"
            text = text.replace(old, new, 1)
        (book / path).write_text(text, encoding="utf8")

    edit("roadmap.yml", ("Eigenvalues — why they're everywhere", EVIL))
    edit("phase1/day_003_synthetic.md", ("Eigenvalues — why they're everywhere", EVIL))
    edit("phase1/day_001_synthetic.md", ("tags: [numpy]", "tags: [mindset, numpy]"))
    edit("phase1/day_002_synthetic.md", ("minutes: 40", "minutes: 25"), ("\n## Recall\n", WIDE))
    edit("phase2/day_024_synthetic.md", ("needs: [22, 23]", "needs: [3, 23]"))
    result = lessonbook(book, "build")
    assert result.returncode == 0, result.stdout + result.stderr
    return book


@pytest.fixture(scope="session")
def html(book):
    return book / "_build" / "html"


@pytest.fixture(scope="session")
def address(html):
    with served(html) as a:
        yield a


def state(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))


def store(page, text, address):
    """Put a text into the storage before a page is opened."""
    page.goto(f"{address}/genindex.html")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def progress(done=(), cards=None):
    return {"version": 1, "done": {str(d): "2026-11-20" for d in done}, "cards": cards or {}}


def shown(page):
    return [int(r.get_attribute("data-day")) for r in page.locator("tr[data-day]:visible").all()]


# ---- progress --------------------------------------------------------------------------------------------------------------------


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


GOOD_CARD = {"passed": 1, "ease": 2.5, "days": 1, "due": "2026-11-24"}
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


# ---- roadmap ---------------------------------------------------------------------------------------------------------------------


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
        ("Text", "d046", []),
        ("Text", "D46", [46]),
    ]:
        field = page.get_by_label(label, exact=True)
        field.fill(value) if label == "Text" else field.select_option(value)
        assert shown(page) == expected, (label, value)
        assert page.locator("#filter-count").inner_text() == f"{len(expected)} of 100 days shown"
        page.get_by_role("button", name="Show all").click()
        page.wait_for_function(
            "() => document.querySelector('#filter-count').textContent.startsWith('100 ')"
        )
    page.get_by_label("Phase", exact=True).select_option("1")
    page.get_by_label("State", exact=True).select_option("open")
    assert shown(page) == [3], "filters hold together"


def tab_to(page, selector, limit=80):
    """Press Tab until the focus is on an element; fail if it is not reached."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


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


# ---- review ----------------------------------------------------------------------------------------------------------------------


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


# ---- derived pages ---------------------------------------------------------------------------------------------------------------


def test_html_in_a_title_stays_text(browser, address):
    pages = ["roadmap", "review", "report", "phase1/index"]
    for name in [*pages, "phase1/day_003_synthetic", "phase2/day_024_synthetic"]:
        with watched_page(browser) as (page, complaints):
            store(page, json.dumps(progress([1, 2])), address)
            page.goto(f"{address}/{name}.html")
            if name == "roadmap":
                page.locator("#map [data-node='3']").hover()
            assert page.evaluate("window.hacked") is None, name
            assert EVIL in page.locator("body").inner_text(), name
            assert page.locator("b", has_text="bold").count() == 0, name
            assert not complaints, complaints


def test_lesson_header_says_where_it_is_and_what_it_needs(page, address):
    page.goto(f"{address}/phase2/day_024_synthetic.html")
    card = page.get_by_role("complementary", name="About this lesson")
    assert card.locator(".where").inner_text() == "Day 24 of 100 · Phase 2 · 30 min"
    needs = card.locator("li").all()
    assert needs[0].get_by_role("link").get_attribute("href") == "../phase1/day_003_synthetic.html"
    assert needs[1].get_by_role("link").count() == 0
    assert needs[1].inner_text() == "D23 Decision Trees — how they really split (planned)"
    with page.expect_download() as download:
        card.get_by_role("link", name="Notebook").click()
    assert nbformat.read(download.value.path(), as_version=4).cells


def test_previous_and_next_go_by_day_across_phases(page, address):
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    for day in DAYS[1:]:
        page.locator("a.right-next").click()
        page.wait_for_url(f"**/day_{day:03d}_synthetic.html")
    assert page.locator("a.right-next").count() == 0
    for day in DAYS[-2::-1]:
        page.locator("a.left-prev").click()
        page.wait_for_url(f"**/day_{day:03d}_synthetic.html")


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


def test_report_counts_what_the_run_did(page, book, html, address):
    page.goto(f"{address}/report.html")
    rows = {
        r[0]: r
        for r in (
            r.locator("td, th").all_inner_texts()
            for r in page.locator("table.data tbody tr").all()
        )
    }
    assert list(rows) == [f"D{d:02d}" for d in DAYS]
    for path in sorted(book.glob("phase?/day_*.md")):
        lesson = read_lesson(path, book)
        notebook = nbformat.read(html / "_sources" / f"{lesson.docname}.ipynb", as_version=4)
        code = [c for c in notebook.cells if c.cell_type == "code"]
        figures = sum("image/png" in o.get("data", {}) for c in code for o in c.outputs)
        asserts = sum(
            isinstance(n, ast.Assert) for c in code for n in ast.walk(ast.parse(c.source))
        )
        *_, seconds, cpu, mb, n_cells, n_asserts, n_figures = rows[f"D{lesson.day:02d}"]
        assert [int(n_cells), int(n_asserts), int(n_figures)] == [len(code), asserts, figures]
        assert float(seconds) > 0 and float(cpu) > 0 and 30 < float(mb) < 1500


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


def test_every_page_can_be_found(html):
    seen = {}
    for path in html.rglob("*.html"):
        text = path.read_text(encoding="utf8")
        if "_static" in path.parts or 'http-equiv="Refresh"' in text:
            continue
        found = re.findall(r"<meta\b[^>]*\bname=\"description\"[^>]*>", text)
        assert len(found) == 1, path
        content = re.search(r'content="([^"]{20,200})"', found[0])
        assert content, found[0]
        seen.setdefault(content[1], []).append(path.name)
        if path.name not in {"search.html", "genindex.html"}:
            assert text.count('rel="canonical"') == 1, path
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), {i for i in ids if ids.count(i) > 1}
    shared = {k: v for k, v in seen.items() if len(v) > 1 and "index.html" not in v}
    assert set(sum(shared.values(), [])) <= {"search.html", "genindex.html", "bibliography.html"}


# ---- every reader ----------------------------------------------------------------------------------------------------------------


def test_without_scripts_everything_can_be_read(browser, address):
    with watched_page(browser, java_script_enabled=False) as (page, complaints):
        page.goto(f"{address}/roadmap.html")
        assert shown(page) == list(range(1, 101))
        assert page.locator("tr[data-day] th a").count() == len(DAYS)
        assert page.locator("#d2 td.state").inner_text() == "to read"
        assert page.locator("#d4 td.state").inner_text() == "planned"
        for control in ("#filters", "#map-panel", "#progress", "#export"):
            assert not page.locator(control).is_visible(), (
                f"{control} does nothing without scripts"
            )
        page.goto(f"{address}/review.html")
        assert not page.locator("#session").is_visible()
        assert page.locator("details.recall:visible").count() == 4 * len(DAYS)
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name="Start with day 1").click()
        page.wait_for_url("**/day_001_synthetic.html")
        assert not page.locator("button.mark-done").first.is_visible()
        answer = page.locator("details.recall p").first
        assert not answer.is_visible()
        page.locator("details.recall summary").first.click()
        assert answer.is_visible()
        page.locator("details.solution summary").first.click()
        assert page.locator("details.solution .cell_input").first.is_visible()
        assert not complaints


@pytest.mark.parametrize("name", PAGES)
def test_phone_never_scrolls_sideways(browser, address, name):
    with watched_page(browser, viewport=PHONE, is_mobile=True, color_scheme="dark") as (
        page,
        complaints,
    ):
        page.goto(f"{address}/{name}")
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        assert not complaints


def test_wide_things_scroll_in_their_box_and_by_keyboard(browser, address):
    with watched_page(browser, viewport=PHONE) as (page, complaints):
        page.goto(f"{address}/phase1/day_002_synthetic.html")
        page.locator("div.math").last.scroll_into_view_if_needed()
        for box in (".pst-scrollable-table-container", "div.math", ".highlight-python pre"):
            wide = page.locator(f"article {box}").evaluate_all(
                "all => all.filter(b => b.scrollWidth > b.clientWidth + 1).map(b => b.tabIndex)"
            )
            assert wide and set(wide) == {0}, f"{box}: {wide}"
        assert not complaints
        assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["index", "roadmap", "review", "phase2/day_024_synthetic", "bibliography", "search"]
)
def test_no_accessibility_violation(browser, address, name, scheme):
    # axe reads style sheets again on its own account, so what it requests does not count
    with watched_page(browser, color_scheme=scheme) as (page, _):
        store(page, json.dumps(progress([1])), address)
        page.goto(f"{address}/{name}.html", wait_until="load")
        assert axe(page) == []
        if name == "review":
            page.locator("#review-card summary").click()
            page.locator("#review-grades").wait_for()
            assert axe(page) == []
        if name == "roadmap":
            store(page, "damaged", address)
            page.goto(f"{address}/{name}.html")
            page.locator("#map .day").first.focus()
            page.get_by_label("State", exact=True).select_option("planned")
            assert axe(page) == []


def test_dark_mode_is_dark_and_figures_sit_on_white(browser, address):
    with watched_page(browser, color_scheme="dark") as (page, complaints):
        page.goto(f"{address}/phase1/day_002_synthetic.html")
        brightness = "e => getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
        assert page.locator("body").evaluate(brightness) < 150
        figure = page.locator(".cell_output img").first
        assert figure.evaluate(brightness) == 3 * 255
        assert figure.evaluate("e => getComputedStyle(e).filter") == "none"
        assert not complaints


def test_callouts_differ_without_colour(page, address):
    page.goto(f"{address}/phase1/day_001_synthetic.html")
    masks = set()
    for kind in ("ee-bridge", "senior", "production", "breaks", "exercise"):
        box = page.locator("div.admonition.ee-bridge, div.admonition.probe").first
        box.evaluate("(e, kind) => { e.className = `admonition probe ${kind}`; }", kind)
        masks.add(
            box.locator(".admonition-title").evaluate(
                "e => getComputedStyle(e, '::after').maskImage"
            )
        )
    assert len(masks) == 5 and all(m.startswith("url(") for m in masks)


def test_printed_lesson_is_the_lesson_alone_open_and_on_white(browser, address):
    with watched_page(browser, color_scheme="dark") as (page, complaints):
        page.goto(f"{address}/phase1/day_001_synthetic.html")
        theme = "() => document.documentElement.dataset.theme"
        page.emulate_media(media="print")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        for gone in (
            "#pst-primary-sidebar",
            "#pst-secondary-sidebar",
            ".bd-header-article",
            ".lesson-card .buttons",
            ".prev-next-footer",
        ):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.locator("article h1").is_visible()
        answers = page.locator("article details > :nth-child(2)")
        assert answers.count() == 7 and all(a.is_visible() for a in answers.all())
        assert page.evaluate(theme) == "light"
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert page.locator("article details[open]").count() == 0
        assert page.evaluate(theme) == "dark"
        assert not complaints


# ---- over time -------------------------------------------------------------------------------------------------------------------


def test_a_rebuild_renews_the_derived_pages_and_keeps_the_progress(
    book, browser, address, tmp_path
):
    """Last, because it changes the book: an edit of prose in one lesson reaches the pages that are made from it."""
    lesson = book / "phase1/day_001_synthetic.md"
    before = lesson.read_text(encoding="utf8")
    with watched_page(browser) as (page, complaints):
        store(page, json.dumps(progress([1])), address)
        page.goto(f"{address}/review.html")
        page.locator("#review-card summary").click()
        page.get_by_role("button", name="Easy").click()
        saved = state(page)
        text = before.replace("Answer 1, with", "A better answer, with").replace(
            "Question 4 of day 1?", "A new question?"
        )
        lesson.write_text(text.replace("| pole 1 |", "| zero of day 1 |"), encoding="utf8")
        try:
            result = lessonbook(book, "build")
            assert result.returncode == 0 and "0 to execute" in result.stdout, result.stderr
        finally:
            lesson.write_text(before, encoding="utf8")
        page.goto(f"{address}/bridges.html")
        assert page.get_by_text("zero of day 1").count() == 1
        page.goto(f"{address}/review.html")
        assert state(page) == saved
        assert "3 due, 3 of them new" in page.locator("#review-count").inner_text()
        assert (
            "A better answer" in page.locator(f"[data-card='{CARDS_OF_DAY_1[0]}']").text_content()
        )
        assert page.locator(f"[data-card='{card_id(1, 'A new question?')}']").count() == 1
        assert not complaints
