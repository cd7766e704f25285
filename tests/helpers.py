"""What several test modules share."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"


def run(book: Path, *command: str, **env: str) -> subprocess.CompletedProcess:
    """Run a Python command in a book; its output and errors come back as text."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=book,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "COLUMNS": "200", **env},
        check=False,
    )
