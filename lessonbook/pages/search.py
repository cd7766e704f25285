"""Search by Pagefind: an index of the pages that a browser loads in pieces, as it needs them.

Sphinx's own index knows no frequencies, and its results page downloads every page that matches to show a line of each. Here every
page that is written leaves a plain copy of its text behind; when all are done, Pagefind indexes the copies.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from pagefind_bin import get_executable
from sphinx.errors import ExtensionError

# How much a page counts beside the lessons; these repeat what stands there.
WEIGHTS = {
    "bibliography": 0.1,
    "bridges": 0.4,
    "predictions": 0.4,
    "symptoms": 0.4,
    "report": 0.4,
    "review": 0.4,
}
# Not part of a page's text: displayed equations, folded code, controls, and what repeats the lessons: recall cards in the review, answers
# below their question.
EXCLUDED = (
    "div.math, details.folded, .headerlink, .lesson-card, .lesson-end, .deck-day, "
    ".prediction-answer, button, form"
)
CODE = '<div class="highlight"'  # counts less than prose, which makes the better snippet
BOXES = re.compile(r'<span\b[^>]*\bclass="katex-html"')
SPAN = re.compile(r"<(/?)span\b")
MATHML = re.compile(r"<math\b.*?</math>", re.S)
SIGNS = {
    "msup": "^",
    "msub": "_",
    "msubsup": "_^",
    "munder": "_",
    "munderover": "_^",
    "mfrac": "/",
}
INVISIBLE = dict.fromkeys(range(0x2061, 0x2065))  # function application and its like
# The id of a section, for its heading: there Pagefind looks for the places within a page.
SECTION = re.compile(
    r'<section\b[^>]*? id="([^"]+)"[^>]*>(\s*(?:<span id="[^"]*"></span>\s*)*)<(h[1-6])>'
)


def plain(element: ElementTree.Element) -> str:
    """A formula in MathML as one line: x^2, h_ℓ, √(a+b)/c. Its TeX is left out."""
    name = element.tag.rsplit("}")[-1]
    parts = [plain(child) for child in element if not child.tag.endswith("annotation")]
    if name in SIGNS:
        first, *rest = (p if p.isalnum() or len(p) == 1 else f"({p})" for p in parts)
        return (first if name == "mfrac" else parts[0]) + "".join(
            map("".join, zip(SIGNS[name], rest))
        )
    if name == "mover":  # a hat or a bar
        return parts[0]
    text = "".join([element.text or "", *parts])
    if name == "msqrt":
        return f"√{text}" if len(text) == 1 else f"√({text})"
    return text


def drop_boxes(html: str) -> str:
    """HTML without KaTeX's boxes, which say for the eye what the MathML beside them says."""
    kept, at = [], 0
    while start := BOXES.search(html, at):
        kept.append(html[at : start.start()])
        depth = 0
        for tag in SPAN.finditer(html, start.start()):
            depth += -1 if tag[1] else 1
            if depth == 0:
                break
        at = html.index(">", tag.end()) + 1
    return "".join(kept) + html[at:]


def text_of(body: str) -> str:
    """A page's HTML as it is indexed: each formula once and as text, code below prose, ids on headings."""

    def formula(match):
        return escape(plain(ElementTree.fromstring(match[0])).translate(INVISIBLE))

    body = body.replace(CODE, f'{CODE} data-pagefind-weight="0.3"')
    return SECTION.sub(r'\2<\3 id="\1">', MATHML.sub(formula, drop_boxes(body)))


def copies(app) -> Path:
    """The folder of the copies: one for each page, in the state in which it was last written."""
    return Path(app.outdir).with_name("search")


def copy_text(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: keep the text of a page for the index."""
    if doctree is None:  # the search page itself, the general index
        return
    path = copies(app) / f"{pagename}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    weight = WEIGHTS.get(pagename, 1)
    path.write_text(
        f'<html lang="en"><body data-pagefind-weight="{weight}">{text_of(context["body"])}</body></html>',
        encoding="utf8",
    )


def index(app, exception):
    """Sphinx `build-finished`: forget the pages that are gone, index the others."""
    if exception or app.builder.name != "html":
        return
    folder, bundle = copies(app), Path(app.outdir) / "pagefind"
    for path in folder.rglob("*.html"):
        if path.relative_to(folder).with_suffix("").as_posix() not in app.env.found_docs:
            path.unlink()
    shutil.rmtree(bundle, ignore_errors=True)
    command = [
        get_executable(),
        "--site",
        folder,
        "--output-path",
        bundle,
        "--exclude-selectors",
        EXCLUDED,
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise ExtensionError(f"Pagefind could not index the pages: {run.stdout}{run.stderr}")
    for path in [
        *bundle.glob("*ui*"),
        bundle / "pagefind-highlight.js",
        bundle / "wasm.unknown.pagefind",
    ]:
        path.unlink()  # what search.js does without


def search_page(app):
    """Sphinx `html-collect-pages`: the page of the results."""
    yield "search", {"title": "Search"}, "search.html"


def add_script(app, pagename, templatename, context, doctree):
    if templatename == "search.html":
        app.add_js_file("search.js", priority=900, defer="defer")


def replace_sphinx(app):
    """Sphinx `builder-inited`: no index of Sphinx's."""
    app.builder.search = False


def setup(app):
    app.connect("builder-inited", replace_sphinx)
    app.connect("html-collect-pages", search_page)
    app.connect("html-page-context", add_script)
    app.connect("html-page-context", copy_text, priority=990)
    app.connect("build-finished", index)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
