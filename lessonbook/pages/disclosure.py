"""Things that open: recall cards and solutions as the browser's own `<details>`, which needs no script and no mouse."""

from docutils import nodes
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

EXERCISES = (exercise_node, exercise_enumerable_node, solution_node)


class disclosure(nodes.General, nodes.Element):
    """`<details>`. Children: one `disclosure_summary`, then body elements. `data`, a dict, becomes data-* attributes."""


class disclosure_summary(nodes.General, nodes.TextElement):
    """`<summary>`: always visible, with inline markup."""


def visit_disclosure(self, node):
    data = {f"data-{key}": str(value) for key, value in node.get("data", {}).items()}
    self.body.append(self.starttag(node, "details", **data))


def depart_disclosure(self, node):
    self.body.append("</details>\n")


def visit_summary(self, node):
    self.body.append(self.starttag(node, "summary", ""))


def depart_summary(self, node):
    self.body.append("</summary>\n")


def without_links(children):
    """The inline nodes with every link replaced by its text: a link inside a summary is a control inside a control."""
    for child in children:
        if isinstance(child, nodes.reference):
            yield from without_links(child.children)
        else:
            yield child.deepcopy()


def fold_solutions(app, doctree, docname):
    """Sphinx `doctree-resolved`: solutions of class `dropdown` become disclosures.

    sphinx-exercise gives the body of every exercise and solution of a page the same id, so those ids go.
    """
    for node in list(doctree.findall(lambda n: isinstance(n, EXERCISES))):
        for body in list(node.children):
            if isinstance(body, nodes.section):
                node.replace(body, body.children)
        if isinstance(node, solution_node) and "dropdown" in node["classes"]:
            title, *body = node.children
            summary = disclosure_summary("", "", *without_links(title.children))
            node.parent.replace(
                node, disclosure("", summary, *body, ids=node["ids"], classes=["solution"])
            )


def setup(app):
    app.add_node(disclosure, html=(visit_disclosure, depart_disclosure))
    app.add_node(disclosure_summary, html=(visit_summary, depart_summary))
    app.connect("doctree-resolved", fold_solutions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
