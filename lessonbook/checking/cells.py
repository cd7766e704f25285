"""The kinds of cells: what proves a lesson or draws its pictures is folded on the page, so nothing else may hide there.

The rules hold for lessons in the new form (those with a check cell); the others are named by `old_form`, one line each.
"""

from __future__ import annotations

import ast
import dis
from pathlib import Path
from types import CodeType

from lessonbook.checking.lint import LINE_LENGTH
from lessonbook.model.lesson import Cell, Lesson, LessonError

CELL_LINES = 22  # of a teaching cell: what fits on a screen beside its prose
VISIBLE_LINES = 150  # of all teaching cells before Recall: about twelve minutes of reading
SHOWS = {"print", "display", "show"}
READ = {"teaching", "figure", "solution"}  # kinds that must not need a check cell


def names(cell: Cell) -> tuple[dict[str, int], dict[str, int]]:
    """The names that a cell takes from earlier cells and those that it leaves to later ones, each with its line in the lesson.

    In the order in which Python's byte code loads and stores them; bodies of functions count as run at the end of the cell.
    """
    taken, left = {}, {}
    code = compile(cell.tree, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    later: list[CodeType] = [code]
    for block in later:  # grows while it is read
        own = left if block is code else {}
        for step in dis.get_instructions(block):
            line = cell.line - 1 + ((step.positions and step.positions.lineno) or 1)
            if isinstance(step.argval, CodeType):
                later.append(step.argval)
            elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
                if step.argval not in left and step.argval not in own:
                    taken.setdefault(step.argval, line)
            elif step.opname == "STORE_NAME":
                own.setdefault(step.argval, line)
            elif step.opname == "STORE_GLOBAL":
                left.setdefault(step.argval, line)
    return taken, left


def asserts(cell: Cell) -> list[int]:
    """The lines of the lesson where the cell has an assert statement."""
    found = (node.lineno for node in ast.walk(cell.tree) if isinstance(node, ast.Assert))
    return [cell.line - 1 + line for line in sorted(found)]


def output_line(cell: Cell) -> int | None:
    """The line of the lesson where the cell visibly shows something; None if that shows only when it runs."""
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SHOWS and not any(k.arg == "file" for k in node.keywords):
                return cell.line - 1 + node.lineno
    last = cell.tree.body[-1] if cell.tree.body else None
    if isinstance(last, ast.Expr) and not isinstance(last.value, (ast.Call, ast.Await)):
        return cell.line - 1 + last.lineno
    return None


def check_cells(lesson: Lesson, root: Path) -> list[LessonError]:
    """What in a lesson's cells is not of their kind, or more than a reader reads in an evening."""
    found: list[LessonError] = []

    def say(line: int, message: str, remedy: str) -> None:
        found.append(LessonError(lesson.path, line, message, remedy, root))

    recall = lesson.text[: lesson.text.find("\n## Recall\n")].count("\n") + 1
    visible, maker = 0, {}  # maker: the cell that bound a name last
    for cell in lesson.cells:
        place, at = f"code cell {cell.index}", asserts(cell) or [cell.line]
        for n, line in enumerate(cell.source.splitlines(), cell.line):
            if len(line) > LINE_LENGTH:
                say(
                    n,
                    f"{place}: a line of {len(line)} columns, more than {LINE_LENGTH}, scrolls sideways",
                    "break it",
                )
        if cell.kind == "check":
            if not cell.claims:
                say(
                    cell.line,
                    f"{place}: a check cell that asserts nothing",
                    "assert what the prose says, or remove the tag `check`",
                )
            if line := output_line(cell):
                say(
                    line,
                    f"{place}: a check cell with output, which the page folds away",
                    "show it in a teaching cell",
                )
        if cell.kind == "figure" and cell.claims:
            say(at[0], f"{place}: a figure cell with an assert", "assert it in a check cell")
        if cell.kind == "teaching":
            visible += cell.code_lines if cell.line < recall else 0
            if cell.claims > 1:
                say(
                    at[-1],
                    f"{place}: a teaching cell with {cell.claims} asserts",
                    "keep the one that is the point; move the others to a check cell (tag `check`)",
                )
            if cell.code_lines > CELL_LINES:
                say(
                    cell.line,
                    f"{place}: a teaching cell of {cell.code_lines} lines, more than {CELL_LINES}",
                    "let it do one thing: split it, or move what draws or proves to a cell of its own",
                )
        taken, left = names(cell)
        for name, line in taken.items():
            source, defined = maker.get(name, (cell, 0))
            if (source.kind == "check" and cell.kind in READ) or (
                source.kind == "figure" and cell.kind not in {"figure", "check"}
            ):
                say(
                    defined,
                    f"code cell {source.index}: a {source.kind} cell defines `{name}`, "
                    f"which code cell {cell.index} uses in line {line}",
                    "give it another name here, or define it in a teaching cell: the page folds this one",
                )
                maker.pop(name)  # once is enough
        maker.update((name, (cell, line)) for name, line in left.items())
    if visible > VISIBLE_LINES:
        say(
            lesson.title_line,
            f"a reader sees {visible} lines of code before Recall, more than {VISIBLE_LINES}",
            "fold what draws and proves; move an idea to an exercise",
        )
    return found


def old_form(lessons: list[Lesson], root: Path) -> list[str]:
    """One line for each lesson that is not in the new form yet."""
    out = []
    for lesson in lessons:
        if not lesson.new_form and (found := check_cells(lesson, root)):
            first = min(found, key=lambda error: error.line)
            out.append(
                f"WARNING {first.path}: no check cells yet, {len(found)} findings, "
                f"the first in line {first.line}: {first.message}"
            )
    return out
