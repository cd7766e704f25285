"""The book's Sphinx extension: reads the book once per build, then one module a page or feature."""

from __future__ import annotations

from pathlib import Path

from sphinx.errors import ExtensionError

from lessonbook.model.book import read_book
from lessonbook.model.lesson import LessonError

FEATURES = (
    "keep_outputs",
    "typeset",
    "numbers",
    "palette",
    "derived",
    "disclosure",
    "recall",
    "lesson_header",
    "cells",
    "mentions",
    "predictions",
    "start",
    "roadmap",
    "callouts",
    "bridges",
    "symptoms",
    "report",
    "sidebar",
    "search",
    "theme",
)


def load(app) -> None:
    """Sphinx `builder-inited`: read everything once per build into `app.book`."""
    try:
        app.book = read_book(Path(app.srcdir))
    except LessonError as e:
        raise ExtensionError(str(e)) from None


def setup(app):
    app.connect("builder-inited", load, priority=100)
    for feature in FEATURES:
        app.setup_extension(f"{__name__}.{feature}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
