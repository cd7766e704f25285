"""What `make test` says when a lesson does not repeat its published outputs, or misbehaves while it runs."""

import json
import re
import shutil

import pytest
from helpers import run

LESSON = "phase1/day_002_synthetic.md"
WITHOUT = shutil.ignore_patterns("work")
NOTEBOOK = "_build/html/_sources/phase1/day_002_synthetic.ipynb"


@pytest.fixture
def book(synthetic_book, tmp_path):
    book = shutil.copytree(synthetic_book, tmp_path / "book", ignore=WITHOUT)
    (book / "phase1/day_001_synthetic.md").unlink()
    return book


def validate(book, *paths, **env):
    return run(
        book,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "lessonbook.running.validate",
        f"--rootdir={book}",
        *(paths or ["phase1"]),
        **env,
    )


def change_published(book, change):
    notebook = json.loads((book / NOTEBOOK).read_text())
    change([c for c in notebook["cells"] if c["cell_type"] == "code"])
    (book / NOTEBOOK).write_text(json.dumps(notebook))


CONDUCT = {
    "exception": ("1 / 0", {}, "ZeroDivisionError: division by zero"),
    "stderr": ("import sys\n\nsys.stderr.write('careful')", {}, "writes to stderr: careful"),
    "time-out": ("import time\n\ntime.sleep(60)", {"LESSON_CELL_TIMEOUT": "3"}, "Timeout of 3 seconds exceeded"),
    "memory": ("big = np.ones(40_000_000)", {"LESSON_MAX_MEMORY_MB": "300"}, r"memory: the lesson has taken \d+ MB, more than 300 MB"),
    "memory of a child": ("import subprocess\nimport sys\n\nsubprocess.run([sys.executable, '-c', 'x = bytearray(400_000_000); x[::4096] = b\"1\" * len(x[::4096]); import time; time.sleep(1)'])", {"LESSON_MAX_MEMORY_MB": "300"}, r"memory: the lesson has taken \d+ MB, more than 300 MB"),
    "network by address": ("import socket\n\nsocket.create_connection(('192.0.2.1', 80), 1)", {}, r"NotAllowedInALesson: this cell connects to '192.0.2.1'"),
    "network by name": ("import urllib.request\n\nurllib.request.urlopen('https://example.org')", {}, r"this cell connects to 'example.org'"),
    "network in a child": ("import subprocess\nimport sys\n\nsubprocess.run([sys.executable, '-c', 'import socket; socket.gethostbyname(\"example.org\")'], check=True)", {}, r"NotAllowedInALesson: this cell connects to 'example.org'|CalledProcessError"),
    "server on every interface": ("import socket\n\nsocket.socket().bind(('0.0.0.0', 0))", {}, "binds a server to every interface"),
    "file beside the lesson": ("open('result.txt', 'w').write('x')", {}, r"NotAllowedInALesson: this cell writes \S+/phase1/result.txt, outside the temporary directory"),
    "folder in the home": ("from pathlib import Path\n\n(Path.home() / 'results').mkdir()", {}, r"NotAllowedInALesson: this cell writes \S+/results, outside"),
    "array beside the lesson": ("np.save('result.npy', X)", {}, r"this cell writes \S+/phase1/result.npy, outside"),
    "kernel dies": ("import os\n\nos._exit(1)", {}, r"the kernel died in this cell"),
}  # fmt: skip


def name(fault):
    return f"phase1/day_{list(CONDUCT).index(fault) + 10:03d}_synthetic"


@pytest.fixture(scope="module")
def reports(synthetic_book, tmp_path_factory):
    """What validation says of a book with one lesson per fault: {fault: (lesson text, output about it)}.

    The change is put into the lesson and into its published notebook alike, so that only the lesson's conduct is at fault.
    """
    book = tmp_path_factory.mktemp("conduct") / "book"
    shutil.copytree(synthetic_book, book, ignore=WITHOUT)
    text, notebook = (book / LESSON).read_text(), json.loads((book / NOTEBOOK).read_text())
    runs = {}
    for fault, (code, env, _) in CONDUCT.items():
        day = list(CONDUCT).index(fault) + 10
        planted = text.replace("\nday: 2\n", f"\nday: {day}\n").replace("print(2)", code)
        (book / f"{name(fault)}.md").write_text(planted)
        copy = json.loads(json.dumps(notebook))
        cell = next(c for c in copy["cells"] if "print(2)" in "".join(c["source"]))
        cell["source"], cell["outputs"] = "".join(cell["source"]).replace("print(2)", code), []
        path = book / "_build/html/_sources" / f"{name(fault)}.ipynb"
        path.write_text(json.dumps(copy))
        runs.setdefault(tuple(env.items()), []).append(fault)
    found = {}
    for env, faults in runs.items():
        result = validate(book, *[f"{name(fault)}.md" for fault in faults], **dict(env))
        assert result.returncode == 1, result.stdout
        blocks = re.split(r"^_{3,} .*?(phase1/\S+)::Cell \d+ _{3,}$", result.stdout, flags=re.M)
        said = dict(zip(blocks[1::2], blocks[2::2]))
        summary = result.stdout[result.stdout.index("short test summary") :]
        for fault in faults:
            found[fault] = (said[f"{name(fault)}.md"], summary)
    assert not list((book / "phase1").glob("result*")), "a refused file was written all the same"
    return book, found


@pytest.mark.parametrize("fault", CONDUCT)
def test_misconduct_names_lesson_cell_and_remedy(reports, fault):
    book, found = reports
    said, summary = found[fault]
    assert re.search(CONDUCT[fault][2], said), said
    m = re.search(rf"{name(fault)}.md:(\d+): code cell (\d+): ", said)
    assert m, said
    line = (book / f"{name(fault)}.md").read_text().splitlines()[int(m[1]) - 1]
    assert line.startswith("assert np.linalg.cond"), line  # the planted cell's first line
    assert "Remedy: " in said
    failed = re.findall(rf"FAILED {name(fault)}.md::Cell (\d+)", summary)
    assert failed == [m[2]], "the fault is reported once, where it is"


def change_text(cells):
    cell = next(c for c in cells if any("text" in o for o in c["outputs"]))
    next(o for o in cell["outputs"] if "text" in o)["text"] = ["other\n"]


def change_image(cells):
    cells = [c for c in cells if any("image/png" in o.get("data", {}) for o in c["outputs"])]
    a, b = (next(o for o in c["outputs"] if "image/png" in o.get("data", {})) for c in cells[:2])
    a["data"]["image/png"] = b["data"]["image/png"]


@pytest.mark.parametrize("change", [change_text, change_image])
def test_changed_output_fails_where_it_changed(book, change):
    change_published(book, change)
    result = validate(book)
    assert result.returncode == 1, result.stdout
    assert re.search(rf"{LESSON}:\d+: code cell \d+: Cell outputs differ", result.stdout), (
        result.stdout
    )
    assert "Remedy: seed it and round it" in result.stdout


def lose_outputs(cells):
    for cell in cells:
        cell["outputs"], cell["execution_count"] = [], None


def other_code(cells):
    cells[1]["source"] = "print('other')"


@pytest.mark.parametrize(
    ("change", "message"),
    [(lose_outputs, "published without outputs"), (other_code, "published from other code")],
)
def test_a_reference_that_proves_nothing_is_an_error(book, change, message):
    change_published(book, change)
    result = validate(book)
    assert (
        result.returncode != 0 and message in result.stdout and "Run `make book`" in result.stdout
    )


def test_missing_reference_is_an_error(book):
    (book / NOTEBOOK).unlink()
    result = validate(book)
    assert result.returncode != 0 and "nothing is published at" in result.stdout
