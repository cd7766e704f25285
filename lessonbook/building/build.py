"""Build the book: check the sources, execute what changed, render the pages, and publish them only if everything is right.

Pages are rendered in `_build/work` and swapped into `_build/html` when they are complete and free of warnings, so a failed build
leaves the last good book as it was. Rendering is incremental as long as nothing changed that other pages show (titles, labels,
configuration, extensions); a state that gave a warning is never kept, because Sphinx would not repeat the warning.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

from lessonbook.checking.cells import old_form
from lessonbook.checking.structure import check_structure
from lessonbook.model.book import read_lessons
from lessonbook.model.lesson import LessonError
from lessonbook.model.paths import Paths
from lessonbook.running.cache import environment_key
from lessonbook.running.execute import ANSI, execute, report

PACKAGE = Path(__file__).resolve().parent.parent
LABELS = re.compile(r"^(?:\([\w:.-]+\)=|:(?:label|name):.*|\s+name: .*|\$\$ \(.*\)|# .*)$", re.M)


def shared_state(root: Path) -> str:
    """Hash of everything that shows on pages other than its own: configuration, code, bibliography, titles and labels."""
    digest = hashlib.sha256(environment_key(root).encode())
    files = [root / name for name in ("_config.yml", "_toc.yml", "roadmap.yml", "references.bib")]
    for folder in (root / "_static", PACKAGE):
        files += sorted(
            p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts
        )
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    for path in sorted([*root.glob("phase[1-9]/*.md"), *root.glob("*.md")]):
        text = path.read_text(encoding="utf8")
        front = text.split("\n---\n")[0] if text.startswith("---\n") else ""
        digest.update("\n".join([path.name, front, *LABELS.findall(text)]).encode())
    return digest.hexdigest()


def render(root: Path, fresh: bool = False) -> int:
    """Run Sphinx over the executed lessons with warnings as errors; return its exit status."""
    work = Paths(root).work
    stamp, state = work / "state.sha256", shared_state(root)
    if fresh or not stamp.exists() or stamp.read_text() != state:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        ".",
        "--path-output",
        str(work),
        "-W",
        "-n",
        "--keep-going",
        "-q",
    ]
    run = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(PACKAGE.parent),  # a console script does not add it
            "PYTHONHASHSEED": "0",
            "NO_COLOR": "1",
        },
    )
    output = ANSI.sub("", run.stdout + run.stderr)
    if run.returncode:
        complaints = sorted(
            {line for line in output.splitlines() if re.search(r"WARNING|ERROR|Error", line)}
        )
        for line in complaints or output.splitlines()[-40:]:
            print(line.replace(f"{root}/", ""), file=sys.stderr)
        return 1
    stamp.write_text(state)
    return 0


def recover(paths: Paths) -> None:
    """Put the last good book back if a crash came between the two renames of `publish`."""
    old = paths.published.with_suffix(".old")
    if old.exists() and not paths.published.exists():
        old.rename(paths.published)


def publish(paths: Paths) -> None:
    """Replace the published pages by the rendered ones. At each moment a whole book is there, as `html` or as `html.old`."""
    published = paths.published
    new, old = published.with_suffix(".new"), published.with_suffix(".old")
    recover(paths)
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.rendered, new)
    if published.exists():
        published.rename(old)
    new.rename(published)
    shutil.rmtree(old, ignore_errors=True)


def build(root: Path, workers: int, fresh: bool = False) -> int:
    """Check, execute, render, publish; return the exit status."""
    started = time.perf_counter()
    recover(Paths(root))
    try:
        lessons = read_lessons(root)
    except LessonError as e:
        return report([e])
    for warning in old_form(lessons, root):
        print(warning)
    errors = check_structure(lessons, root) or execute(lessons, workers, root)
    if errors:
        return report(errors)
    executed = time.perf_counter()
    print("Rendering the pages ...", flush=True)
    if render(root, fresh):
        print(
            "\nThe pages have warnings (above); the last good book in _build/html is untouched.",
            file=sys.stderr,
        )
        return 1
    publish(Paths(root))
    print(
        f"Book: _build/html/index.html (executed in {executed - started:.0f} s, rendered in {time.perf_counter() - executed:.0f} s)"
    )
    return 0


def show(root: Path, day: int) -> None:
    """Say where a day's page is, and open it where there is a screen."""
    page = next(Paths(root).published.glob(f"phase?/day_{day:03d}_*.html"), None)
    print(f"Page: {page.as_uri() if page else f'there is no lesson for day {day} yet'}")
    if page and (os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32")):
        webbrowser.open(page.as_uri())
