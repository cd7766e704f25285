"""The callouts that other pages are made of: what breaks (page "Symptoms") and the EE bridge (page "EE bridges")."""

from __future__ import annotations

from pathlib import Path

from lessonbook.model.admonitions import BRIDGE_FIELDS, Admonition, admonitions
from lessonbook.model.lesson import Lesson, LessonError


def paragraphs(callout: Admonition) -> list[tuple[int, str, bool]]:
    """The paragraphs of a callout: line in the lesson, text, and whether all of it is in bold."""
    found = []
    for opening, inline in zip(callout.body, callout.body[1:]):
        if opening.type == "paragraph_open" and opening.level == 0:
            marks = [t.type for t in inline.children if t.level == 0 and (t.content or t.markup)]
            bold = marks == ["strong_open", "strong_close"]
            found.append((callout.body_line + opening.map[0], inline.content, bold))
    return found


def check_callouts(lesson: Lesson, root: Path) -> list[LessonError]:
    """What in a lesson's callouts the pages made of them could not show. How a failure is told binds only the new form."""
    found: list[LessonError] = []

    def say(line: int, message: str, remedy: str) -> None:
        found.append(LessonError(lesson.path, line, message, remedy, root))

    for callout in admonitions(lesson.text):
        if "ee-bridge" in callout.classes:
            extra = [c for c in callout.classes if c != "ee-bridge"]
            if len(extra) > 1 or not set(extra) <= set(BRIDGE_FIELDS):
                say(
                    callout.line,
                    f"the EE bridge has the class {' '.join(extra)!r}, which is not a field",
                    f"leave it out, or write one of {', '.join(BRIDGE_FIELDS)}",
                )
        if "breaks" in callout.classes and lesson.new_form:
            texts = paragraphs(callout)
            if not texts or not texts[0][2]:
                say(
                    texts[0][0] if texts else callout.line,
                    "what breaks does not begin with its symptom, in bold",
                    "write a first paragraph as one would type it into a search: **offline AUC 0.98, online 0.6**",
                )
            if not any(text.startswith("**Guard.**") for _, text, _ in texts):
                say(
                    callout.line,
                    "what breaks has no guard",
                    "end it with a paragraph that begins with **Guard.**",
                )
    return found
