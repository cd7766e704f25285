"""Numbers that belong to the day: Fig. 15.2, Table 15.1, (15.3), Exercise 15.1, whatever other days the book has.

Sphinx numbers figures within the numbered chapter that they stand in. The chapters of this book carry no number in their titles (the
day is part of the title), so each lesson gets its day as chapter number just while figures are counted. References from other pages,
sphinx-exercise and sphinx-proof read the same table.
"""

from sphinx.environment.collectors.toctree import TocTreeCollector

_assign_figure_numbers = TocTreeCollector.assign_figure_numbers


def assign_figure_numbers(self, env) -> list[str]:
    """Number figures within days; return the documents to write again.

    When a number has changed, that is every document: any of them may refer to it, and Sphinx does not know which ones do. The last
    build's numbers are kept apart, because Sphinx forgets those of a document as soon as it reads it again.
    """
    lessons = env.app.book.lessons
    env.toc_secnumbers |= {lesson.docname: {"": (lesson.day,)} for lesson in lessons}
    _assign_figure_numbers(self, env)
    for lesson in lessons:
        del env.toc_secnumbers[lesson.docname]
    before, env.book_numbers = getattr(env, "book_numbers", None), dict(env.toc_fignumbers)
    return [] if before == env.book_numbers else sorted(env.found_docs)


def setup(app):
    TocTreeCollector.assign_figure_numbers = assign_figure_numbers
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
