"""Fold what a reader need not read: checks to a line that counts them, the code of figures under their picture, the setup.

Solutions are folded as a whole (disclosure.py), so the cells inside them stay as they are.
"""

from __future__ import annotations

from docutils import nodes

from lessonbook.pages.disclosure import disclosure, disclosure_summary
from lessonbook.pages.lesson_header import lesson_of
from lessonbook.pages.report import claims_checked


def is_cell_part(name: str):
    """A predicate for the containers that MyST-NB makes: "cell_code", and in it "cell_code_source" and "cell_code_output"."""
    return lambda node: isinstance(node, nodes.container) and node.get("nb_element") == name


def fold_cells(app, doctree):
    """Sphinx `doctree-read`: the code of check, figure and setup cells goes into disclosures; what they show stays."""
    lesson = lesson_of(app, app.env.docname)
    if lesson is None:
        return
    shown = list(doctree.findall(is_cell_part("cell_code")))
    for cell, node in zip(lesson.cells, shown, strict=True):
        name, summary = {
            "check": ("check", f"✓ {claims_checked(cell.claims)}"),
            "figure": ("figure-code", "Code of this figure"),
            "setup": ("setup", "Setup"),
        }.get(cell.kind, (None, None))
        if name is None:
            continue
        code = next(node.findall(is_cell_part("cell_code_source")))
        node.remove(code)
        folded = disclosure(
            "", disclosure_summary("", "", nodes.Text(summary)), code, classes=["folded", name]
        )
        if cell.kind == "figure":
            node.append(folded)  # below the picture
        else:
            node.insert(0, folded)


def setup(app):
    app.connect("doctree-read", fold_cells)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
