"""The jupyter-cache of executed lessons.

It belongs to one environment: when requirements.txt, the Python version, the style sheet or a data file changes, it starts anew.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import jupytext
from jupyter_cache import get_cache

from lessonbook.model.lesson import Lesson
from lessonbook.model.paths import Paths


def environment_key(root: Path) -> str:
    """Hash of everything besides a lesson's code that its outputs depend on."""
    digest = hashlib.sha256(sys.version.encode())
    files = [root / "requirements.txt", Paths(root).style_sheet]
    files += sorted(
        p for p in root.glob("phase[1-9]/**/*") if p.suffix in {".csv", ".npz", ".json", ".txt"}
    )
    for path in files:
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def open_cache(root: Path):
    """The jupyter-cache of this environment; one made by another environment is emptied."""
    folder = Paths(root).cache
    stamp = folder / "environment.sha256"
    key = environment_key(root)
    if folder.exists() and (not stamp.exists() or stamp.read_text() != key):
        print("The environment has changed: every lesson will be executed again.", flush=True)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cache = get_cache(str(folder))
    stamp.write_text(key)
    return cache


def is_cached(cache, lesson: Lesson) -> bool:
    try:
        cache.match_cache_notebook(jupytext.read(lesson.path))
    except KeyError:
        return False
    return True
