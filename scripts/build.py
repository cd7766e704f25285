"""Build the book: check the sources, execute what changed, render the pages, and publish them only if everything is right.

    python scripts/build.py [--fresh] [-j WORKERS]

Pages are rendered in `_build/work` and swapped into `_build/html` when they are complete and free of warnings, so a failed build
leaves the last good book as it was. Rendering is incremental as long as nothing changed that other pages show (titles, labels,
configuration, extensions); a state that gave a warning is never kept, because Sphinx would not repeat the warning.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "_ext"))

from check import check
from execute import ANSI, environment_key, execute, report
from lessons import ROOT, LessonError, read_lessons

WORK = ROOT / "_build" / "work"
RENDERED = WORK / "_build" / "html"
PUBLISHED = ROOT / "_build" / "html"
LABELS = re.compile(r"^(?:\([\w:.-]+\)=|:(?:label|name):.*|\s+name: .*|\$\$ \(.*\)|# .*)$", re.M)


def shared_state(root: Path = ROOT) -> str:
    """Hash of everything that shows on pages other than its own: configuration, code, bibliography, titles and labels."""
    digest = hashlib.sha256(environment_key(root).encode())
    files = [root / name for name in ("_config.yml", "_toc.yml", "references.bib")]
    files += sorted(
        p
        for folder in ("_ext", "_static", "_vendor")
        for p in (root / folder).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    )
    for path in files:
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    for path in sorted([*root.glob("phase[1-9]/*.md"), *root.glob("*.md")]):
        text = path.read_text(encoding="utf8")
        front = text.split("\n---\n")[0] if text.startswith("---\n") else ""
        digest.update("\n".join([path.name, front, *LABELS.findall(text)]).encode())
    return digest.hexdigest()


def render(fresh: bool = False) -> int:
    """Run Sphinx over the executed lessons with warnings as errors; return its exit status."""
    stamp, state = WORK / "state.sha256", shared_state()
    if fresh or not stamp.exists() or stamp.read_text() != state:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        ".",
        "--path-output",
        str(WORK),
        "-W",
        "-n",
        "--keep-going",
        "-q",
    ]
    run = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1"},
    )
    output = ANSI.sub("", run.stdout + run.stderr)
    if run.returncode:
        complaints = sorted(
            {line for line in output.splitlines() if re.search(r"WARNING|ERROR|Error", line)}
        )
        for line in complaints or output.splitlines()[-40:]:
            print(line.replace(f"{ROOT}/", ""), file=sys.stderr)
        return 1
    stamp.write_text(state)
    return 0


def publish() -> None:
    """Replace the published pages by the rendered ones, in one rename."""
    new, old = PUBLISHED.with_suffix(".new"), PUBLISHED.with_suffix(".old")
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RENDERED, new)
    if PUBLISHED.exists():
        PUBLISHED.rename(old)
    new.rename(PUBLISHED)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="render every page again (outputs still come from the cache)",
    )
    parser.add_argument(
        "-j", "--workers", type=int, default=os.cpu_count(), help="lessons executed at a time"
    )
    parser.add_argument(
        "--show", type=int, metavar="DAY", help="open this day's page when the book is built"
    )
    args = parser.parse_args()
    started = time.perf_counter()
    if errors := check():
        return report(errors)
    try:
        errors = execute(read_lessons(), args.workers)
    except LessonError as e:
        errors = [e]
    if errors:
        return report(errors)
    executed = time.perf_counter()
    print("Rendering the pages ...", flush=True)
    if render(args.fresh):
        print(
            "\nThe pages have warnings (above); the last good book in _build/html is untouched.",
            file=sys.stderr,
        )
        return 1
    publish()
    print(
        f"Book: _build/html/index.html (executed in {executed - started:.0f} s, rendered in {time.perf_counter() - executed:.0f} s)"
    )
    if args.show is not None:
        show(args.show)
    return 0


def show(day: int) -> None:
    """Say where a day's page is, and open it where there is a screen."""
    page = next(PUBLISHED.glob(f"phase?/day_{day:03d}_*.html"), None)
    print(f"Page: {page.as_uri() if page else f'there is no lesson for day {day} yet'}")
    if page and (os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32")):
        webbrowser.open(page.as_uri())


if __name__ == "__main__":
    sys.exit(main())
