"""The plan of the book: a hundred titles in five phases, written or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROADMAP = "roadmap.yml"  # beside the book's other front matter


@dataclass(frozen=True)
class Phase:
    """One of the five phases: its number, title, colour name, and the titles of its days by day number.

    `instead` says for some of its days what a reader should know as long as that day is not written.
    """

    number: int
    title: str
    colour: str
    promise: str
    titles: Mapping[int, str]
    instead: Mapping[int, str]

    @property
    def docname(self) -> str:
        return f"phase{self.number}/index"

    @property
    def name(self) -> str:
        """What every page calls it: "Phase 2 · Core ML, Done Deeply"."""
        return f"Phase {self.number} · {self.title}"


def read_roadmap(root: Path) -> list[Phase]:
    """The five phases with the titles of all days. Source: `roadmap.yml`."""
    phases, first = [], 1
    for number, entry in enumerate(
        yaml.safe_load((root / ROADMAP).read_text(encoding="utf8")), start=1
    ):
        titles, instead = {}, {}
        for n, about in enumerate(entry["days"], start=first):
            if isinstance(about, dict):
                titles[n], instead[n] = about["title"], about["instead"]
            else:
                titles[n] = about
        first += len(titles)
        phases.append(
            Phase(number, entry["title"], entry["colour"], entry["promise"], titles, instead)
        )
    return phases
