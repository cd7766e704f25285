"""The index of all EE bridges: every row of every lesson's dictionary, by the term that the reader already knows."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.pages.derived import DerivedDirective, uri

COLUMNS = ("Signals and systems", "Machine learning", "Day")
WIDTHS = (42, 46, 12)


def is_bridge(node) -> bool:
    return isinstance(node, nodes.admonition) and "ee-bridge" in node["classes"]


def name_bridges(app, doctree):
    """Sphinx `doctree-read`: give each bridge of a lesson an id that the index can link to."""
    for n, bridge in enumerate(doctree.findall(is_bridge), start=1):
        bridge["ids"].append("ee-bridge" if n == 1 else f"ee-bridge-{n}")


class bridge_index(nodes.General, nodes.Element):
    """Where the index goes; replaced by `FillIndex`."""


class BridgeIndex(DerivedDirective):
    def derive(self):
        return [bridge_index()]


def rows_of(env, docname: str, for_docname: str):
    """Yield (signal term, learning term, bridge id) of a lesson: two lists of nodes, references resolving from another page."""
    for bridge in env.get_doctree(docname).findall(is_bridge):
        anchor = next(i for i in bridge["ids"] if i.startswith("ee-bridge"))
        for body in bridge.findall(nodes.tbody):
            for row in body.findall(nodes.row):
                entries = [entry.deepcopy() for entry in row.findall(nodes.entry)]
                if len(entries) != 2:
                    continue
                for node in (n for entry in entries for n in entry.findall(nodes.Element)):
                    node["ids"], node["names"] = [], []
                    if "refdoc" in node:
                        node["refdoc"] = for_docname
                yield entries[0].children, entries[1].children, anchor


class FillIndex(SphinxPostTransform):
    """Build the table, before cross-references are resolved (priority 10)."""

    default_priority = 5

    def run(self, **kwargs):
        for place in list(self.document.findall(bridge_index)):
            found = []
            for lesson in self.app.book.lessons:
                for signals, learning, anchor in rows_of(
                    self.env, lesson.docname, self.env.docname
                ):
                    href = uri(self.app, self.env.docname, lesson.docname) + "#" + anchor
                    link = nodes.reference("", f"D{lesson.day:02d}", refuri=href, internal=True)
                    term = " ".join(n.astext() for n in signals)
                    found.append(
                        (
                            term.casefold(),
                            lesson.day,
                            signals,
                            learning,
                            nodes.paragraph("", "", link),
                        )
                    )
            place.replace_self(
                table(found) if found else nodes.paragraph("", "No lesson has a bridge yet.")
            )


def table(found) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in WIDTHS), cols=len(WIDTHS))
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in COLUMNS))
    body = nodes.tbody()
    for *_, signals, learning, link in sorted(found, key=lambda row: row[:2]):
        body += nodes.row(
            "", nodes.entry("", *signals), nodes.entry("", *learning), nodes.entry("", link)
        )
    group += [nodes.thead("", head), body]
    return nodes.table("", group, classes=["bridges"])


def setup(app):
    app.add_node(bridge_index)
    app.add_directive("bridge-index", BridgeIndex)
    app.connect("doctree-read", name_bridges)
    app.add_post_transform(FillIndex)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
