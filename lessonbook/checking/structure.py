"""The structure of a lesson, checked from its source without running it.

Each finding is one line, `phaseN/day_DDD_x.md:LINE: what is wrong`, with its remedy.
"""

from __future__ import annotations

import re
from pathlib import Path

from lessonbook.checking.callouts import check_callouts
from lessonbook.checking.cells import check_cells
from lessonbook.checking.predictions import check_predictions
from lessonbook.model.lesson import Lesson, LessonError, split_front_matter

FENCE = re.compile(r"^(`{3,}|:{3,})\{([\w:-]+)\}[ \t]*(.*)$")
LABEL = re.compile(
    r"^(?::(?:label|name):[ \t]*(\S+)|\(([\w:.-]+)\)=|\$\$[ \t]*\(([\w:.-]+)\))[ \t]*$"
)
NOT_IN_A_LESSON = {
    r"nbval-skip|NBVAL_SKIP|NBVAL_IGNORE_OUTPUT": "a lesson's cell is never skipped; tag timings nbval-ignore-output",
    r"\b(remove|hide)[-_](cell|input|output)\b": "the page folds check, figure and setup cells by itself; everything else is read",
    r"warnings\.(filterwarnings|simplefilter)": "fix the cause of the warning, or show it",
    r"\bnp\.random\.(seed|rand|randn|normal|uniform|randint|choice|shuffle|permutation)\(": "use np.random.default_rng(day)",
    r"^\s*[%!][A-Za-z]": "magics do not run outside a notebook; use Python",
    r"allow_errors|raises-exception": "catch the exception and assert what it says",
}


def check_lesson(lesson: Lesson, root: Path) -> list[LessonError]:
    """Every structural finding in one lesson (see CONTRIBUTING.md, "What is checked")."""
    found: list[LessonError] = []

    def say(line: int, message: str, remedy: str) -> None:
        found.append(LessonError(lesson.path, line, message, remedy, root))

    lines = lesson.text.splitlines()
    blocks = fenced_blocks(lines)
    prefix = f"d{lesson.day:02d}-"
    anchor = f"(day-{lesson.day:03d})="
    if anchor not in lines:
        say(lesson.title_line, "other lessons cannot link here", f"put `{anchor}` above the title")

    for n, line in outside_code(lines, blocks):
        if (m := LABEL.match(line)) and not (label := next(g for g in m.groups() if g)).startswith(
            (prefix, "day-")
        ):
            say(n, f"label {label!r} could meet one of another day", f"begin it with `{prefix}`")
        for m in re.finditer(r"!\[(.*?)\]\(", line):
            if not m[1].strip():
                say(n, "image without alt text", "write what it shows between the brackets")

    exercises, solutions = {}, {}
    for n, name, argument, body in blocks:
        option = {m[1]: m[2] for text in body if (m := re.match(r"^:(\w+):\s*(.*)$", text))}
        if name == "figure" and not option.get("alt"):
            say(
                n,
                "figure without alt text",
                "add an `:alt:` line that carries the figure's message",
            )
        if name in ("exercise", "exercise-start"):
            exercises[option.get("label", f"without label, line {n}")] = n
        if name in ("solution", "solution-start"):
            solutions[argument] = n
            if "dropdown" not in option.get("class", ""):
                say(n, f"the solution of {argument} is not collapsed", "add `:class: dropdown`")
        if is_recall_card(name, body) and not argument:
            say(
                n,
                "recall card without a question",
                "put the question on the first line of the card",
            )
    for label, n in exercises.items():
        if label not in solutions:
            say(
                n,
                f"exercise {label!r} has no solution",
                "add a {solution-start} block with code that runs",
            )
    for label, n in solutions.items():
        end = next((k for k, name, *_ in blocks if name == "solution-end" and k > n), None)
        if end and not any(n < cell.line < end for cell in lesson.cells):
            say(
                n,
                f"the solution of {label!r} runs nothing",
                "add a code cell that computes or asserts its answer",
            )
    if len(exercises) < 3:
        say(
            lesson.title_line,
            f"the lesson has {len(exercises)} exercises",
            "give it at least three: warm-up, build, decision",
        )
    if sum(is_recall_card(name, body) for _, name, _, body in blocks) < 4:
        say(
            lesson.title_line,
            "the lesson has fewer than four recall cards",
            "add admonitions of class `recall dropdown` under `## Recall`",
        )

    headings = [(n, line) for n, line in outside_code(lines, blocks) if line.startswith("## ")]
    last = [line[3:].strip() for _, line in headings[-3:]]
    if "Reading" not in last:
        say(
            len(lines),
            "the lesson has no reading list",
            "end it with `## Reading`: five to ten annotated citations",
        )
    elif last != ["Recall", "Exercises", "Reading"]:
        say(
            headings[-1][0],
            f"the last sections are {last}",
            "make them Recall, Exercises, Reading, in this order",
        )
    else:
        start = headings[-1][0]
        items = [
            line
            for n, line in outside_code(lines, blocks)
            if n > start and re.match(r"[-*] ", line)
        ]
        if not 5 <= len(items) <= 10:
            say(
                start,
                f"the reading list has {len(items)} items",
                "choose five to ten, in the order to read them",
            )

    for cell in lesson.cells:
        figure = cell.metadata.get("mystnb", {})
        if re.search(r"^\s*plt\.show\(\)", cell.source, re.M):
            if not (figure.get("image") or {}).get("alt"):
                say(
                    cell.line,
                    f"code cell {cell.index}: figure without alt text",
                    "add `mystnb: image: alt:` to the cell",
                )
            if not (figure.get("figure") or {}).get("caption"):
                say(
                    cell.line,
                    f"code cell {cell.index}: figure without caption",
                    "add `mystnb: figure: caption:` to the cell",
                )
        for pattern, remedy in NOT_IN_A_LESSON.items():
            text = cell.source + "\n" + " ".join(cell.metadata.get("tags", []))
            if m := re.search(pattern, text, re.M):
                line = cell.line + cell.source[: m.start()].count("\n")
                say(
                    line,
                    f"code cell {cell.index}: {m[0].strip()!r} has no place in a lesson",
                    remedy,
                )
    if lesson.claims < 5:
        say(
            lesson.title_line,
            f"the lesson asserts {lesson.claims} of its claims",
            "assert what the prose says, at least five times",
        )
    found += check_predictions(lesson, root) + check_callouts(lesson, root)
    return found + (check_cells(lesson, root) if lesson.new_form else [])


def is_recall_card(name: str, body: list[str]) -> bool:
    """Whether a directive is a recall card: `{recall}`, or the admonition of that class, which JupyterLab renders too."""
    return name == "recall" or (
        name == "admonition"
        and re.match(r":class:.*\brecall\b", body[0] if body else "") is not None
    )


def fenced_blocks(lines: list[str]) -> list[tuple[int, str, str, list[str]]]:
    """The directives of a MyST text: (line, name, argument, body lines). Nested ones are listed too."""
    blocks = []
    for n, line in enumerate(lines, 1):
        if m := FENCE.match(line):
            body = []
            for text in lines[n:]:
                if text.strip() == m[1]:
                    break
                body.append(text)
            blocks.append((n, m[2], m[3].strip(), body))
    return blocks


def outside_code(lines: list[str], blocks) -> list[tuple[int, str]]:
    """The numbered lines that are not inside a code cell, a plain code fence or the front matter."""
    hidden = {
        k
        for n, name, _, body in blocks
        if name == "code-cell"
        for k in range(n, n + len(body) + 2)
    }
    out, plain = [], False
    skip = split_front_matter("\n".join(lines))[1]
    for n, line in enumerate(lines, 1):
        if n <= skip or n in hidden:
            continue
        if re.match(r"^```(\w+)?$", line) and (plain or not line == "```"):
            plain = not plain
            continue
        if not plain:
            out.append((n, line))
    return out


def check_structure(lessons: list[Lesson], root: Path) -> list[LessonError]:
    """Every structural finding in these lessons."""
    return [error for lesson in lessons for error in check_lesson(lesson, root)]
