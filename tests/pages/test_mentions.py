"""A plain "D02" is a link as long as that day is written."""

import re
import shutil

import pytest
from helpers import lessonbook

MENTIONS = """
Before D02, D40 and D100 (also D01, `D02`, D2, D021, {ref}`more of D02 <day-002>`): {math}`D02`.

### D02 in a heading

:::{admonition} What did D02 ask?
:class: recall dropdown
The answer stands in D02.
:::

## Recall
"""
LINK = (
    r'<a class="reference internal" href="{}day_002_synthetic.html" title="Vectors [^"]*">D02</a>'
)


def build(book):
    result = lessonbook(book, "build")
    assert result.returncode == 0, result.stdout + result.stderr


def page(book, name="phase1/day_001_synthetic"):
    html = (book / f"_build/html/{name}.html").read_text(encoding="utf8")
    return html[html.index("<article") : html.index("</article>")]


@pytest.fixture(scope="module")
def book(synthetic_book, tmp_path_factory):
    book = shutil.copytree(synthetic_book, tmp_path_factory.mktemp("mentions") / "book")
    path = book / "phase1/day_001_synthetic.md"
    text = path.read_text(encoding="utf8")
    path.write_text(text.replace("\n## Recall\n", MENTIONS, 1), encoding="utf8")
    build(book)
    return book


def test_only_prose_gets_links(book):
    html = page(book)
    assert len(re.findall(LINK.format(""), html)) == 2, "one in the paragraph, one in the card"
    assert re.search(
        rf"Before {LINK.format('')}, D40 and D100 \(also D01, <code[^>]*>.*?D02.*?</code>, D2, D021, ",
        html,
    )
    assert re.search(r"<h3>D02 in a heading", html)
    assert re.search(r"<summary[^>]*>What did D02 ask", html), "no link inside a control"


def test_copies_link_from_where_they_stand(book):
    assert re.search(rf"stands in {LINK.format('phase1/')}", page(book, "review"))


def test_days_that_come_and_go_are_noticed(book):
    """A day that is taken out leaves text, no entry in the search index, and links again when it is back."""
    lesson, toc = book / "phase1/day_002_synthetic.md", book / "_toc.yml"
    source, listed = lesson.read_text(encoding="utf8"), toc.read_text(encoding="utf8")
    path = book / "phase1/day_001_synthetic.md"
    path.write_text(
        path.read_text(encoding="utf8").replace("{ref}`more of D02 <day-002>`", "x"),
        encoding="utf8",
    )
    lesson.unlink()
    toc.write_text(listed.replace("  - file: phase1/day_002_synthetic\n", ""), encoding="utf8")
    build(book)
    assert "Before D02, D40" in page(book)
    lesson.write_text(source, encoding="utf8")
    toc.write_text(listed, encoding="utf8")
    build(book)
    assert len(re.findall(LINK.format(""), page(book))) == 2
