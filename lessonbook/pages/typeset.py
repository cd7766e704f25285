"""Typeset mathematics when the book is built, so that a page shows its equations at once, without a script.

KaTeX runs in an embedded V8. Its files are KaTeX 0.19.1 (MIT) as published on npm: the program and, for the pages, its style sheet
and fonts. They live here, not in `_static/`, because Jupyter Book links every script below `_static/` from every page.
A formula that KaTeX cannot read is a warning at its line, and warnings fail the build.
"""

from __future__ import annotations

import json
import os
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

KATEX = Path(__file__).with_name("katex")
LOGGER = logging.getLogger(__name__)


@cache
def engine(process: int) -> MiniRacer:
    """KaTeX, loaded once in each process (V8 does not survive a fork)."""
    javascript = MiniRacer()
    javascript.eval((KATEX / "katex.min.js").read_text(encoding="utf8"))
    return javascript


@cache
def typeset(tex: str, display: bool) -> str:
    """HTML for the eye and MathML for the ear of a TeX formula.

    Raises ValueError with KaTeX's own words if the formula is wrong.
    """
    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    try:
        return engine(os.getpid()).eval(
            f"katex.renderToString({json.dumps(tex)}, {json.dumps(options)})"
        )
    except JSEvalException as e:
        message = next(line for line in str(e).splitlines() if "Error: " in line)
        raise ValueError(message.split("Error: ", 1)[1]) from None


def typeset_node(node, tex: str, display: bool) -> str:
    """As `typeset`; a wrong formula is shown as it was written, and reported at its place."""
    try:
        return typeset(tex, display)
    except ValueError as e:
        LOGGER.warning("mathematics: %s", e, location=node)
        return f"<code>{escape(tex)}</code>"


def visit_inline(self, node):
    html = typeset_node(node, node.astext(), display=False)
    self.body.append(
        self.starttag(node, "span", "", CLASS="math notranslate nohighlight") + html + "</span>"
    )
    raise nodes.SkipNode


def visit_display(self, node):
    """A displayed equation; blank lines separate equations, `\\\\` breaks one, as with Sphinx's other renderers."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    tex = node.astext()
    if not node["nowrap"]:
        parts = [
            rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part
            for part in tex.split("\n\n")
            if part.strip()
        ]
        tex = parts[0]
        if len(parts) > 1:
            tex = r"\begin{gathered}" + r"\\".join(parts) + r"\end{gathered}"
    self.body.append(typeset_node(node, tex, display=True) + "</div>\n")
    raise nodes.SkipNode


def add_static(app):
    app.config.html_static_path.append(str(KATEX / "static"))
    app.add_css_file("katex/katex.min.css")


def setup(app):
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_display, None))
    app.connect("builder-inited", add_static)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
