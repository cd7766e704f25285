"""The execution report: what every lesson costs and checks, from the run that the pages were built from."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import jupytext
from jupyter_cache import get_cache

from lessonbook.model.paths import Paths
from lessonbook.pages.derived import DerivedDirective, render, uri


def count_asserts(lesson) -> int:
    """Assert statements and calls of assert_* functions in a lesson's code."""
    n = 0
    for cell in lesson.cells:
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Assert):
                n += 1
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                n += name.startswith("assert_")
    return n


def measure(lesson, cache) -> dict:
    """One line of the report; the measured columns are None if the lesson is not in the cache."""
    line = {
        "day": lesson.day,
        "title": lesson.short_title,
        "docname": lesson.docname,
        "cells": len(lesson.cells),
        "asserts": count_asserts(lesson),
        "figures": None,
        "seconds": None,
        "cpu": None,
        "mb": None,
    }
    if cache is None:
        return line
    try:
        record = cache.match_cache_notebook(jupytext.read(lesson.path))
    except KeyError:
        return line
    notebook = cache.get_cache_bundle(record.pk).nb
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    data = record.data or {}
    line["figures"] = sum(any(k.startswith("image/") for k in o.get("data", {})) for o in outputs)
    line["seconds"], line["cpu"], line["mb"] = (
        data.get(key) for key in ("execution_seconds", "cpu_seconds", "peak_mb")
    )
    return line


def summary(lines: list[dict]) -> dict:
    """Totals over the lessons that have been measured."""
    measured = [line for line in lines if line["seconds"] is not None]
    if not measured:
        return {}
    return {
        "lessons": len(measured),
        "cells": sum(line["cells"] for line in measured),
        "asserts": sum(line["asserts"] for line in measured),
        "figures": sum(line["figures"] for line in measured),
        "seconds": sum(line["seconds"] for line in measured),
        "median_cpu": statistics.median(line["cpu"] for line in measured),
        "max_cpu": max(line["cpu"] for line in measured),
        "max_mb": max(line["mb"] for line in measured),
    }


class ExecutionReport(DerivedDirective):
    def derive(self):
        app = self.env.app
        folder = Paths(Path(app.srcdir)).cache
        cache = get_cache(str(folder)) if folder.exists() else None
        lines = [measure(lesson, cache) for lesson in app.book.lessons]
        for line in lines:
            line["href"] = uri(app, self.env.docname, line["docname"])
        return [render("report.html", lines=lines, total=summary(lines))]


def setup(app):
    app.add_directive("execution-report", ExecutionReport)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
