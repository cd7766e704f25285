"""Serve MathJax from the book itself, and only to pages that have mathematics.

The files are MathJax 3.2.2 (Apache-2.0) as published on npm, reduced to what one page can ask for. They live in `_vendor/`, not in
`_static/`, because Jupyter Book links every script below `_static/` from every page.
"""

from pathlib import Path


def add_static(app):
    app.config.html_static_path.append(str(Path(app.srcdir) / "_vendor"))


def setup(app):
    app.connect("builder-inited", add_static)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
