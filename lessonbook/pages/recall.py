"""Recall cards: a question as title and its answer as body; the deck of all cards; the deck for Anki.

The cards live in the lessons. `{all-cards}` copies them, resolved for its own page, into one list; review.js turns that list
into a session. The Anki package is written from the same list when the pages are done.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from pathlib import Path
from urllib.parse import urljoin

import genanki
from docutils import nodes
from docutils.parsers.rst.directives.admonitions import Admonition
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from lessonbook.pages.derived import DerivedDirective, copied, render, uri
from lessonbook.pages.disclosure import disclosure, disclosure_summary

logger = logging.getLogger(__name__)
ANKI_FILE = "100-days-recall.apkg"
# Anki recognises decks, note types and notes by these numbers: changing one makes every reader's deck a second one.
ANKI_DECK_ID = 1_720_310_011
ANKI_MODEL_ID = 1_720_310_012
ANKI_MODEL = genanki.Model(
    ANKI_MODEL_ID,
    "100 Days recall card",
    fields=[{"name": "Question"}, {"name": "Answer"}, {"name": "Day"}],
    templates=[
        {
            "name": "Recall",
            "qfmt": "{{Question}}",
            "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}<p><small>{{Day}}</small></p>",
        }
    ],
    css=".card { font: 18px/1.5 system-ui, sans-serif; max-width: 36em; margin: auto; }",
)


def card_id(day: int, question: str) -> str:
    """The card's name for ever, 12 hexadecimal digits: moving or rewording the answer keeps a reader's schedule."""
    text = " ".join(question.split())
    return hashlib.sha256(f"{day}\n{text}".encode()).hexdigest()[:12]


class Recall(Admonition):
    """`{recall}`: short for an admonition of class `recall`, which JupyterLab also understands."""

    def run(self):
        self.options["class"] = ["recall", *self.options.get("class", [])]
        return super().run()


def make_cards(app, doctree):
    """Sphinx `doctree-read`: admonitions of class `recall` become disclosures with an id for life."""
    lesson = re.search(r"/day_(\d{3})_", app.env.docname)
    day, seen = int(lesson[1]) if lesson else 0, set()
    for node in list(doctree.findall(nodes.admonition)):
        if "recall" not in node["classes"]:
            continue
        title, *answer = node.children
        card = card_id(day, title.rawsource or title.astext())
        if card in seen:
            logger.warning("the question of this recall card stands twice", location=node)
        seen.add(card)
        question = disclosure_summary("", "", *title.children)
        data = {"card": card, "day": day}
        node.parent.replace(node, disclosure("", question, *answer, classes=["recall"], data=data))


class deck(nodes.General, nodes.Element):
    """Where the cards of all lessons go; replaced by `FillDeck`."""


class Review(DerivedDirective):
    script = "review.js"

    def derive(self):
        return [render("review.html", anki=ANKI_FILE)]


class AllCards(DerivedDirective):
    def derive(self):
        return [deck()]


def cards_of(env, docname: str, for_docname: str) -> list[disclosure]:
    """Copies of a lesson's cards for another page."""
    cards = env.get_doctree(docname).findall(disclosure)
    return copied([card for card in cards if "recall" in card["classes"]], for_docname)


class FillDeck(SphinxPostTransform):
    """Put every lesson's cards into the deck, before cross-references are resolved (priority 10)."""

    default_priority = 5

    def run(self, **kwargs):
        for place in list(self.document.findall(deck)):
            app, content = self.app, []
            for lesson in app.book.lessons:
                cards = cards_of(self.env, lesson.docname, self.env.docname)
                if cards:
                    title = lesson.title
                    href = uri(app, self.env.docname, lesson.docname)
                    head = render("review_day.html", title=title, href=href, count=len(cards))
                    content.append(
                        nodes.container(
                            "", head, *cards, classes=["deck-day"], ids=[f"deck-{lesson.day}"]
                        )
                    )
            place.replace_self(content)


def is_formula(node) -> bool:
    return isinstance(node, (nodes.math, nodes.math_block))


def anki_formula(node):
    r"""A formula as Anki typesets it: TeX between \( \) or \[ \]."""
    opening, closing = (r"\(", r"\)") if isinstance(node, nodes.math) else (r"\[", r"\]")
    return nodes.raw("", f"{opening}{escape(node.astext())}{closing}", format="html")


def collect_for_anki(app, doctree, docname):
    """Sphinx `doctree-resolved`: keep the resolved cards of the review page as HTML for the Anki package."""
    if docname not in app.env.reread_always or app.builder.name != "html":
        return
    base = urljoin(app.config.html_baseurl, app.builder.get_target_uri(docname))

    def html(children):
        whole = nodes.Element("", *(child.deepcopy() for child in children))
        for formula in list(whole.findall(is_formula)):
            formula.replace_self(anki_formula(formula))
        text = "".join(app.builder.render_partial(child)["fragment"] for child in whole)
        return re.sub(
            r'\b(href|src)="([^"]*)"', lambda m: f'{m[1]}="{urljoin(base, m[2])}"', text
        ).strip()

    found = {}
    for card in doctree.findall(disclosure):
        if "recall" in card["classes"]:
            question, *answer = card.children
            data = card["data"]
            found[data["card"]] = (data["day"], html(question.children), html(answer))
    if found:
        app.anki_cards = found


def write_anki(app, exception):
    """Sphinx `build-finished`: write the Anki package beside the pages."""
    cards = getattr(app, "anki_cards", {})
    if exception or not cards:
        return
    anki = genanki.Deck(ANKI_DECK_ID, app.config.project)
    for card, (day, question, answer) in cards.items():
        lesson = app.book.by_day[day]
        anki.add_note(
            genanki.Note(
                model=ANKI_MODEL,
                fields=[
                    question,
                    answer,
                    lesson.title.replace("<", "&lt;"),
                ],
                guid=card,
                tags=[f"day-{day:03d}", f"phase-{lesson.phase}", *lesson.tags],
            )
        )
    genanki.Package(anki).write_to_file(str(Path(app.outdir) / ANKI_FILE))


def setup(app):
    app.add_node(deck)
    app.add_directive("recall", Recall)
    app.add_directive("review", Review)
    app.add_directive("all-cards", AllCards)
    app.connect("doctree-read", make_cards)
    app.add_post_transform(FillDeck)
    app.connect("doctree-resolved", collect_for_anki)
    app.connect("build-finished", write_anki)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
