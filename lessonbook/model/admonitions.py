"""The admonitions of a lesson, as they stand in its text: predictions, and the callouts that other pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

# What an EE bridge is about: the class that says it, and the heading of its rows on the bridges page.
BRIDGE_FIELDS = {
    "signals": "Signals and filters",
    "systems": "Systems and control",
    "information": "Information and communication",
    "circuits": "Circuits and hardware",
    "statistics": "Detection, estimation and measurement",
}
DEFAULT_FIELD = "signals"


@dataclass(frozen=True)
class Admonition:
    """An admonition; `line` is that of its fence in the lesson, `body` its Markdown, whose line 0 is `body_line`."""

    line: int
    title: str
    options: Mapping[str, str]
    body: list[Token]
    body_line: int

    @property
    def classes(self) -> list[str]:
        return self.options.get("class", "").split()


def parser() -> MarkdownIt:
    return MarkdownIt("commonmark").use(colon_fence_plugin).use(front_matter_plugin)


def admonitions(text: str) -> Iterator[Admonition]:
    """The admonitions of a lesson's text, in order."""
    for token in parser().parse(text):
        fence = re.fullmatch(r"\{admonition\}\s*(.*)", token.info.strip())
        if token.type not in ("fence", "colon_fence") or not fence:
            continue
        lines = token.content.splitlines()
        options = {}
        while lines and (m := re.fullmatch(r":([\w-]+):\s*(.*?)\s*", lines[0])):
            options[m[1]] = m[2]
            del lines[0]
        line = token.map[0] + 1
        body = parser().parse("\n".join(lines))
        yield Admonition(line, fence[1].strip(), options, body, line + 1 + len(options))
