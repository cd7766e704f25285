"""The index of all EE bridges: every row of every lesson's dictionary, by field and by the term that the reader already knows."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.model.admonitions import BRIDGE_FIELDS, DEFAULT_FIELD
from lessonbook.pages.callouts import callouts_of
from lessonbook.pages.derived import DerivedDirective, copied, element, field, render, uri

COLUMNS = ("Signals and systems", "Machine learning", "Day")
WIDTHS = (38, 38, 24)


class bridge_index(nodes.General, nodes.Element):
    """Where the index goes; replaced by `FillIndex`."""


class BridgeIndex(DerivedDirective):
    script = "filter.js"

    def derive(self):
        return [bridge_index()]


def field_of(bridge: nodes.admonition) -> str:
    return next((c for c in bridge["classes"] if c in BRIDGE_FIELDS), DEFAULT_FIELD)


def rows_of(env, lesson, docname: str):
    """Yield (field, term, row) for the page `docname`; the row's last cell leads to the lesson's bridge."""
    href = uri(env.app, docname, lesson.docname)
    for bridge, anchor in callouts_of(env, lesson, "ee-bridge"):
        for body in bridge.findall(nodes.tbody):
            for row in body.findall(nodes.row):
                if len(row) != 2:
                    continue
                title = lesson.title
                link = nodes.reference("", title, refuri=f"{href}#{anchor}", internal=True)
                day = nodes.entry("", nodes.paragraph("", "", link))
                term = row[0].astext().casefold()
                yield field_of(bridge), term, nodes.row("", *copied(row.children, docname), day)


class FillIndex(SphinxPostTransform):
    """Build the tables, before cross-references are resolved (priority 10)."""

    default_priority = 5

    def run(self, **kwargs):
        for place in list(self.document.findall(bridge_index)):
            found = [
                row
                for lesson in self.app.book.lessons
                for row in rows_of(self.env, lesson, self.env.docname)
            ]
            fields = {
                f: name for f, name in BRIDGE_FIELDS.items() if any(f == r[0] for r in found)
            }
            content = [
                render(
                    "filters.html",
                    items="table.bridges tbody tr",
                    within="",
                    one="entry",
                    many="entries",
                    total=len(found),
                    fields=[field("field", "Field", fields.items())],
                )
            ]
            for key, name in fields.items():
                rows = sorted((r for r in found if r[0] == key), key=lambda r: r[1])
                section = nodes.section("", nodes.title("", name), ids=[f"bridges-{key}"])
                section += element(
                    "", table([r[2] for r in rows]), tag="div", attributes={"data-field": key}
                )
                content.append(section)
            place.replace_self(
                content if found else nodes.paragraph("", "No lesson has a bridge yet.")
            )


def table(rows) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in WIDTHS), cols=len(WIDTHS))
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in COLUMNS))
    group += [nodes.thead("", head), nodes.tbody("", *rows)]
    return nodes.table("", group, classes=["bridges"])


def setup(app):
    app.add_node(bridge_index)
    app.add_directive("bridge-index", BridgeIndex)
    app.add_post_transform(FillIndex)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
