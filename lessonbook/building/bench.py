"""Measure the pipeline on synthetic books and print tables. A report, not a test.

Each book is built cold, again unchanged, after one edit of prose and after one edit of code. Shared machines are noisy: compare
CPU seconds and ratios rather than single wall times.
"""

from __future__ import annotations

import gzip
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_cache import get_cache

from lessonbook.building.synthetic import write_book
from lessonbook.model.paths import Paths

LESSON = "phase1/day_002_synthetic"


def timed(command: list[str], **options) -> tuple[float, float]:
    """Run a Python command; return wall and CPU seconds of its process tree. Exits with its output if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, **options
    )
    wall = time.perf_counter() - started
    if run.returncode:
        sys.exit(run.stdout + run.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed_build(book: Path) -> tuple[float, float]:
    """Build a book; wall and CPU seconds."""
    return timed(["-m", "lessonbook", "--root", str(book), "build"])


def timed_tests(book: Path, root: Path) -> dict[str, tuple[float, float]]:
    """What the tests of `root` that grow with the book cost on a built book: wall and CPU seconds."""
    pytest = ["-m", "pytest", "-q", "-n", "logical"]
    plugin = ["-p", "lessonbook.running.validate", f"--rootdir={book}"]
    lessons = sorted(str(path) for path in book.glob("phase?/day_*.md"))
    pages = [str(root / "tests/pages/test_site.py"), "-k", "sound or sideways or download"]
    python_path = {**os.environ, "PYTHONPATH": str(root)}
    return {
        "outputs against nbval": timed([*pytest, *plugin, *lessons], cwd=book, env=python_path),
        "pages in the browser": timed(
            [*pytest, *pages], cwd=root, env={**os.environ, "LESSONBOOK_TESTED": str(book)}
        ),
    }


def edit(book: Path, old: str, new: str) -> None:
    path = book / f"{LESSON}.md"
    text = path.read_text(encoding="utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf8")


def lesson_costs(book: Path) -> list[dict]:
    """What the execution wrote into the cache about each lesson."""
    cache = get_cache(str(Paths(book).cache))
    return [record.data for record in cache.list_cache_records()]


def page_weight(book: Path) -> dict[str, float]:
    """What one lesson page refers to, in kB: text as gzip sends it, images and fonts as they are."""
    page = Paths(book).published / f"{LESSON}.html"
    html = page.read_text(encoding="utf8")
    weight = {"HTML": len(gzip.compress(html.encode())) / 1024}
    for url in set(re.findall(r'(?:src|href)="([^"#?:]+)(?:\?[^"]*)?"', html)):
        file = (page.parent / url).resolve()
        kind = {".png": "images", ".svg": "images", ".css": "styles", ".js": "scripts"}.get(
            file.suffix
        )
        kind = "fonts" if file.suffix.startswith(".woff") else kind
        if kind and file.is_file():
            body = file.read_bytes()
            size = len(body) if kind in {"images", "fonts"} else len(gzip.compress(body))
            weight[kind] = weight.get(kind, 0) + size / 1024
    return weight


def bench(root: Path, sizes: list[int]) -> None:
    """Print the tables for synthetic books of these sizes, made from the book at `root`."""
    print(f"{os.cpu_count()} cores, one BLAS thread a lesson; wall s (CPU s)\n")
    print(
        "| lessons | cold | unchanged | one prose edit | one code edit | cold, a lesson | cells alone, CPU s | overhead over cells |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for days in sizes:
        with tempfile.TemporaryDirectory() as tmp:
            book = write_book(Path(tmp) / "book", list(range(1, days + 1)), heavy=True, root=root)
            runs = [timed_build(book), timed_build(book)]
            edit(book, "## Recall", "One more sentence.\n\n## Recall")
            runs.append(timed_build(book))
            edit(book, "print(1)", "print(1 + 1)")
            runs.append(timed_build(book))
            costs = lesson_costs(book)
            cells = sum(c["cell_cpu_seconds"] for c in costs)
            per_lesson = runs[0][0] / days
            overhead = runs[0][1] / cells - 1
            columns = " | ".join(f"{wall:.0f} ({cpu:.0f})" for wall, cpu in runs)
            print(
                f"| {days} | {columns} | {per_lesson:.2f} | {cells:.0f} | {overhead:.0%} |",
                flush=True,
            )
            weight = page_weight(book)
            tests = timed_tests(book, root)
            median = statistics.median(c["execution_seconds"] for c in costs)
            rendering = runs[0][1] - sum(c["cpu_seconds"] for c in costs)
    print(
        f"\nMedian lesson {median:.1f} s wall; checking, rendering and publishing cost {rendering / days:.2f} CPU s a lesson."
    )
    print(
        "Tests, a lesson: "
        + ", ".join(
            f"{what} {wall / days:.1f} s ({cpu / days:.1f} CPU s)"
            for what, (wall, cpu) in tests.items()
        )
    )
    print(
        "One lesson page: "
        + ", ".join(f"{kind} {kb:.0f} kB" for kind, kb in weight.items())
        + "; text gzipped."
    )
