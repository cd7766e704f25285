"""All lessons together, and what can only be seen across them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lessonbook.model.lesson import Lesson, LessonError, read_lesson
from lessonbook.model.roadmap import Phase, read_roadmap


def read_toc(root: Path) -> dict[str, int]:
    """The documents that `_toc.yml` lists, with the line of each."""
    entry = re.compile(r"\s*(?:-\s*)?(?:file|root):\s*(\S+)")
    lines = (root / "_toc.yml").read_text(encoding="utf8").splitlines()
    return {
        m[1].removesuffix(".md"): n for n, line in enumerate(lines, 1) if (m := entry.match(line))
    }


def lesson_paths(root: Path) -> list[Path]:
    """Every lesson file of the book, by day."""
    return sorted(root.glob("phase[1-9]/day_*.md"), key=lambda p: p.name)


def read_lessons(root: Path) -> list[Lesson]:
    """Every lesson, by day; checks what can only be seen across lessons. Raises LessonError."""
    titles = {
        day: (phase.number, title)
        for phase in read_roadmap(root)
        for day, title in phase.titles.items()
    }
    toc = read_toc(root)
    lessons: dict[int, Lesson] = {}
    for path in lesson_paths(root):
        lesson = read_lesson(path, root)

        def error(key, message, remedy, lesson=lesson):
            line = lesson.title_line if key == "title" else lesson.key_lines[key]
            return LessonError(lesson.path, line, message, remedy, root)

        phase, title = titles[lesson.day]
        if lesson.day in lessons:
            other = lessons[lesson.day].path.relative_to(root)
            raise error(
                "day",
                f"day {lesson.day} is also the day of {other}",
                "give one of them another day",
            )
        if lesson.phase != phase:
            raise error(
                "day",
                f"day {lesson.day} belongs to phase {phase}, not to {path.parent.name}",
                f"move it to phase{phase}/",
            )
        if lesson.title != f"D{lesson.day:02d} · {title}":
            raise error(
                "title",
                f"the title is {lesson.title!r}; the roadmap says 'D{lesson.day:02d} · {title}'",
                "use the roadmap's title, or change it in roadmap.yml",
            )
        if lesson.docname not in toc:
            raise error(
                "day",
                "the lesson is not in _toc.yml, so no reader would find it",
                f"add `- file: {lesson.docname}` to its phase in _toc.yml",
            )
        lessons[lesson.day] = lesson
    for docname, line in toc.items():
        if not (root / f"{docname}.md").exists():
            raise LessonError(
                root / "_toc.yml",
                line,
                f"{docname}.md does not exist",
                "write the file or remove the line",
                root,
            )
    days = [int(m[1]) for d in toc if (m := re.search(r"/day_(\d{3})_", d))]
    if days != sorted(days):
        late = next(b for a, b in zip(days, days[1:]) if b < a)
        line = next(n for d, n in toc.items() if f"/day_{late:03d}_" in d)
        raise LessonError(
            root / "_toc.yml",
            line,
            f"day {late} stands after a later day",
            "list the days in order",
            root,
        )
    return [lessons[d] for d in sorted(lessons)]


@dataclass(frozen=True)
class Book:
    """What the pages are derived from: `phases` (all 100 titles) and `lessons` (those that are written), by day."""

    phases: list[Phase]
    lessons: list[Lesson]

    @cached_property
    def by_day(self) -> dict[int, Lesson]:
        return {lesson.day: lesson for lesson in self.lessons}

    @cached_property
    def titles(self) -> dict[int, str]:
        return {d: t for phase in self.phases for d, t in phase.titles.items()}

    @cached_property
    def instead(self) -> dict[int, str]:
        """What to know instead of some days that are not written yet."""
        return {
            d: line
            for phase in self.phases
            for d, line in phase.instead.items()
            if d not in self.by_day
        }

    def phase_of(self, day: int) -> Phase:
        return next(p for p in self.phases if day in p.titles)

    def needed_by(self, day: int) -> list[Lesson]:
        """The written lessons that name `day` among their needs."""
        return [lesson for lesson in self.lessons if day in lesson.needs]


def read_book(root: Path) -> Book:
    """The book at `root`. Raises LessonError."""
    return Book(read_roadmap(root), read_lessons(root))
