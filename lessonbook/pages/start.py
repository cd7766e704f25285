"""The entrance on the landing page: where to begin, and a sample of the book that works: a question, a figure, checked claims."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.directives import unchanged_required
from PIL import Image
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.model.predictions import read_predictions
from lessonbook.pages.derived import (
    DerivedDirective,
    days_data,
    element,
    need_script,
    render,
    uri,
)
from lessonbook.pages.palette import on_white
from lessonbook.pages.predictions import SCRIPT, questions_of

THUMBNAIL = "_images/sample.webp"  # as seen from the landing page


class sample(nodes.General, nodes.Element):
    """Where the sample goes; `question` and `figure` are labels, the children a caption. Replaced by `FillSample`."""


class StartHere(DerivedDirective):
    """The way in: day 1, which book.js turns into the next day of a returning reader, and a sample.

    `:prediction:` and `:figure:` are labels in one lesson, the content is the figure's caption here.
    """

    option_spec = {"prediction": unchanged_required, "figure": unchanged_required}
    has_content = True

    def derive(self):
        app, docname = self.env.app, self.env.docname
        data = days_data(app, docname)
        start = render(
            "start.html",
            first=data[0] if data else None,
            data=data,
            roadmap=uri(app, docname, "roadmap"),
            written=len(data),
        )
        need_script(self.env, SCRIPT)
        caption = self.parse_content_to_nodes()
        wanted = {key: self.options.get(key) for key in self.option_spec}
        return [start, sample("", *caption, **wanted)]


def sample_lesson(book, label: str | None):
    """The lesson that asks the question with this label, else the first that asks one, else None."""
    asked = {
        p.label: lesson
        for lesson in reversed(book.lessons)
        for p in reversed(read_predictions(lesson.text)[0])
    }
    return asked.get(label) or next(reversed(asked.values()), None)


class FillSample(SphinxPostTransform):
    """Put the sample together from the lesson's own page, before cross-references are resolved (priority 10)."""

    default_priority = 5

    def run(self, **kwargs):
        for place in list(self.document.findall(sample)):
            lesson = sample_lesson(self.app.book, place["prediction"])
            place.replace_self(self.sample(place, lesson) if lesson else [])

    def sample(self, place, lesson) -> element:
        docname = self.env.docname
        asked = questions_of(self.env, lesson, docname)
        question = next((q for q in asked if q["label"] == place["prediction"]), asked[0])
        checked = render(
            "start_checked.html",
            report=uri(self.app, docname, "report"),
            total=sum(one.claims for one in self.app.book.lessons),
            claims=lesson.claims,
            day=lesson.day,
        )
        figure = self.figure(place, lesson)
        return element("", question, checked, *figure, tag="div", classes=["sample"])

    def figure(self, place, lesson) -> list[element]:
        """The figure with the label that was asked for, or the lesson's first, under the caption that was written for it here."""
        found = [
            (place["figure"] in figure["names"], image)
            for figure in self.env.get_doctree(lesson.docname).findall(nodes.figure)
            for image in figure.findall(nodes.image)
            if image["uri"].endswith(".png")
        ]
        if not found:
            return []
        wanted, image = max(found, key=lambda pair: pair[0])
        size = thumbnail(Path(self.app.srcdir) / image["uri"], Path(self.app.outdir) / THUMBNAIL)
        link = nodes.reference(
            "",
            lesson.title,
            refuri=uri(self.app, self.env.docname, lesson.docname),
            internal=True,
        )
        words = place[0].children + [nodes.Text(" ")] if wanted and len(place) else []
        caption = nodes.paragraph("", "", *words, nodes.Text("From "), link, nodes.Text("."))
        picture = render("start_figure.html", src=THUMBNAIL, size=size, alt=image["alt"])
        return [element("", picture, element("", caption, tag="figcaption"), tag="figure")]


def thumbnail(source: Path, target: Path) -> tuple[int, int]:
    """Write an image as wide as the landing page shows it on a fine screen, a tenth of its bytes; return its size in pixels."""
    with Image.open(source) as image:
        small = on_white(image)
        small.thumbnail((720, 720))
        target.parent.mkdir(exist_ok=True)
        small.save(target, quality=80)
        return small.size


def setup(app):
    app.add_node(sample)
    app.add_directive("start-here", StartHere)
    app.add_post_transform(FillSample)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
