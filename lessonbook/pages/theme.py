"""What a page weighs and how it is found: scripts that wait, assets that are used, a description for search engines.

sphinx-book-theme gives every page 1.5 MB of icon font script (the icons are drawn in book.css instead), two dozen scripts before
the first paint, and buttons that the lesson header has already.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from docutils import nodes
from markupsafe import escape
from sphinx.util.images import get_image_size

# Assets that a page needs only if its body contains the given text; None: never.
CONDITIONAL = {
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "copybutton.css": "highlight",
    "design-tabs.js": "sd-tab-set",
    "sphinx-design.min.css": "sd-",
    "exercise.css": None,  # book.css styles exercises, solutions and proofs
    "proof.css": None,
    "sphinx_highlight.js": None,  # book.js marks what was searched for
    "sphinx-thebe.css": None,
    "sphinx-thebe.js": None,
    "togglebutton.css": None,  # disclosure.py uses <details>
    "togglebutton.js": None,
    "katex.min.css": 'class="katex',
}
INLINE_NEVER = ("THEBE_JS_URL", "toggle", "DOCUMENTATION_OPTIONS.pagename")
DESCRIPTION_LENGTH = 160
IMAGE = re.compile(r'<img(?P<rest>[^>]*\bsrc="[^"]*_images/(?P<name>[^"/]+)")(?![^>]*\bwidth=)')
ICON_RULES = re.compile(
    r"@font-face\{[^}]*Font ?Awesome[^}]*\}|(?<=\})(?:\.fa[\w-]*(?:::?\w+)?,?)+\{[^{}]*\}"
)


def is_needed_text(name: str, body: str) -> bool:
    """Whether a page with this body uses the file of this name."""
    return name not in CONDITIONAL or (CONDITIONAL[name] is not None and CONDITIONAL[name] in body)


def is_needed(asset, body: str) -> bool:
    """Whether a page with this body uses a script or style sheet of Sphinx's lists."""
    if asset.filename is None or not str(asset.filename):
        code = asset.attributes.get("body", "")
        return not any(word in code for word in INLINE_NEVER)
    return is_needed_text(str(asset.filename).rsplit("/", 1)[-1], body)


def deferred(js):
    """The script as one that runs when the page is there; scripts without a file stay as they are."""
    if not js.filename or "async" in js.attributes:
        return js
    return type(js)(js.filename, priority=js.priority, **{**js.attributes, "defer": "defer"})


def lighten(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`, after everything else: only used assets, and scripts that do not hold up the page."""
    body = context.get("body") or ""
    context["css_files"] = [css for css in context["css_files"] if is_needed(css, body)]
    context["script_files"] = [js for js in context["script_files"] if is_needed(js, body)]
    context["script_files"] = [deferred(js) for js in context["script_files"]]
    context["header_buttons"] = [  # the lesson's header names Binder itself
        b for b in context.get("header_buttons", []) if b.get("label") != "launch-buttons"
    ]
    context["pagetitle"] = escape(context.get("pagetitle", ""))  # the theme prints it as HTML
    context["default_mode"] = (
        "light"  # what a browser without scripts gets; the inline script of the template knows better
    )


def size_images(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: figures get their size in pixels, so that nothing jumps when they arrive, and load when near."""

    def sized(match):
        path = Path(app.srcdir) / files.get(match["name"], "")
        if match["name"] not in files or not path.is_file():
            return match[0]
        size = get_image_size(path)
        if size is None:
            return match[0]
        width, height = size
        return f'<img width="{width}" height="{height}" loading="lazy" decoding="async"{match["rest"]}'

    files = {name: path for path, name in app.builder.images.items()}
    if context.get("body"):
        context["body"] = IMAGE.sub(sized, context["body"])


def description(doctree) -> str:
    """The beginning of a page's first paragraph, without mathematics: whole sentences if they fit. Empty if there is none."""
    for paragraph in doctree.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, (nodes.section, nodes.document)):
            continue
        texts = [
            n
            for n in paragraph.findall(nodes.Text)
            if not isinstance(n.parent, (nodes.math, nodes.raw))
        ]
        text = " ".join("".join(texts).split())
        if len(text) < 40:
            continue
        if len(text) > DESCRIPTION_LENGTH:
            text = text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + " …"
        sentences = re.match(r".{50,}[.?!](?= |$)", text)
        return sentences[0] if sentences else text
    return ""


def describe(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: the page's description, unless it brings its own in `myst: html_meta`."""
    tags = context.get("metatags", "")
    if 'name="description"' in tags:
        return
    text = (description(doctree) if doctree else "") or app.config.project
    context["metatags"] = f'{tags}\n<meta name="description" content="{escape(text)}">'


def title_is_text(app, doctree):
    """Sphinx `doctree-read`: HTML in a heading is shown, not executed, wherever the heading is repeated."""
    for title in doctree.findall(nodes.title):
        for raw in list(title.findall(nodes.raw)):
            raw.parent.replace(raw, nodes.Text(raw.astext()))


def visit_citation(self, node):
    """docutils gives entries of a bibliography roles that do not fit together; a list has list items."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_citation(self, node):
    self.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        self.body.append("</div>\n")


def add_templates(app, config):
    """Sphinx `config-inited`: `templates/static` replaces the theme's list of scripts."""
    config.templates_path.insert(0, str(Path(__file__).with_name("templates")))


def drop_icon_font(app, exception):
    """Sphinx `build-finished`: a third of the theme's style sheet names icons; it goes with the fonts and the script."""
    static = Path(app.outdir) / "_static"
    sheet = static / "styles" / "pydata-sphinx-theme.css"
    if exception or app.builder.format != "html":
        return
    sheet.write_text(ICON_RULES.sub("", sheet.read_text(encoding="utf8")), encoding="utf8")
    shutil.rmtree(static / "vendor" / "fontawesome", ignore_errors=True)
    for path in static.glob("scripts/fontawesome.js*"):
        path.unlink()


def setup(app):
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.connect("config-inited", add_templates)
    app.connect("doctree-read", title_is_text, priority=100)  # before Sphinx collects the titles
    app.connect("html-page-context", describe, priority=900)
    app.connect("html-page-context", size_images, priority=900)
    app.connect("build-finished", drop_icon_font)
    app.connect("html-page-context", lighten, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
