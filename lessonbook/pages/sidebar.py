"""The table of contents beside every page: the five phases as disclosures, the one of this page open.

Every page carries it, so its HTML is kept small: no classes that only the theme's own script would need.
"""

from __future__ import annotations

from markupsafe import Markup

from lessonbook.pages.derived import TEMPLATES


def contents(app, pagename: str) -> list[dict]:
    """The parts of `_toc.yml` as a page shows them: caption, entries, and for a phase its number and whether it is open."""
    phases = {phase.docname: phase for phase in app.book.phases}

    def entry(docname: str) -> dict:
        here = docname == pagename
        title = "Overview" if docname in phases else app.env.titles[docname].astext()
        href = "#" if here else app.builder.get_relative_uri(pagename, docname)
        return {"title": title, "href": href, "here": here}

    parts = []
    for part in app.config.external_site_map.root.subtrees:
        phase = next((phases[docname] for docname in part.items if docname in phases), None)
        parts.append(
            {
                "caption": phase.name if phase else part.caption,
                "phase": phase.number if phase else None,
                "open": pagename in part.items,
                "entries": [entry(docname) for docname in part.items],
            }
        )
    return parts


def add_contents(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: what `sbt-sidebar-nav.html` shows instead of the theme's tree."""
    html = TEMPLATES.get_template("sidebar.html").render(parts=contents(app, pagename))
    context["book_contents"] = Markup(html)


def setup(app):
    app.connect("html-page-context", add_contents)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
