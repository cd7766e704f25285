"""Predictions that a reader can commit to: well formed, answered after they were asked, and with an answer that the lesson asserts."""

from __future__ import annotations

import ast
import math
from pathlib import Path

from lessonbook.model.lesson import Lesson, LessonError
from lessonbook.model.predictions import read_predictions


def asserted_numbers(lesson: Lesson) -> list[float]:
    """Every number that stands as a literal in an assert of the lesson, or in a call such as `np.testing.assert_allclose`."""
    return [
        abs(leaf.value)
        for cell in lesson.cells
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Assert)
        or isinstance(node, ast.Call)
        and getattr(node.func, "attr", "").startswith("assert_")
        for leaf in ast.walk(node)
        if isinstance(leaf, ast.Constant) and type(leaf.value) in (int, float)
    ]


def check_predictions(lesson: Lesson, root: Path) -> list[LessonError]:
    """What is wrong with a lesson's predictions. Only lessons in the new form must have one."""
    predictions, findings = read_predictions(lesson.text)
    asserted = asserted_numbers(lesson)
    for p in predictions:
        same = [abs(p.answer), abs(p.answer) / 100] if p.unit == "%" else [abs(p.answer)]
        if not p.options and not any(math.isclose(a, b) for a in asserted for b in same):
            findings.append(
                (
                    p.answer_line,
                    f"no assert of the lesson contains the answer {p.shown}",
                    "assert the number that the answer names, as it stands there",
                )
            )
    if lesson.new_form and not predictions and not findings:
        findings.append(
            (
                lesson.title_line,
                "the lesson asks its reader to predict nothing",
                "open with an admonition of class `predict` (see CONTRIBUTING.md)",
            )
        )
    return [LessonError(lesson.path, *finding, root) for finding in findings]
