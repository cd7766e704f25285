"""A plain mention of a day, "D40", is a link as soon as that day is written; its title is the tooltip.

The mention stays text in the source, so that no lesson is edited when another one appears. Pages are resolved where they are shown:
what a derived page copies from a lesson gets links of its own. A day that comes or goes changes `_toc.yml`, and then every page is
rendered again (`shared_state` in building/build.py).
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonbook.pages.derived import uri
from lessonbook.pages.disclosure import disclosure_summary

MENTION = re.compile(r"\bD(0[1-9]|[1-9]\d|100)\b")
# Where a day is a name in code or TeX, or a link would stand inside a link, a heading or a control.
NOT_IN = (
    nodes.citation,
    nodes.FixedTextElement,
    nodes.literal,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.reference,
    nodes.title,
    disclosure_summary,
)


def is_prose(text: nodes.Text) -> bool:
    """Whether a text may hold a link."""
    node = text.parent
    while node is not None and not isinstance(node, NOT_IN):
        node = node.parent
    return node is None


class LinkMentions(SphinxPostTransform):
    """After references are resolved (priority 10), so that their texts are inside links already."""

    default_priority = 800

    def run(self, **kwargs):
        by_day, here = self.app.book.by_day, self.env.docname
        for text in [t for t in self.document.findall(nodes.Text) if MENTION.search(t)]:
            parts = MENTION.split(text)  # text, day, text, day, ..., text
            if not is_prose(text):
                continue
            new = [nodes.Text(parts[0])]
            for day, after in zip(parts[1::2], parts[2::2]):
                lesson = by_day.get(int(day))
                if lesson is None or lesson.docname == here:
                    new.append(nodes.Text(f"D{day}"))
                else:
                    href = uri(self.app, here, lesson.docname)
                    title = lesson.short_title
                    new.append(
                        nodes.reference("", f"D{day}", refuri=href, reftitle=title, internal=True)
                    )
                new.append(nodes.Text(after))
            text.parent.replace(text, new)


def setup(app):
    app.add_post_transform(LinkMentions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
