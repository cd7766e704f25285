"""Callouts that other pages are made of: each gets an address, its kind and for the second of a lesson a number."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

KINDS = ("ee-bridge", "breaks")


def callouts(doctree, kind: str) -> Iterator[nodes.admonition]:
    """The callouts of a kind (a class) in a document, in order."""
    yield from doctree.findall(lambda n: isinstance(n, nodes.admonition) and kind in n["classes"])


def callouts_of(env, lesson, kind: str) -> Iterator[tuple[nodes.admonition, str]]:
    """The callouts of a lesson with their ids."""
    for callout in callouts(env.get_doctree(lesson.docname), kind):
        yield callout, next(i for i in callout["ids"] if i.startswith(kind))


def name_callouts(app, doctree):
    """Sphinx `doctree-read`: give the callouts their ids."""
    for kind in KINDS:
        for n, callout in enumerate(callouts(doctree, kind), start=1):
            callout["ids"].append(kind if n == 1 else f"{kind}-{n}")


def setup(app):
    app.connect("doctree-read", name_callouts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
