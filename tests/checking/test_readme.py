"""The README says how many days are written, and says it right."""

from helpers import ROOT, lessonbook

from lessonbook.building.synthetic import write_book
from lessonbook.checking.readme import COUNT, check_count
from lessonbook.model.book import read_lessons


def test_this_readme_counts_right():
    assert len(COUNT.findall((ROOT / "README.md").read_text(encoding="utf8"))) == 1
    assert [str(e) for e in check_count(read_lessons(ROOT), ROOT)] == []


def test_a_wrong_count_is_found_and_mended_by_format(tmp_path):
    book = write_book(tmp_path / "book", [1, 2], root=ROOT)
    lessons = read_lessons(book)
    assert check_count(lessons, book) == []  # it has no README
    (book / "README.md").write_text("# Title\n\n99 of the hundred days are written. Read.\n")
    [error] = check_count(lessons, book)
    assert str(error).startswith("README.md:3: the README counts 99 written days, there are 2")
    assert lessonbook(book, "format").returncode == 0
    assert "\n2 of the hundred days are written. Read.\n" in (book / "README.md").read_text()
    assert check_count(lessons, book) == []
