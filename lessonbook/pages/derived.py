"""What the derived pages share: templates that escape, the list of days as data, copies of nodes, and being rendered anew at every build."""

from __future__ import annotations

from pathlib import Path

import jinja2
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def render(template: str, **values) -> nodes.raw:
    """A template of `templates/` as a node. Every value is escaped; a missing one raises jinja2.UndefinedError."""
    return nodes.raw("", TEMPLATES.get_template(template).render(**values), format="html")


def uri(app, docname: str, target: str) -> str:
    """The address of the document `target` as seen from `docname`."""
    return app.builder.get_relative_uri(docname, target)


def days_data(app, docname: str) -> list[dict]:
    """The written days for the scripts: day, title, minutes, needs and the page's address as seen from `docname`.

    A template hands it to the browser with `tojson`, which also escapes `<`.
    """
    return [
        {
            "day": lesson.day,
            "title": lesson.short_title,
            "minutes": lesson.minutes,
            "needs": list(lesson.needs),
            "href": uri(app, docname, lesson.docname),
        }
        for lesson in app.book.lessons
    ]


def field(name: str, label: str, options) -> dict:
    """A field of the filters: `name` of the data-* attribute, `options` as pairs of value and text."""
    return {"name": name, "label": label, "options": list(options)}


def phase_field(app) -> dict:
    return field(
        "phase", "Phase", ((p.number, f"{p.number} · {p.title}") for p in app.book.phases)
    )


def need_script(env, script: str) -> None:
    """Give the page that is being read a script, a file of `assets/`."""
    scripts = env.metadata[env.docname].setdefault("book_scripts", [])
    if script not in scripts:
        scripts.append(script)


class element(nodes.General, nodes.Element):
    """An HTML element: `tag`, and a dict of `attributes`, which are escaped."""


def visit_element(self, node):
    self.body.append(self.starttag(node, node["tag"], "", **node.get("attributes", {})))


def depart_element(self, node):
    self.body.append(f"</{node['tag']}>\n")


def copied(children, docname: str | None = None) -> list:
    """Copies of nodes without ids, so that they can stand twice; with `docname` their references resolve from that page."""
    copies = [child.deepcopy() for child in children]
    for node in (n for copy in copies for n in copy.findall(nodes.Element)):
        node["ids"], node["names"] = [], []
        if isinstance(node, nodes.math_block):
            node["label"] = node["number"] = None
        if docname and "refdoc" in node:
            node["refdoc"] = docname
    return copies


class DerivedDirective(SphinxDirective):
    """A directive whose output depends on other files than its own, so that its page is read again in every build.

    Subclasses implement `derive`, which returns nodes.
    """

    script: str | None = None  # a file of assets/ that the page needs

    def run(self):
        self.env.note_reread()
        if self.script:
            need_script(self.env, self.script)
        return self.derive()

    def derive(self) -> list[nodes.Node]:
        raise NotImplementedError


def add_scripts(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: give a page the scripts that its directives asked for, and no other page."""
    for script in app.env.metadata.get(pagename, {}).get("book_scripts", []):
        app.add_js_file(script, priority=900, defer="defer")


def add_assets(app):
    """Sphinx `builder-inited`: serve `assets/`, which Jupyter Book does not link from every page (it does so for `_static`)."""
    app.config.html_static_path.append(str(HERE / "assets"))


def setup(app):
    app.add_node(element, html=(visit_element, depart_element))
    app.connect("builder-inited", add_assets)
    app.connect("html-page-context", add_scripts)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
