"""Every fault that an author can put into the sources stops the build with file, line and remedy."""

import re
import shutil

import pytest
from helpers import ROOT, lessonbook

from lessonbook.building.synthetic import lesson, write_book
from lessonbook.checking.structure import check_structure
from lessonbook.model.book import read_lessons
from lessonbook.model.lesson import LessonError
from lessonbook.model.roadmap import read_roadmap

LESSON = "phase1/day_002_synthetic.md"


def check(book):
    """What the build says of the sources before it runs anything."""
    try:
        return check_structure(read_lessons(book), book)
    except LessonError as error:
        return [error]


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """An unbuilt synthetic book of three lessons."""
    return write_book(tmp_path_factory.mktemp("sources") / "book", [1, 2, 3], root=ROOT)


def replace(old, new, path=LESSON):
    def plant(book):
        text = (book / path).read_text()
        assert old in text, f"nothing to replace: {old!r}"
        (book / path).write_text(text.replace(old, new, 1))

    return plant


def substitute(pattern, new, path=LESSON):
    def plant(book):
        text, n = re.subn(pattern, new, (book / path).read_text(), count=1, flags=re.M | re.S)
        assert n == 1, pattern
        (book / path).write_text(text)

    return plant


def rename(old, new):
    def plant(book):
        (book / old).rename(book / new)
        toc = (book / "_toc.yml").read_text()
        (book / "_toc.yml").write_text(
            toc.replace(old.removesuffix(".md"), new.removesuffix(".md"))
        )

    return plant


def second_day_two(book):
    (book / "phase1/day_002_twin.md").write_text(lesson(2, read_roadmap(ROOT)[0].titles[2]))


def wrong_phase(book):
    rename(LESSON, "phase2/day_002_synthetic.md")(book)


FAULTS = {
    "day contradicts file name": (replace("\nday: 2\n", "\nday: 3\n"), r":2: `day` is 3, but the file is named day_002"),
    "day missing": (replace("\nday: 2\n", "\n"), r":1: front matter lacks `day`"),
    "minutes not a number": (substitute(r"^minutes: \d+", "minutes: soon"), r":13: `minutes` is 'soon', not a whole number"),
    "unknown need": (replace("needs: [1]", "needs: [101]"), r":14: `needs` names day 101, which the roadmap does not have"),
    "need on a later day, a cycle": (replace("needs: [1]", "needs: [3]"), r":14: day 2 needs day 3, which comes later"),
    "needs itself": (replace("needs: [1]", "needs: [2]"), r":14: day 2 needs itself"),
    "needs not a list": (replace("needs: [1]", "needs: one"), r":14: `needs` is 'one', not a list"),
    "bad tag": (replace("tags: [numpy]", "tags: [Num Py]"), r":15: `tags` is \['Num Py'\]"),
    "broken YAML": (replace("needs: [1]", "needs: [1"), r":1[45]: the front matter is not YAML"),
    "no front matter": (replace("---\nday", "day"), r":1: the front matter is missing"),
    "title differs from the roadmap": (replace("# D02 · Vectors", "# D02 · Vector"), r":19: the title is 'D02 · Vector "),
    "no title": (substitute(r"^# D02.*?$", "D02"), r": the lesson has no title"),
    "orphan lesson": (replace("  - file: phase1/day_002_synthetic\n", "", "_toc.yml"), r"day_002_synthetic.md:2: the lesson is not in _toc.yml"),
    "dead line in _toc.yml": (replace("day_002_synthetic", "day_002_gone", "_toc.yml"), r"(_toc.yml:\d+: phase1/day_002_gone.md does not exist|is not in _toc.yml)"),
    "duplicate day": (second_day_two, r"day_002_twin.md:2: day 2 is also the day of phase1/day_002_synthetic.md"),
    "lesson in another phase": (wrong_phase, r":2: day 2 belongs to phase 1, not to phase2"),
    "file name": (rename(LESSON, "phase1/day_2_x.md"), r"day_2_x.md:1: file name 'day_2_x.md' is not day_DDD"),
    "figure without alt": (substitute(r"  image:\n    alt: A synthetic curve of day 2.\n", ""), r":\d+: code cell \d+: figure without alt text"),
    "figure without caption": (replace("    caption: What the curve shows.\n", ""), r":\d+: code cell \d+: figure without caption"),
    "image without alt": (replace("## Recall", "![](x.png)\n\n## Recall"), r":\d+: image without alt text"),
    "exercise without solution": (substitute(r"```\{solution-start\} d02-ex-3.*?\{solution-end\}\n```\n", ""), r":\d+: exercise 'd02-ex-3' has no solution"),
    "solution that runs nothing": (substitute(r"(\{solution-start\} d02-ex-3\n:class: dropdown\n```\n).*?(```\{solution-end\})", r"\1\nText.\n\n\2"), r":\d+: the solution of 'd02-ex-3' runs nothing"),
    "open solution": (replace("d02-ex-1\n:class: dropdown", "d02-ex-1"), r":\d+: the solution of d02-ex-1 is not collapsed"),
    "recall card without a question": (replace(":::{admonition} Question 2 of day 2?", ":::{admonition}"), r":\d+: recall card without a question"),
    "few recall cards": (substitute(r":::\{admonition\} Question 4.*?:::\n", ""), r": the lesson has fewer than four recall cards"),
    "no reading list": (substitute(r"## Reading.*", ""), r":\d+: the lesson has no reading list"),
    "short reading list": (replace("- {cite:t}`synthetic2026`, part 5.\n", ""), r":\d+: the reading list has 4 items"),
    "few asserts": (lambda book: substitute(r".*", re.sub(r"(?m)^( *)assert .*$", r"\1pass", (book / LESSON).read_text()).replace("\\", "\\\\"))(book), r": the lesson asserts 0 of its claims"),
    "foreign label": (replace("(d02-eq-1)", "(eq-1)"), r":\d+: label 'eq-1' could meet one of another day"),
    "skipped cell": (replace("tags: [solution]", "tags: [solution, nbval-skip]"), r":\d+: code cell \d+: 'nbval-skip' has no place"),
    "hidden cell": (replace("tags: [solution]", "tags: [solution, remove-cell]"), r":\d+: code cell \d+: 'remove-cell' has no place"),
    "silenced warnings": (replace("rng = np.random", "import warnings\n\nwarnings.filterwarnings('ignore')\nrng = np.random"), r":\d+: code cell 0: 'warnings.filterwarnings' has no place"),
    "global random state": (replace("rng = np.random.default_rng(2)", "np.random.seed(2)\nrng = np.random.default_rng(2)"), r":\d+: code cell 0: 'np.random.seed\(' has no place"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_at_its_line(sources, tmp_path, fault):
    plant, expected = FAULTS[fault]
    book = shutil.copytree(sources, tmp_path / "book")
    plant(book)
    found = [str(error) for error in check(book)]
    assert any(re.search(expected, error) for error in found), found
    for error in found:
        assert re.match(r"\S+\.(md|yml):\d+: .+\n    Remedy: .+", error), (
            "no file, line and remedy"
        )


def test_a_fault_stops_the_build_before_anything_runs(sources, tmp_path):
    book = shutil.copytree(sources, tmp_path / "book")
    FAULTS["day missing"][0](book)
    result = lessonbook(book, "build")
    assert result.returncode == 1 and "to execute" not in result.stdout
    assert f"ERROR {LESSON}:1: front matter lacks `day`" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_sound_book_has_no_findings(sources):
    assert check(sources) == []


def test_line_is_where_the_author_must_look(sources, tmp_path):
    book = shutil.copytree(sources, tmp_path / "book")
    path = book / LESSON
    substitute(r"  image:\n    alt: A synthetic curve of day 2.\n", "")(book)
    line = next(e.line for e in check(book) if "figure without alt" in e.message)
    assert path.read_text().splitlines()[line - 1].startswith("fig, ax")


CODE_FAULTS = {
    "unused import": (replace("import matplotlib.pyplot as plt\n", "import os\n\nimport matplotlib.pyplot as plt\n"), "F401 `os` imported but unused", "import os"),
    "undefined name": (replace("print(1)", "print(one)"), "F821 Undefined name `one`", "print(one)"),
    "format": (replace("print(1)", "print( 1 )"), "not written as ruff formats it", "print( 1 )"),
}  # fmt: skip


@pytest.mark.parametrize("fault", CODE_FAULTS)
def test_code_in_lessons_is_linted_at_its_line(sources, tmp_path, fault):
    plant, message, code = CODE_FAULTS[fault]
    book = shutil.copytree(sources, tmp_path / "book")
    plant(book)
    result = lessonbook(book, "check", "--day", "2")
    assert result.returncode == 1
    m = re.search(rf"day_002_synthetic.md:(\d+): {re.escape(message)}", result.stderr)
    assert m, result.stderr
    assert (book / LESSON).read_text().splitlines()[int(m[1]) - 1] == code


def test_spelling(sources, tmp_path):
    book = shutil.copytree(sources, tmp_path / "book")
    replace("## Recall", "Teh end.\n\n## Recall")(book)
    result = lessonbook(book, "check")
    assert re.search(r"day_002_synthetic.md:\d+: spelling: Teh ==> The", result.stderr), (
        result.stderr
    )
