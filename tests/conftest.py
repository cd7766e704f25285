"""Fixtures of the book's own tests."""

import pytest
from browser import chromium, served, watched_page
from helpers import HTML, ROOT, lessonbook

from lessonbook.building.synthetic import write_book


@pytest.fixture(scope="session")
def site():
    """The address of the built book."""
    if not (HTML / "index.html").exists():
        pytest.fail("there is no book in _build/html: run `make book` first", pytrace=False)
    with served(HTML) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with chromium() as b:
        yield b


@pytest.fixture
def page(browser):
    """A watched page in light mode; the test fails if it complained about anything."""
    with watched_page(browser, color_scheme="light") as (p, complaints):
        yield p
        assert not complaints, complaints


@pytest.fixture(scope="session")
def synthetic_book(tmp_path_factory):
    """A built synthetic book of two lessons, D01 and D02. Copy it before planting anything."""
    book = write_book(tmp_path_factory.mktemp("synthetic") / "book", [1, 2], root=ROOT)
    result = lessonbook(book, "build")
    assert result.returncode == 0, result.stdout + result.stderr
    return book
