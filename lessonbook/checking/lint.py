"""Lint, format and spelling of the lessons, at the lessons' own lines."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jupytext
from jupytext.config import load_jupytext_config
from nbformat import NotebookNode

from lessonbook.model.lesson import Lesson, LessonError

LINE_LENGTH = 80  # of a lesson's code: what a page shows without scrolling


def check_code(lessons: list[Lesson], root: Path) -> list[LessonError]:
    """ruff's findings in the lessons' code, at the line of the lesson: each lesson becomes a script with its code on the same lines."""
    found = []
    for lesson in lessons:
        script = [""] * (len(lesson.text.splitlines()) + 1)
        for cell in lesson.cells:
            for k, line in enumerate(cell.source.splitlines()):
                script[cell.line - 1 + k] = line
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "ruff",
                "check",
                "--output-format=json",
                "--config",
                str(root / "pyproject.toml"),
                "--stdin-filename",
                f"{lesson.path}.py",
                "-",
            ],
            input="\n".join(script).rstrip() + "\n",
            capture_output=True,
            text=True,
            cwd=root,
            check=False,
        )
        if run.returncode > 1:
            raise RuntimeError(run.stderr)
        for d in json.loads(run.stdout or "[]"):
            found.append(
                LessonError(
                    lesson.path,
                    d["location"]["row"],
                    f"{d['code']} {d['message']}",
                    "mend the code (ruff's rule is explained by `ruff rule CODE`)",
                    root,
                )
            )
        canonical = canonical_text(lesson, root)
        if canonical != lesson.text:
            pairs = zip(lesson.text.splitlines() + [""], canonical.splitlines() + [""])
            line = next(
                (n for n, (a, b) in enumerate(pairs, 1) if a != b), len(lesson.text.splitlines())
            )
            found.append(
                LessonError(
                    lesson.path,
                    line,
                    "not written as ruff formats it and JupyterLab saves it",
                    "run `make format`",
                    root,
                )
            )
    return found


def canonical_text(lesson: Lesson, root: Path) -> str:
    """The lesson with its code formatted by ruff and its Markdown as jupytext writes it (so that saving changes nothing).

    JupyterLab shows check cells collapsed, so they are marked as `source_hidden`.
    """
    nb = jupytext.reads(lesson.text, fmt="md:myst")
    code = (cell for cell in nb.cells if cell.cell_type == "code")
    for cell, known in zip(code, lesson.cells, strict=True):
        if known.kind == "check" and not cell.metadata.get("jupyter", {}).get("source_hidden"):
            jupyter = {**cell.metadata.get("jupyter", {}), "source_hidden": True}
            cell.metadata = NotebookNode(sorted({**cell.metadata, "jupyter": jupyter}.items()))
    ipynb = jupytext.writes(nb, fmt="ipynb")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "format",
            f"--line-length={LINE_LENGTH}",
            "--config",
            str(root / "pyproject.toml"),
            "--stdin-filename",
            f"{lesson.path}.ipynb",
            "-",
        ],
        input=ipynb,
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    if run.returncode:
        return lesson.text  # a syntax error: the lint names it at its line
    formatted = jupytext.reads(run.stdout, fmt="ipynb")
    for cell, new in zip(nb.cells, formatted.cells, strict=True):
        cell.source = new.source
    return jupytext.writes(nb, fmt="md:myst", config=load_jupytext_config(str(lesson.path)))


def check_spelling(root: Path) -> list[LessonError]:
    """codespell over prose and code, with the book's own word list (pyproject.toml)."""
    files = [
        *root.glob("*.md"),
        *root.glob("phase[1-9]/*.md"),
        *root.glob("lessonbook/**/*.py"),
    ]
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "codespell_lib",
            "--toml",
            str(root / "pyproject.toml"),
            *map(str, files),
        ],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    found = []
    for line in run.stdout.splitlines():
        if m := re.match(r"(.+?):(\d+): (.+)", line):
            found.append(
                LessonError(
                    Path(m[1]),
                    int(m[2]),
                    f"spelling: {m[3]}",
                    "correct it, or add the word to pyproject.toml",
                    root,
                )
            )
    return found


def format_lessons(lessons: list[Lesson], root: Path) -> None:
    """Rewrite lessons the way JupyterLab saves them, with their code formatted."""
    for lesson in lessons:
        if (text := canonical_text(lesson, root)) != lesson.text:
            lesson.path.write_text(text, encoding="utf8")
            print(f"formatted {lesson.path.relative_to(root)}")
