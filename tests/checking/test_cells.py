"""Each kind of cell holds what belongs to it: faults planted in a lesson are named at their line."""

import re
import shutil

import pytest
from helpers import ROOT, lessonbook

from lessonbook.building.synthetic import write_book
from lessonbook.checking.cells import check_cells, names, old_form
from lessonbook.checking.lint import canonical_text
from lessonbook.model.lesson import Cell, read_lesson

LESSON = "phase1/day_002_synthetic.md"
CHECK = "assert set(y) == {0, 1}"  # the first check cell
DRAW = "ax.plot(history)"  # in a figure cell
TEACH = "print(X[:2].round(3))"  # the last line of a teaching cell


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """An unbuilt synthetic book of two lessons."""
    return write_book(tmp_path_factory.mktemp("cells") / "book", [1, 2], root=ROOT)


@pytest.fixture
def book(sources, tmp_path):
    return shutil.copytree(sources, tmp_path / "book")


def plant(book, old, new, count=1):
    text = (book / LESSON).read_text()
    assert old in text, f"nothing to replace: {old!r}"
    (book / LESSON).write_text(text.replace(old, new, count))


def findings(book):
    return check_cells(read_lesson(book / LESSON, book), book)


def test_a_sound_lesson_has_no_findings(book):
    assert findings(book) == []
    assert old_form([read_lesson(book / LESSON, book)], book) == []


MANY = "\n".join(f"step_{k} = {k}" for k in range(23))
FAULTS = {
    "check cell that asserts nothing": (CHECK, "enough = set(y) == {0, 1}", "a check cell that asserts nothing", "enough ="),
    "check cell that prints": (CHECK, f"{CHECK}\nprint(len(y))", "a check cell with output", "print(len(y))"),
    "check cell that shows a value": (CHECK, f"{CHECK}\nlen(y) + 1", "a check cell with output", "len(y) + 1"),
    "check cell that draws": (CHECK, f"{CHECK}\nplt.show()", "a check cell with output", "plt.show()"),
    "check cell that a figure needs": (CHECK, f"X = X + 0\n{CHECK}", "a check cell defines `X`, which code cell 3 uses in line", "X = X + 0"),
    "check cell that teaching needs": ("assert history[-1]", "X = X + 0\nassert history[-1]", "a check cell defines `X`, which code cell 10 uses in line", "X = X + 0"),
    "figure cell with an assert": (DRAW, f"{DRAW}\nassert len(history) == 200", "a figure cell with an assert", "assert len(history) == 200"),
    "figure cell that a solution needs": (DRAW, f"X = 2 * X\n{DRAW}", "a figure cell defines `X`, which code cell 10 uses in line", "X = 2 * X"),
    "teaching cell with two asserts": (TEACH, f"{TEACH}\nassert len(X) == 500\nassert len(y) == 500", "a teaching cell with 2 asserts", "assert len(y) == 500"),
    "teaching cell with numpy's assert": (TEACH, f"{TEACH}\nassert len(X) == 500\nnp.testing.assert_allclose(X, X)", "a teaching cell with 2 asserts", "assert len(X) == 500"),
    "teaching cell over its lines": (TEACH, f"{TEACH}\n{MANY}", "a teaching cell of 26 lines, more than 22", "X = rng.normal"),
    "long line": (TEACH, f"{TEACH}  # {'x' * 60}", "a line of 85 columns, more than 80", "print(X[:2]"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_at_its_line(book, fault):
    old, new, message, code = FAULTS[fault]
    plant(book, old, new)
    found = findings(book)
    assert [message in e.message for e in found] == [True], [str(e) for e in found]
    assert (book / LESSON).read_text().splitlines()[found[0].line - 1].startswith(code)
    assert re.match(rf"{LESSON}:\d+: .+\n    Remedy: .+", str(found[0]))


def test_what_a_check_cell_defines_is_its_own(book):
    plant(book, CHECK, f"w = 1\nspare = 1\n{CHECK}")  # w is stored again before it is loaded
    assert findings(book) == []
    plant(book, "print(1)", "print(spare)")
    (found,) = findings(book)
    assert "a check cell defines `spare`, which code cell 11 uses in line" in found.message


def test_more_code_than_an_evening_holds(book):
    lines = "\n".join(f"step_{k} = {k}" for k in range(20))
    cell = f"```{{code-cell}} ipython3\n{lines}\n```\n\n"
    plant(book, "## Recall", "## Section 9\n\n" + cell * 8 + "## Recall")
    (found,) = findings(book)
    assert re.search(r"a reader sees 174 lines of code before Recall, more than 150", str(found))
    assert (book / LESSON).read_text().splitlines()[found.line - 1].startswith("# D02")
    for hidden in ("solution", "check"):  # what the page folds does not count
        text = (book / LESSON).read_text()
        text = text.replace(f"ipython3\n{lines}", f"ipython3\n:tags: [{hidden}]\n{lines}")
        found = check_cells(read_lesson_text(book, text), book)
        assert not [e for e in found if "before Recall" in e.message], hidden


def read_lesson_text(book, text):
    path = book / LESSON
    before = path.read_text()
    path.write_text(text)
    lesson = read_lesson(path, book)
    path.write_text(before)
    return lesson


def test_kinds_and_claims(book):
    lesson = read_lesson(book / LESSON, book)
    assert [(c.kind, c.claims) for c in lesson.cells] == [
        ("setup", 0),
        *[("teaching", 0), ("check", 1), ("figure", 0)],
        *[("teaching", 0), ("check", 2), ("figure", 0)],
        *[("teaching", 0), ("check", 1), ("figure", 0)],
        ("teaching", 1),
        *[("solution", 1)] * 3,
    ]
    assert lesson.new_form and lesson.claims == 8
    plant(book, "\ntags: [solution]\n", "\ntags: [check]\n", 3)  # it still stands in a solution
    assert [c.kind for c in read_lesson(book / LESSON, book).cells[-3:]] == ["solution"] * 3


@pytest.mark.parametrize(
    ("code", "claims"),
    [
        ("assert x\nif y:\n    assert z", 2),
        ("np.testing.assert_allclose(a, b)", 1),
        ("torch.testing.assert_close(a, b)\ntesting.assert_equal(a, b)", 2),
        ("check(assert_close)\n# assert nothing\nprint('assert')", 0),
        ("%magic is not Python", 0),
    ],
)
def test_claims_are_counted_from_the_code(code, claims):
    assert Cell(1, 1, code, {}, "check").claims == claims


@pytest.mark.parametrize(
    ("code", "taken", "left"),
    [
        ("for s in sizes:\n    print(s)", {"sizes", "print"}, {"s"}),
        ("w -= step", {"w", "step"}, {"w"}),
        ("x = x + 1", {"x"}, {"x"}),
        ("def f(a):\n    return g(a) + h\n\n\ndef g(b):\n    return b", {"h"}, {"f", "g"}),
        ("squares = [n * k for n in data]", {"data", "k"}, {"squares"}),
        ("class A:\n    size = base\n    half = size / 2", {"base"}, {"A"}),
        ("import numpy as np\nnp.pi", set(), {"np"}),
        ("with open(p) as f:\n    text = f.read()", {"open", "p"}, {"f", "text"}),
    ],
)
def test_names_that_go_from_cell_to_cell(code, taken, left):
    found = names(Cell(1, 1, code, {}, "teaching"))
    assert (set(found[0]) - {"__name__"}, set(found[1])) == (taken, left)


def test_output_that_shows_only_when_it_runs(book):
    plant(book, CHECK, f"import sys\n\n{CHECK}\nsys.stdout.write('x')")
    assert findings(book) == []
    result = lessonbook(book, "execute", "--day", "2")
    assert result.returncode == 1
    m = re.search(rf"ERROR {LESSON}:(\d+): code cell 2: a check cell with output", result.stderr)
    assert m, result.stderr
    assert (book / LESSON).read_text().splitlines()[int(m[1]) - 1] == "import sys"


def test_formatting_collapses_check_cells_in_jupyterlab(book):
    path, canonical = book / LESSON, (book / LESSON).read_text()
    plain = canonical.replace("jupyter:\n  source_hidden: true\ntags: [check]", "tags: [check]")
    assert plain != canonical
    path.write_text(plain)
    assert canonical_text(read_lesson(path, book), book) == canonical
    result = lessonbook(book, "check", "--day", "2")
    assert re.search(rf"{LESSON}:\d+: not written as ruff formats it", result.stderr)
    assert lessonbook(book, "format", "--day", "2").returncode == 0
    assert path.read_text() == canonical


def test_an_old_lesson_is_warned_of_in_one_line_and_built(book):
    text = (book / LESSON).read_text().replace("tags: [check]", "tags: [proof]")
    (book / LESSON).write_text(text.replace(TEACH, f"{TEACH}\n{MANY}"))
    lesson = read_lesson(book / LESSON, book)
    assert not lesson.new_form
    (line,) = old_form([lesson], book)
    assert re.match(
        rf"WARNING {LESSON}: no check cells yet, 2 findings, the first in line \d+: ", line
    )
    result = lessonbook(book, "check", "--day", "2")
    assert result.returncode == 0 and line in result.stdout, result.stdout + result.stderr
