"""A synthetic book of six days in three phases, built once for the tests of the pages."""

import pytest
from browser import served
from helpers import ROOT, lessonbook
from reading import DAYS, EVIL, WIDE

from lessonbook.building.synthetic import write_book


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
