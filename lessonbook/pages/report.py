"""The execution report: what every lesson costs and checks, from the run that the pages were built from."""

from __future__ import annotations

import statistics
from pathlib import Path

from jupyter_cache import get_cache

from lessonbook.model.paths import Paths
from lessonbook.pages.derived import DerivedDirective, render, uri


def claims_checked(n: int) -> str:
    """The number in words: "1 claim checked", "5 claims checked"."""
    return f"{n} claim{'' if n == 1 else 's'} checked"


def open_cache(app):
    """The jupyter-cache of this build, or None."""
    folder = Paths(Path(app.srcdir)).cache
    return get_cache(str(folder)) if folder.exists() else None


def run_of(lesson, cache):
    """The record of the run of a lesson's present code in the cache, or None."""
    try:
        return cache and cache.match_cache_notebook(lesson.notebook)
    except KeyError:
        return None


def measure(lesson, cache) -> dict:
    """One line of the report; the measured columns are None if the lesson is not in the cache."""
    line = {
        "day": lesson.day,
        "title": lesson.short_title,
        "docname": lesson.docname,
        "cells": len(lesson.cells),
        "claims": lesson.claims,
        "figures": None,
        "seconds": None,
        "cpu": None,
        "mb": None,
    }
    record = run_of(lesson, cache)
    if record is None:
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
        "claims": sum(line["claims"] for line in measured),
        "figures": sum(line["figures"] for line in measured),
        "seconds": sum(line["seconds"] for line in measured),
        "median_cpu": statistics.median(line["cpu"] for line in measured),
        "max_cpu": max(line["cpu"] for line in measured),
        "max_mb": max(line["mb"] for line in measured),
    }


class ExecutionReport(DerivedDirective):
    def derive(self):
        app = self.env.app
        cache = open_cache(app)
        lines = [measure(lesson, cache) for lesson in app.book.lessons]
        for line in lines:
            line["href"] = uri(app, self.env.docname, line["docname"])
        return [render("report.html", lines=lines, total=summary(lines))]


def setup(app):
    app.add_directive("execution-report", ExecutionReport)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
