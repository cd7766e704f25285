"""Faults that show only when the book is executed or rendered; after each the last good book is still there."""

import json
import re
import shutil
import signal
import subprocess
import sys

import pytest
from helpers import ROOT, lessonbook

LESSON = "phase1/day_002_synthetic.md"


def plant(book, old, new, path=LESSON):
    text = (book / path).read_text()
    assert old in text
    (book / path).write_text(text.replace(old, new, 1))


@pytest.fixture
def book(synthetic_book, tmp_path):
    return shutil.copytree(synthetic_book, tmp_path / "book")


def published(book):
    return {p.relative_to(book): p.read_bytes() for p in (book / "_build/html").rglob("*.html")}


PAGE_FAULTS = {
    "broken cross-reference": ("See {ref}`day-099`.", "undefined label: 'day-099'"),
    "missing citation": ("{cite:p}`nobody1999`", 'could not find bibtex key "nobody1999"'),
    "unknown equation": ("{eq}`d02-eq-none`", "d02-eq-none"),
    "TeX that cannot be typeset": (
        r"A half is $\frac{1$.",
        "KaTeX parse error: Unexpected end of input",
    ),
    "unknown TeX command": (r"$$\vektor{x}$$", r"Undefined control sequence: \vektor"),
    "missing download": ("{download}`x <nothing.csv>`", "download file not readable"),
}


@pytest.mark.parametrize("fault", PAGE_FAULTS)
def test_page_fault_names_file_and_line_and_keeps_the_book(book, fault):
    text, expected = PAGE_FAULTS[fault]
    before = published(book)
    plant(book, "## Recall", f"{text}\n\n## Recall")
    line = (book / LESSON).read_text().splitlines().index(text) + 1
    for _ in range(2):  # a second build must not forget the warning
        result = lessonbook(book, "build")
        assert result.returncode == 1
        assert expected in result.stderr, result.stderr
        assert re.search(rf"{LESSON}:{line}: ", result.stderr), result.stderr
        assert published(book) == before
    plant(book, f"{text}\n\n## Recall", "## Recall")
    assert lessonbook(book, "build").returncode == 0


def test_failing_cell_names_file_cell_line_and_keeps_the_book(book):
    before = published(book)
    plant(book, "print(X[:2].round(3))", "assert X.mean() > 9, 'the mean is small'")
    line = (book / LESSON).read_text().splitlines().index(
        "assert X.mean() > 9, 'the mean is small'"
    ) + 1
    for _ in range(2):
        result = lessonbook(book, "build")
        assert result.returncode == 1
        assert (
            f"ERROR {LESSON}:{line}: code cell 1 failed: AssertionError: the mean is small"
            in result.stderr
        )
        assert "Traceback (most recent call last)" in result.stderr
        assert "make lesson DAY=2" in result.stderr
        assert published(book) == before


def test_failure_inside_a_function_names_the_cell_that_called_it(book):
    plant(
        book,
        "def loss(w):\n",
        "def loss(w):\n    if w.sum() > 0.001:\n        raise ValueError('deep')\n",
    )
    result = lessonbook(book, "build")
    m = re.search(
        rf"ERROR {LESSON}:(\d+): code cell (\d+) failed: ValueError: deep", result.stderr
    )
    assert m, result.stderr
    assert "history.append(loss(w))" in (book / LESSON).read_text().splitlines()[int(m[1]) - 1]


def test_stderr_and_undescribed_figures_fail_at_build_time(book):
    plant(book, "print(1)", "import sys\n\nsys.stderr.write('careful')")
    result = lessonbook(book, "build")
    assert re.search(rf"{LESSON}:\d+: code cell \d+ writes to stderr: careful", result.stderr)
    plant(book, "import sys\n\nsys.stderr.write('careful')", "plt.plot(X[:, 0])\nplt.gcf()")
    result = lessonbook(book, "build")
    assert re.search(
        rf"{LESSON}:\d+: code cell \d+ shows a figure \(\d+ kB\) without alt text", result.stderr
    )


def test_cell_over_its_time(book):
    plant(book, "print(1)", "import time\n\ntime.sleep(60)")
    result = lessonbook(book, "build", LESSON_CELL_TIMEOUT="3")
    assert re.search(rf"{LESSON}:\d+: code cell \d+ was still running after 3 s", result.stderr), (
        result.stderr
    )


def executed(result):
    return re.findall(r"\] (\S+)", result.stdout)


def test_only_changed_code_is_executed(book):
    nothing = lessonbook(book, "build")
    assert nothing.returncode == 0 and executed(nothing) == [] and "0 to execute" in nothing.stdout
    plant(book, "## Recall", "One more sentence of prose.\n\n## Recall")
    prose = lessonbook(book, "build")
    assert prose.returncode == 0 and executed(prose) == []
    assert (
        "One more sentence of prose."
        in (book / "_build/html" / LESSON).with_suffix(".html").read_text()
    )
    plant(book, "print(1)", "print(1 + 1)")
    code = lessonbook(book, "build")
    assert code.returncode == 0 and executed(code) == [LESSON]


def outputs(book):
    path = (book / "_build/html/_sources" / LESSON).with_suffix(".ipynb")
    cells = [c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "code"]
    return [c["outputs"] for c in cells if c["execution_count"]], len(cells)


def test_downloads_carry_outputs_on_warm_builds_too(book):
    cold, n = outputs(book)
    assert len(cold) == n and sum(map(bool, cold)) >= 5
    shutil.rmtree(book / "_build/work")
    shutil.rmtree(book / "_build/html")
    result = lessonbook(book, "build")
    assert result.returncode == 0 and "0 to execute" in result.stdout
    assert outputs(book) == (cold, n)


def test_another_environment_starts_the_cache_anew(book):
    (book / "requirements.txt").write_text("numpy==0.0.1\n")
    result = lessonbook(book, "execute")
    assert "The environment has changed" in result.stdout and len(executed(result)) == 2


def test_interrupt_loses_no_finished_lesson(book):
    shutil.rmtree(book / "_build/.jupyter_cache")
    plant(book, "print(1)", "import time\n\ntime.sleep(100)")
    process = subprocess.Popen(
        [sys.executable, "-m", "lessonbook", "--root", str(book), "execute", "-j", "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:  # until the first lesson is finished
        if line.startswith("["):
            break
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    plant(book, "import time\n\ntime.sleep(100)", "print(1)")
    again = lessonbook(book, "execute")
    assert executed(again) == [LESSON], again.stdout


def test_failed_lesson_does_not_stop_the_others(book):
    shutil.rmtree(book / "_build/.jupyter_cache")
    plant(book, "print(1)", "1 / 0", "phase1/day_001_synthetic.md")
    result = lessonbook(book, "execute")
    assert result.returncode == 1 and "phase1/day_001_synthetic.md  FAILED" in result.stdout
    assert executed(lessonbook(book, "execute")) == ["phase1/day_001_synthetic.md"]


def test_output_that_came_in_pieces_is_published_once_and_whole(book):
    plant(
        book,
        "print(1)",
        "import time\n\nprint('a', flush=True)\ntime.sleep(1)\nprint('b', flush=True)",
    )
    for _ in range(2):  # as executed, and from the cache
        assert lessonbook(book, "build", "--fresh").returncode == 0
        cells, _ = outputs(book)
        printed = [
            o
            for cell in cells
            for o in cell
            if o["output_type"] == "stream" and "".join(o["text"]).startswith("a")
        ]
        assert ["".join(o["text"]) for o in printed] == ["a\nb\n"]
