"""A lesson as data: the one module that reads front matter, title and cells.

A lesson is `phaseN/day_DDD_name.md`. Its metadata stands in its front matter and nowhere else; everything that the book derives
from it (header, roadmap, review deck, reports) and everything that checks it starts here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

N_DAYS = 100
FILE_NAME = re.compile(r"day_(\d{3})_[a-z0-9_]+\.md$")
CODE_CELL = re.compile(r"`{3,}\{code-cell\}")
SOLUTION = re.compile(r"`{3,}\{solution-(start|end)\}")
SCHEMA = Draft202012Validator(
    yaml.safe_load(Path(__file__).with_name("front_matter.schema.yml").read_text(encoding="utf8"))
)


class LessonError(Exception):
    """Something in the book's sources that the author must mend.

    Parameters: `path` of the file (shown relative to the book), `line` (1-based), `message` that says what is wrong, `remedy`
    that says what to do.
    """

    def __init__(self, path: Path, line: int, message: str, remedy: str, root: Path):
        path = Path(path)
        shown = (
            path.relative_to(root) if path.is_absolute() and path.is_relative_to(root) else path
        )
        self.path, self.line, self.message, self.remedy = shown, line, message, remedy
        super().__init__(f"{shown}:{line}: {message}\n    Remedy: {remedy}")


@dataclass(frozen=True)
class Cell:
    """A code cell: `index` counts code cells from 0, `line` is the line of its first line of code in the .md file (1-based).

    `kind` says what a reader makes of it: "setup" (the first), "solution", "check" (tagged so), "figure" (has a caption or name in
    `mystnb: figure`) or "teaching" (the rest).
    """

    index: int
    line: int
    source: str
    metadata: Mapping
    kind: str

    @cached_property
    def tree(self) -> ast.Module:
        """The code as Python's syntax tree; empty if it is not Python, which lint and execution report at its line."""
        try:
            return ast.parse(self.source)
        except SyntaxError:
            return ast.Module([], [])

    @cached_property
    def claims(self) -> int:
        """How many claims the cell checks: assert statements and calls such as `np.testing.assert_allclose`."""
        return sum(
            isinstance(node, ast.Assert)
            or isinstance(node, ast.Call)
            and re.search(r"(^|\.)testing\.assert_\w+$", ast.unparse(node.func)) is not None
            for node in ast.walk(self.tree)
        )

    @property
    def code_lines(self) -> int:
        """Lines of code that are not blank."""
        return sum(bool(line.strip()) for line in self.source.splitlines())


def cell_kind(index: int, in_solution: bool, metadata: Mapping) -> str:
    """What a reader makes of a code cell; see `Cell`."""
    tags = metadata.get("tags", [])
    if index == 0:
        return "setup"
    if in_solution or "solution" in tags:
        return "solution"
    if "check" in tags:
        return "check"
    return "figure" if metadata.get("mystnb", {}).get("figure") else "teaching"


@dataclass(frozen=True)
class Lesson:
    """One day, as its file says it. `needs` are day numbers, `minutes` the reading time."""

    path: Path
    day: int
    minutes: int
    needs: tuple[int, ...]
    tags: tuple[str, ...]
    title: str
    title_line: int
    key_lines: Mapping[str, int]
    text: str

    @property
    def phase(self) -> int:
        return int(self.path.parent.name.removeprefix("phase"))

    @property
    def docname(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def short_title(self) -> str:
        """The title without its day: "SVD — the backbone of modern ML"."""
        return self.title.split(" · ", 1)[-1]

    @cached_property
    def notebook(self):
        """The lesson as jupytext reads it, without outputs. Shared: copy it before changing it."""
        import jupytext

        return jupytext.reads(self.text, fmt="md:myst")

    @cached_property
    def cells(self) -> list[Cell]:
        """The code cells in order, with the lines where they stand."""
        lines, cells, n, in_solution = self.text.splitlines(), [], 0, False
        for nb_cell in self.notebook.cells:
            if nb_cell.cell_type != "code":
                continue
            while not CODE_CELL.match(lines[n]):
                if m := SOLUTION.match(lines[n]):
                    in_solution = m[1] == "start"
                n += 1
            n += 1  # behind the fence: a YAML block between two --- or lines of :options:, then the code
            if lines[n] == "---":
                n = lines.index("---", n + 1) + 1
            while re.match(r":\w+:", lines[n]) or not lines[n].strip():
                n += 1
            metadata = dict(nb_cell.metadata)
            kind = cell_kind(len(cells), in_solution, metadata)
            cells.append(Cell(len(cells), n + 1, nb_cell.source, metadata, kind))
        return cells

    @property
    def new_form(self) -> bool:
        """Whether what proves the lesson stands in cells of its own, which the page folds."""
        return any(cell.kind == "check" for cell in self.cells)

    @property
    def claims(self) -> int:
        """How many claims of the lesson are checked when it runs."""
        return sum(cell.claims for cell in self.cells)


def split_front_matter(text: str) -> tuple[str, int]:
    """Return the text after the front matter and the number of lines that the front matter takes (0 if there is none)."""
    lines = text.splitlines()
    if lines and lines[0] == "---" and "---" in lines[1:]:
        n = lines.index("---", 1) + 1
        return "\n".join(lines[n:]) + "\n", n
    return text, 0


def read_lesson(path: Path, root: Path) -> Lesson:
    """Read and check one lesson's own metadata. Raises LessonError with the line of the first thing wrong."""
    text = path.read_text(encoding="utf8")

    def error(line, message, remedy):
        return LessonError(path, line, message, remedy, root)

    name = FILE_NAME.match(path.name)
    if not name:
        raise error(1, f"file name {path.name!r} is not day_DDD_short_name.md", "rename the file")
    lines = text.splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        raise error(
            1,
            "the front matter is missing",
            "begin the file with --- and the keys of CONTRIBUTING.md",
        )
    end = lines.index("---", 1)
    try:
        node = yaml.compose("\n".join(lines[1:end]))
        meta = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        raise error(
            mark.line + 2 if mark else 1,
            f"the front matter is not YAML: {getattr(e, 'problem', e)}",
            "mend the YAML",
        ) from None
    if not isinstance(meta, dict):
        raise error(1, "the front matter holds no keys", "add day, minutes, needs and tags")
    at = {key.value: key.start_mark.line + 2 for key, _ in node.value}
    for fault in sorted(SCHEMA.iter_errors(meta), key=lambda e: [str(part) for part in e.path]):
        if fault.validator == "required":
            key = next(k for k in fault.validator_value if k not in meta)
            raise error(1, f"front matter lacks `{key}`", f"add `{key}:` between the --- lines")
        key = fault.path[0]
        about = SCHEMA.schema["properties"][key]
        raise error(
            at[key],
            f"`{key}` is {meta[key]!r}, not {about['description']}",
            "write it like " + " or ".join(f"`{example}`" for example in about["examples"]),
        )

    day, minutes, needs, tags = (meta[k] for k in ("day", "minutes", "needs", "tags"))
    if day != int(name[1]):
        raise error(
            at["day"], f"`day` is {day}, but the file is named day_{name[1]}", "make the two agree"
        )
    for n in needs:
        if not 1 <= n <= N_DAYS:
            raise error(
                at["needs"],
                f"`needs` names day {n}, which the roadmap does not have",
                f"name a day from 1 to {N_DAYS}",
            )
        if n == day:
            raise error(at["needs"], f"day {day} needs itself", "remove it from `needs`")
        if n > day:
            raise error(
                at["needs"],
                f"day {day} needs day {n}, which comes later (days would need each other in a cycle)",
                "need only earlier days",
            )

    heading = next(
        (
            (n, line[2:].strip())
            for n, line in enumerate(lines[end + 1 :], end + 2)
            if line.startswith("# ")
        ),
        None,
    )
    if heading is None:
        raise error(
            end + 2,
            "the lesson has no title",
            f"add `# D{day:02d} · Title` with the title of the roadmap",
        )
    return Lesson(path, day, minutes, tuple(needs), tuple(tags), heading[1], heading[0], at, text)
