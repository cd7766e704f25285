"""Figures, tables, equations and exercises carry the day of their lesson, wherever they are shown or quoted."""

import re

import pytest
from helpers import ROOT, lessonbook

from lessonbook.building.synthetic import write_book
from lessonbook.model.paths import Paths

QUOTES = """
Other days: {eq}`d01-eq-1`, {numref}`d01-scatter`, {numref}`d01-table`, {ref}`d01-ex-2`.

## Recall
"""
QUOTED = ["(1.2)", "Fig. 1.1", "Table 1.1", "Exercise 1.2"]
IN_DAY_1 = """
```{table} What was counted
:name: d01-table

| a | b |
|---|---|
| 1 | 2 |
```

## Recall

:::{admonition} What does the second equation of day 1 say?
:class: recall dropdown
See {eq}`d01-eq-1`.
:::
"""
FIGURE_WITHOUT_NAME = """
```{code-cell} ipython3
---
mystnb:
  figure:
    caption: One more.
  image:
    alt: One more synthetic figure.
---
plt.plot([0, 1])
plt.show()
```

## Section 2
"""


def plant(book, day, old, new):
    path = book / f"phase1/day_{day:03d}_synthetic.md"
    text = path.read_text(encoding="utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf8")


def build(book):
    result = lessonbook(book, "build")
    assert result.returncode == 0, result.stdout + result.stderr


def text(book, page):
    html = (book / f"_build/html/{page}.html").read_text(encoding="utf8")
    article = html[html.index("<article") : html.index("</article>")]
    return " ".join(re.sub(r"<[^>]+>", "", article).split())


def quotes(book):
    line = re.search(
        r"Other days: (\S+), (Fig\. \S+), (Table \S+), (Exercise \S+)\.",
        text(book, "phase1/day_003_synthetic"),
    )
    return list(line.groups())


@pytest.fixture(scope="module")
def two_days(tmp_path_factory):
    """A built book of D01 and D03, in which D03 quotes D01."""
    book = write_book(tmp_path_factory.mktemp("numbers") / "book", [1, 3], root=ROOT)
    plant(book, 1, "\n## Recall\n", IN_DAY_1)
    plant(book, 3, "\n## Recall\n", QUOTES)
    build(book)
    return book


def test_numbers_are_those_of_the_day(two_days):
    page = text(two_days, "phase1/day_003_synthetic")
    assert page.startswith("D03 · "), "the title has the day, and no other number"
    assert re.findall(r"\((\d+\.\d+)\)#", page) == [f"3.{k}" for k in range(1, 6)]
    assert re.findall(r"Fig\. (\S+) What the", page) == ["3.1", "3.2", "3.3"]
    for sign in ("", "Solution to "):
        assert re.findall(rf"(?<!to ){sign}Exercise (\d+\.\d+) \(", page) == ["3.1", "3.2", "3.3"]


def test_other_pages_quote_the_same_numbers(two_days):
    assert quotes(two_days) == QUOTED
    assert "See (1.2)." in text(two_days, "review")


def test_numbers_stay_when_days_come_and_change_with_their_own(two_days):
    """One more day changes nobody's numbers; one more figure of D01 changes them on the pages that quote it."""
    kept = {
        day: (two_days / f"phase1/day_{day:03d}_synthetic.md").read_text(encoding="utf8")
        for day in (1, 3)
    }
    write_book(two_days, [1, 2, 3], root=ROOT)
    for day, source in kept.items():
        (two_days / f"phase1/day_{day:03d}_synthetic.md").write_text(source, encoding="utf8")
    build(two_days)
    assert quotes(two_days) == QUOTED
    rendered = Paths(two_days).rendered / "phase1/day_003_synthetic.html"
    written = rendered.stat().st_mtime_ns
    plant(two_days, 1, "\n## Section 2\n", "\nOne more sentence.\n\n## Section 2\n")
    build(two_days)
    assert rendered.stat().st_mtime_ns == written, "prose of D01 renders D03 again"
    plant(two_days, 1, "\n## Section 2\n", FIGURE_WITHOUT_NAME)
    build(two_days)
    assert quotes(two_days) == [q.replace("Fig. 1.1", "Fig. 1.2") for q in QUOTED]
