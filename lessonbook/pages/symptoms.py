"""The index of all failures: what each looks like from outside, why, and what guards against it, from the callouts of class `breaks`."""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.pages.callouts import callouts_of
from lessonbook.pages.derived import DerivedDirective, copied, element, phase_field, render, uri

GUARD = "Guard."
HEAD = "Where it breaks"


class symptom_index(nodes.General, nodes.Element):
    """Where the index goes; replaced by `FillSymptoms`."""


class SymptomIndex(DerivedDirective):
    script = "filter.js"

    def derive(self):
        return [symptom_index()]


def parts(paragraph) -> list[nodes.Node]:
    """The inline nodes of a paragraph; the parser leaves empty texts beside bold ones."""
    return [n for n in paragraph.children if not isinstance(n, nodes.Text) or n.astext()]


def is_bold(text: list[nodes.Node]) -> bool:
    """Whether a paragraph begins in bold."""
    return bool(text) and isinstance(text[0], nodes.strong)


def without_head(title: list[nodes.Node]) -> list[nodes.Node]:
    """The inline nodes of a callout's title, without the words that every such title begins with."""
    first, *rest = title
    text = first.astext()
    if not isinstance(first, nodes.Text) or not text.startswith(HEAD):
        return title
    text = text.removeprefix(HEAD).lstrip(": ")
    return [nodes.Text(text[:1].upper() + text[1:]), *rest]


def read(callout) -> tuple[list, list, list]:
    """Symptom, cause and guard of a callout, as inline nodes.

    The symptom is a first paragraph in bold. A callout without one is of the old form: its title is the symptom, its first
    paragraph the cause. The guard may be missing.
    """
    title = without_head(parts(callout[0]))
    guard, texts = [], []
    for text in (parts(n) for n in callout.children if isinstance(n, nodes.paragraph)):
        if is_bold(text) and text[0].astext() == GUARD:
            guard = text[1:]
        else:
            texts.append(text)
    if texts and is_bold(texts[0]) and len(texts[0]) == 1:
        return texts[0][0].children, title, guard
    return title, texts[0] if texts else [], guard


def entry(env, lesson, callout, anchor: str) -> element:
    """One failure, as the page `env.docname` shows it."""
    here = env.docname
    symptom, cause, guard = read(callout)
    href = uri(env.app, here, lesson.docname)
    title = lesson.title
    link = nodes.reference("", title, refuri=f"{href}#{anchor}", internal=True)
    lines = [nodes.paragraph("", "", nodes.strong("", "", *copied(symptom, here)))]
    for label, text in (("Cause.", cause), (GUARD, guard)):
        if text:
            copies = copied(text, here)
            lines.append(
                nodes.paragraph("", "", nodes.emphasis("", label), nodes.Text(" "), *copies)
            )
    return element(
        "",
        *lines,
        nodes.paragraph("", "", link),
        tag="li",
        classes=[f"phase-{lesson.phase}"],
        attributes={"data-phase": str(lesson.phase)},
    )


class FillSymptoms(SphinxPostTransform):
    """Build the list, before cross-references are resolved (priority 10)."""

    default_priority = 5

    def run(self, **kwargs):
        book = self.app.book
        for place in list(self.document.findall(symptom_index)):
            entries = [
                entry(self.env, lesson, callout, anchor)
                for lesson in book.lessons
                for callout, anchor in callouts_of(self.env, lesson, "breaks")
            ]
            controls = render(
                "filters.html",
                items="ul.symptoms > li",
                within="",
                one="symptom",
                many="symptoms",
                total=len(entries),
                fields=[phase_field(self.app)],
            )
            found = element("", *entries, tag="ul", classes=["symptoms"])
            nothing = nodes.paragraph("", "No lesson shows a failure yet.")
            place.replace_self([controls, found] if entries else nothing)


def setup(app):
    app.add_node(symptom_index)
    app.add_directive("symptom-index", SymptomIndex)
    app.add_post_transform(FillSymptoms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
