"""Predictions: the questions that a lesson asks before it answers them.

A prediction is two admonitions, paired by their labels: the question (class `predict`, label `dNN-predict-NAME`) and, where the lesson
has found it, the answer (class `answer`, label `dNN-answer-NAME`). CONTRIBUTING.md shows both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it.token import Token

from lessonbook.model.admonitions import admonitions

NUMBER = r"\d+(?:\.\d+)?"
LABEL = re.compile(r"(d\d{2,3})-(predict|answer)-([a-z0-9-]+)")
ASKED = re.compile(
    rf"A number(?:, in (?P<unit>[^;$`{{\\]+))?; right within "
    rf"(?:a factor of (?P<factor>{NUMBER})|(?P<percent>{NUMBER}) % of it|(?P<absolute>{NUMBER}))\."
)
ANSWER = re.compile(rf"Answer: (?P<number>-?{NUMBER})(?: (?P<unit>\S.*))?")
CHOOSE = "Choose one."
GRAMMAR = (
    "end it with `A number, in UNIT; right within 10.` (or `A number; right within 0.1.`, `... within a factor of 1.5.`, "
    "`... within 10 % of it.`), or with `Choose one.` and a list of options from 1"
)

Finding = tuple[int, str, str]  # line of the lesson, what is wrong, remedy


@dataclass(frozen=True)
class Prediction:
    """A question with its answer.

    `answer` is a number in `unit`, or the number of the right option, counted from 1. `within` says what `tolerance` means:
    "absolute" (in `unit`), "percent" (of the answer) or "factor"; a choice has `options` of them and neither tolerance nor unit.
    `shown` is the answer as its author wrote it.
    """

    id: str
    label: str
    answer_label: str
    answer: float
    shown: str
    unit: str
    tolerance: float | None
    within: str | None
    options: int
    line: int
    answer_line: int


@dataclass(frozen=True)
class Block:
    """An admonition of a prediction as it stands in the text; `line` is that of its fence, `body` its Markdown."""

    line: int
    role: str
    label: str
    title: str
    body: list[Token]


def blocks(text: str) -> list[Block]:
    """The admonitions of classes `predict` and `answer`, in order."""
    return [
        Block(a.line, role, a.options.get("name", ""), a.title, a.body)
        for a in admonitions(text)
        for role in {"predict", "answer"} & set(a.classes)
    ]


def parse_question(block: Block) -> dict | None:
    """Unit, tolerance, its meaning and the number of options, as the end of a question says them; None if it does not say them."""
    tops = [i for i, t in enumerate(block.body) if t.level == 0 and t.nesting >= 0]
    if not tops:
        return None
    last = block.body[tops[-1]]
    if last.type == "paragraph_open":
        m = ASKED.fullmatch(" ".join(block.body[tops[-1] + 1].content.split()))
        if not m:
            return None
        within = next(kind for kind in ("factor", "percent", "absolute") if m[kind])
        return {
            "unit": m["unit"] or "",
            "tolerance": float(m[within]),
            "within": within,
            "options": 0,
        }
    if last.type != "ordered_list_open" or last.attrGet("start") not in (None, 1):
        return None
    asks = len(tops) > 1 and block.body[tops[-2] + 1].content.strip() == CHOOSE
    inside = block.body[tops[-1] :]
    options = sum(t.type == "list_item_open" for t in inside)
    paragraphs = sum(t.type == "inline" for t in inside)
    if not asks or not 2 <= options <= 5 or paragraphs != options:
        return None
    return {"unit": "", "tolerance": None, "within": None, "options": options}


def parse_answer(block: Block, asked: dict) -> tuple[float, str] | str:
    """The answer and how it is written; a text that says what is wrong with it if it does not fit the question."""
    m = ANSWER.fullmatch(block.title)
    if not m:
        return f"{block.title!r} is not `Answer: NUMBER UNIT`"
    number, unit = float(m["number"]), m["unit"] or ""
    if unit != asked["unit"]:
        return f"the answer is in {unit or 'no unit'!r}, the question asks for {asked['unit'] or 'no unit'!r}"
    if asked["options"] and number not in range(1, asked["options"] + 1):
        return f"the answer is option {m['number']} of {asked['options']}"
    if asked["within"] == "percent" and number == 0 or asked["within"] == "factor" and number <= 0:
        return f"no number but {m['number']} is within a {asked['within']} of it"
    return number, m["number"] + (f" {unit}" if unit else "")


def read_predictions(text: str) -> tuple[list[Prediction], list[Finding]]:
    """The predictions of a lesson's text, and what is wrong with those that are not sound."""
    found: list[Prediction] = []
    wrong: list[Finding] = []
    pairs: dict[str, dict[str, Block]] = {}
    for block in blocks(text):
        m = LABEL.fullmatch(block.label)
        if not m or m[2] != block.role:
            wrong.append(
                (
                    block.line,
                    f"the label of this block of class `{block.role}` is {block.label!r}",
                    f"give it `:name: dNN-{block.role}-NAME`",
                )
            )
            continue
        pair = pairs.setdefault(f"{m[1]}-{m[3]}", {})
        if block.role in pair:
            wrong.append(
                (
                    block.line,
                    f"the label {block.label!r} stands twice, first in line {pair[block.role].line}",
                    "give one of them another name",
                )
            )
        pair.setdefault(block.role, block)
    for name, pair in pairs.items():
        if len(pair) == 1:
            [block] = pair.values()
            other = "answer" if block.role == "predict" else "predict"
            label = block.label.replace(f"-{block.role}-", f"-{other}-", 1)
            wrong.append(
                (
                    block.line,
                    f"{block.label!r} has no block {label!r}",
                    f"add an admonition of class `{other}` with this label, or correct the label",
                )
            )
            continue
        question, answer = pair["predict"], pair["answer"]
        if answer.line < question.line:
            wrong.append(
                (
                    answer.line,
                    f"{answer.label!r} stands before its question in line {question.line}",
                    "ask first",
                )
            )
        asked = parse_question(question)
        if asked is None:
            wrong.append(
                (question.line, "the question does not end with what it asks for", GRAMMAR)
            )
            continue
        if asked["tolerance"] == 0 or asked["within"] == "factor" and asked["tolerance"] <= 1:
            wrong.append(
                (
                    question.line,
                    "nobody is right within this tolerance",
                    "say how near is near enough",
                )
            )
        given = parse_answer(answer, asked)
        if isinstance(given, str):
            wrong.append(
                (
                    answer.line,
                    given,
                    "write `Answer: 96.6 %` (plain digits and the question's unit), or `Answer: 2` for an option",
                )
            )
            continue
        found.append(
            Prediction(
                id=name,
                label=question.label,
                answer_label=answer.label,
                answer=given[0],
                shown=given[1],
                line=question.line,
                answer_line=answer.line,
                **asked,
            )
        )
    return found, sorted(wrong)
