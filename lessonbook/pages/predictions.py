"""Predictions: the question becomes a form to commit to, and one page shows what the reader has predicted so far.

Without scripts the question reads as it stands, with its answer under a disclosure; predictions.js makes it a form, record.js the page.
"""

from __future__ import annotations

import json

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.model.predictions import Prediction, read_predictions
from lessonbook.pages.derived import (
    DerivedDirective,
    copied,
    element,
    need_script,
    render,
    uri,
)
from lessonbook.pages.disclosure import disclosure, disclosure_summary, without_links
from lessonbook.pages.lesson_header import lesson_of

SCRIPT = "predictions.js"


def data(prediction: Prediction) -> dict:
    """What the scripts need to know of a prediction, as an attribute."""
    keys = ("id", "answer", "shown", "unit", "tolerance", "within", "options")
    return {"data-prediction": json.dumps({key: getattr(prediction, key) for key in keys})}


def is_question(node) -> bool:
    return isinstance(node, element) and "predict" in node["classes"]


def options_form(prediction: Prediction, options: nodes.enumerated_list) -> element:
    """The options as radio buttons, each with its text as label; without scripts, the plain list."""
    items = []
    for n, item in enumerate(options.children, start=1):
        button = render("prediction_option.html", name=prediction.id, value=n)
        label = element("", button, nodes.inline("", "", *item[0].children), tag="label")
        items.append(element("", label, tag="li"))
    legend = element("", nodes.Text("Choose one."), tag="legend")
    return element("", legend, element("", *items, tag="ol"), tag="fieldset")


def levels(options: int) -> list[int]:
    """The confidences that one can state in one of so many options, in percent: from guessing, in steps of ten, to certainty."""
    guess = round(100 / options)
    return [guess, *range(guess // 10 * 10 + 10, 101, 10)]


def question(prediction: Prediction, asked, answer) -> element:
    """The block of a question, made of its admonition `asked` and of the admonition `answer`."""
    title, *setup = asked.children
    shown = [nodes.strong("", prediction.shown)]
    if prediction.options:
        *setup, _, options = setup
        right = options[int(prediction.answer) - 1][0]
        shown += [nodes.Text(". "), *copied(right.children)]
        what = options_form(prediction, options)
    else:
        what = setup.pop()
    controls = render(
        "prediction.html",
        p=prediction,
        levels=levels(prediction.options) if prediction.options else [],
    )
    there = nodes.reference(
        "", "Where the lesson answers it", refuri="#" + answer["ids"][0], internal=True
    )
    fold = disclosure(
        "",
        disclosure_summary("", "Answer"),
        nodes.paragraph("", "", *shown),
        *copied(answer.children[1:]),
        nodes.paragraph("", "", there),
        classes=["prediction-answer"],
    )
    return element(
        "",
        nodes.paragraph("", "", *title.children, classes=["admonition-title"]),
        *setup,
        element("", what, controls, tag="form"),
        fold,
        tag="div",
        attributes=data(prediction),
        classes=["admonition", "predict"],
        ids=asked["ids"],
        names=asked["names"],
    )


def make_questions(app, doctree):
    """Sphinx `doctree-read`: the questions of a lesson become blocks that a reader can commit to."""
    lesson = lesson_of(app, app.env.docname)
    if lesson is None:
        return
    named = {name: node for node in doctree.findall(nodes.admonition) for name in node["names"]}
    for prediction in read_predictions(lesson.text)[0]:
        asked, answer = named.get(prediction.label), named.get(prediction.answer_label)
        if asked and answer:
            asked.replace_self(question(prediction, asked, answer))
            need_script(app.env, SCRIPT)


def questions_of(env, lesson, docname: str) -> list[element]:
    """Copies of a lesson's questions for another page, with links that lead to the lesson."""
    found = []
    for block in env.get_doctree(lesson.docname).findall(is_question):
        [copy] = copied([block], docname)
        copy["label"] = block["ids"][0]
        for link in copy.findall(nodes.reference):
            if link.get("refuri", "").startswith("#"):
                link["refuri"] = uri(env.app, docname, lesson.docname) + link["refuri"]
        found.append(copy)
    return found


class Record(DerivedDirective):
    """What the reader's predictions say about the reader: filled by record.js."""

    script = SCRIPT

    def derive(self):
        need_script(self.env, "record.js")
        return [render("prediction_record.html")]


class all_questions(nodes.General, nodes.Element):
    """Where the list of all questions goes; replaced by `FillQuestions`."""


class AllQuestions(DerivedDirective):
    def derive(self):
        return [all_questions()]


class FillQuestions(SphinxPostTransform):
    """List every question of the book by day, before cross-references are resolved (priority 10)."""

    default_priority = 5

    def run(self, **kwargs):
        for place in list(self.document.findall(all_questions)):
            docname, content = self.env.docname, []
            for lesson in self.app.book.lessons:
                href = uri(self.app, docname, lesson.docname)
                items = []
                for block in questions_of(self.env, lesson, docname):
                    link = nodes.reference(
                        "",
                        "",
                        *without_links(block[0].children),
                        refuri=f"{href}#{block['label']}",
                        internal=True,
                    )
                    line = nodes.paragraph("", "", link)
                    items.append(element("", line, tag="li", attributes=block["attributes"]))
                if items:
                    title = lesson.title
                    head = render("prediction_day.html", title=title, href=href)
                    content += [head, element("", *items, tag="ul", classes=["predictions"])]
            place.replace_self(
                content or nodes.paragraph("", "No lesson asks for a prediction yet.")
            )


def setup(app):
    app.add_node(all_questions)
    app.add_directive("prediction-record", Record)
    app.add_directive("all-predictions", AllQuestions)
    app.connect("doctree-read", make_questions)
    app.add_post_transform(FillQuestions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
