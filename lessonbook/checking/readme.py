"""How many of the hundred days are written: the README says it, and `make format` keeps it true."""

from __future__ import annotations

import re
from pathlib import Path

from lessonbook.model.lesson import Lesson, LessonError

COUNT = re.compile(r"^\d+(?= of the hundred days are written)", re.M)


def check_count(lessons: list[Lesson], root: Path) -> list[LessonError]:
    """The README's count, if it is not the number of `lessons`. A book without README has nothing to say."""
    path = root / "README.md"
    text = path.read_text(encoding="utf8") if path.exists() else ""
    return [
        LessonError(
            path,
            text[: m.start()].count("\n") + 1,
            f"the README counts {m[0]} written days, there are {len(lessons)}",
            "run `make format`",
            root,
        )
        for m in COUNT.finditer(text)
        if int(m[0]) != len(lessons)
    ]


def correct_count(lessons: list[Lesson], root: Path) -> None:
    """Write the number of `lessons` into the README, if it has another one."""
    if check_count(lessons, root):
        path = root / "README.md"
        path.write_text(
            COUNT.sub(str(len(lessons)), path.read_text(encoding="utf8")), encoding="utf8"
        )
        print("README.md: the number of written days")
