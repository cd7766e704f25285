"""Where things are in a book, from its root: the one place that knows the folders of `_build`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """The folders of the book at `root`."""

    root: Path

    @property
    def build(self) -> Path:
        return self.root / "_build"

    @property
    def cache(self) -> Path:
        """The jupyter-cache: every executed lesson."""
        return self.build / ".jupyter_cache"

    @property
    def work(self) -> Path:
        """Where pages are rendered before they are published."""
        return self.build / "work"

    @property
    def rendered(self) -> Path:
        return self.work / "_build" / "html"

    @property
    def published(self) -> Path:
        """The pages that readers see."""
        return self.build / "html"

    @property
    def style_sheet(self) -> Path:
        """The look of every figure."""
        return self.root / "_static" / "book.mplstyle"

    def notebook(self, docname: str) -> Path:
        """The published notebook of a lesson, with its outputs."""
        return self.published / "_sources" / f"{docname}.ipynb"
