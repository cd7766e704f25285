"""What the tests of the pages share: the synthetic book's days, and small steps in the browser."""

import json

from lessonbook.pages.recall import card_id

KEY = "100days.v1"
DAYS = [1, 2, 3, 21, 24, 46]
EVIL = "Gradients <script>window.hacked = 1</script> & <b>bold</b>"
CARDS_OF_DAY_1 = [card_id(1, f"Question {k} of day 1?") for k in range(1, 5)]
PHONE = {"width": 390, "height": 844}
PAGES = [
    "index.html",
    "roadmap.html",
    "review.html",
    "bridges.html",
    "symptoms.html",
    "begin.html",
    "report.html",
    "phase1/index.html",
    "phase1/day_002_synthetic.html",
]
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


def tab_to(page, selector, limit=80):
    """Press Tab until the focus is on an element; fail if it is not reached."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


GOOD_CARD = {"passed": 1, "ease": 2.5, "days": 1, "due": "2026-11-24"}
