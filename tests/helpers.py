"""What several test modules share."""

import os
import subprocess
import sys
from pathlib import Path

from lessonbook.model.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
# the book whose pages are tested; `make bench` times the same tests on a synthetic one
BOOK = Path(os.environ.get("LESSONBOOK_TESTED", ROOT))
HTML = Paths(BOOK).published


def run(book: Path, *command: str, **env: str) -> subprocess.CompletedProcess:
    """Run a Python command in a book; its output and errors come back as text."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=book,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT), **env},
        check=False,
    )


def lessonbook(book: Path, *command: str, **env: str) -> subprocess.CompletedProcess:
    """Run a command of the machinery on a book."""
    return run(book, "-m", "lessonbook", *command, **env)
