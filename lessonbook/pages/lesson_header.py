"""What stands around a lesson: the card under its title, the end of the page, and previous and next by day."""

from __future__ import annotations

from docutils import nodes
from markupsafe import escape
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.pages.derived import render, uri
from lessonbook.pages.report import claims_checked, open_cache, run_of

BINDER = "https://mybinder.org/v2/gh/{repo}/{branch}?urlpath=lab/tree/{docname}.md"
COLAB = "https://colab.research.google.com/github/{repo}/blob/notebooks/{docname}.ipynb"
SOURCE = "https://github.com/{repo}/blob/{branch}/{docname}.md"
ISSUE = "https://github.com/{repo}/issues/new?title=D{day:02d}:%20"


def lesson_of(app, docname: str):
    """The lesson that a document is, or None."""
    return next((lesson for lesson in app.book.lessons if lesson.docname == docname), None)


def day_link(app, docname: str, day: int) -> dict:
    """What a page needs to show a day: number, title, and its address; while it is not written, None and what to know instead."""
    lesson = app.book.by_day.get(day)
    return {
        "day": day,
        "title": app.book.titles[day],
        "href": uri(app, docname, lesson.docname) if lesson else None,
        "instead": app.book.instead.get(day),
    }


def repository(app) -> dict:
    """The book's place on GitHub: `repo` as owner/name, and `branch`."""
    options = app.config.html_theme_options
    repo = options.get("repository_url", "").removeprefix("https://github.com/").strip("/")
    return {"repo": repo, "branch": options.get("repository_branch") or "main"}


def header(app, lesson) -> nodes.raw:
    """The card under the title: where the reader is, what was checked, what the day needs, what needs it, and ways to run it."""
    place = {**repository(app), "docname": lesson.docname}
    return render(
        "lesson_header.html",
        lesson=lesson,
        claims=claims_checked(lesson.claims) if run_of(lesson, open_cache(app)) else None,
        report=uri(app, lesson.docname, "report"),
        phase=app.book.phase_of(lesson.day),
        phase_href=uri(app, lesson.docname, f"phase{lesson.phase}/index"),
        notation=uri(app, lesson.docname, "notation"),
        begin=uri(app, lesson.docname, "begin"),
        roadmap=uri(app, lesson.docname, "roadmap"),
        needs=[day_link(app, lesson.docname, day) for day in sorted(lesson.needs)],
        needed_by=[
            day_link(app, lesson.docname, later.day) for later in app.book.needed_by(lesson.day)
        ],
        notebook=uri(app, lesson.docname, "index").removesuffix("index.html")
        + f"_sources/{lesson.docname}.ipynb",
        binder=BINDER.format(**place),
        colab=COLAB.format(**place),
        source=SOURCE.format(**place),
    )


class AddHeader(SphinxPostTransform):
    """Put the card under the title of every lesson, and the "done" button at its end."""

    default_priority = 900

    def run(self, **kwargs):
        lesson = lesson_of(self.app, self.env.docname)
        if lesson is None:
            return
        title = next(self.document.findall(nodes.title))
        section = title.parent
        section.insert(section.index(title) + 1, header(self.app, lesson))
        issue = ISSUE.format(**repository(self.app), day=lesson.day)
        section += render("lesson_footer.html", lesson=lesson, issue=issue)


def order_by_day(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: previous and next of a lesson are days, not whatever the table of contents has in between."""
    lesson = lesson_of(app, pagename)
    if lesson is None:
        return
    days = app.book.lessons
    at = days.index(lesson)

    def link(other):
        return {"link": uri(app, pagename, other.docname), "title": escape(other.title)}

    if at > 0:
        context["prev"] = link(days[at - 1])
    context["next"] = link(days[at + 1]) if at + 1 < len(days) else None


def setup(app):
    app.add_post_transform(AddHeader)
    app.connect("html-page-context", order_by_day)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
