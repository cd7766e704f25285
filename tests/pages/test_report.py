"""The execution report."""

import ast

import nbformat
from reading import (
    DAYS,
)

from lessonbook.model.lesson import read_lesson


def test_report_counts_what_the_run_did(page, book, html, address):
    page.goto(f"{address}/report.html")
    rows = {
        r[0]: r
        for r in (
            r.locator("td, th").all_inner_texts()
            for r in page.locator("table.data tbody tr").all()
        )
    }
    assert list(rows) == [f"D{d:02d}" for d in DAYS]
    for path in sorted(book.glob("phase?/day_*.md")):
        lesson = read_lesson(path, book)
        notebook = nbformat.read(html / "_sources" / f"{lesson.docname}.ipynb", as_version=4)
        code = [c for c in notebook.cells if c.cell_type == "code"]
        figures = sum("image/png" in o.get("data", {}) for c in code for o in c.outputs)
        asserts = sum(
            isinstance(n, ast.Assert) for c in code for n in ast.walk(ast.parse(c.source))
        )
        *_, seconds, cpu, mb, n_cells, n_claims, n_figures = rows[f"D{lesson.day:02d}"]
        assert [int(n_cells), int(n_claims), int(n_figures)] == [len(code), asserts, figures]
        assert float(seconds) > 0 and float(cpu) > 0 and 30 < float(mb) < 1500
