"""Every way to write a prediction that no reader could commit to, or that the lesson does not prove, is named at its line."""

import re

import pytest
from helpers import ROOT

from lessonbook.building.synthetic import lesson as synthetic
from lessonbook.checking.predictions import check_predictions
from lessonbook.model.lesson import read_lesson
from lessonbook.model.predictions import read_predictions
from lessonbook.model.roadmap import read_roadmap

ASKS = "A number, in nats; right within 0.05."
QUESTION = re.compile(r":::\{admonition\} What is the loss.*?:::\n", re.S)
ANSWER = re.compile(r":::\{admonition\} Answer: 0\.6931 nats.*?:::\n", re.S)


@pytest.fixture(scope="module")
def text():
    return synthetic(2, read_roadmap(ROOT)[0].titles[2])


def findings(tmp_path, text):
    path = tmp_path / "phase1/day_002_synthetic.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf8")
    return check_predictions(read_lesson(path, tmp_path), tmp_path)


def line_of(text, start):
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def replace(*pairs):
    def plant(text):
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return plant


def answer_first(text):
    answer = ANSWER.search(text)[0]
    return text.replace(answer, "").replace(
        QUESTION.search(text)[0], answer + QUESTION.search(text)[0]
    )


def without(pattern):
    return lambda text: pattern.sub("", text, count=1)


WHAT, WHICH = ":::{admonition} What is the loss", ":::{admonition} Which of two"
FAULTS = {
    "no grammar": (replace((ASKS, "About how many nats?")), WHAT, "does not end with what it asks for"),
    "relative without `of it`": (replace((ASKS, "A number, in nats; right within 10 %.")), WHAT, "does not end with what it asks for"),
    "mathematics as unit": (replace((ASKS, "A number, in $nats$; right within 1.")), WHAT, "does not end with what it asks for"),
    "nothing but a title": (replace(("Two classes, half and half.\n\n" + ASKS + "\n", "")), WHAT, "does not end with what it asks for"),
    "no tolerance": (replace(("within 0.05", "within 0")), WHAT, "nobody is right"),
    "factor of one": (replace((ASKS, "A number, in nats; right within a factor of 1.")), WHAT, "nobody is right"),
    "question without answer": (without(ANSWER), WHAT, "'d02-predict-loss' has no block 'd02-answer-loss'"),
    "answer without question": (without(QUESTION), ":::{admonition} Answer: 0.6931", "'d02-answer-loss' has no block 'd02-predict-loss'"),
    "answer first": (answer_first, ":::{admonition} Answer: 0.6931", "'d02-answer-loss' stands before its question in line"),
    "label twice": (replace(("-predict-weight", "-predict-loss"), ("-answer-weight", "-answer-loss")), WHICH, "'d02-predict-loss' stands twice, first in line"),
    "label of another kind": (replace((":name: d02-predict-loss", ":name: d02-loss")), WHAT, "the label of this block of class `predict` is 'd02-loss'"),
    "label missing": (replace((":name: d02-predict-loss\n", "")), WHAT, "the label of this block of class `predict` is ''"),
    "answer not a number": (replace(("Answer: 0.6931 nats", "Answer: about 0.6931 nats")), ":::{admonition} Answer: about", "is not `Answer: NUMBER UNIT`"),
    "thousands separator": (replace(("Answer: 0.6931 nats", "Answer: 6,931 nats")), ":::{admonition} Answer: 6,931", "is not `Answer: NUMBER UNIT`"),
    "answer in another unit": (replace(("Answer: 0.6931 nats", "Answer: 1 bit")), ":::{admonition} Answer: 1 bit", "the answer is in 'bit', the question asks for 'nats'"),
    "answer without its unit": (replace(("Answer: 0.6931 nats", "Answer: 0.6931")), ":::{admonition} Answer: 0.6931", "the answer is in 'no unit'"),
    "ten per cent of nothing": (replace((ASKS, "A number, in nats; right within 10 % of it."), ("Answer: 0.6931", "Answer: 0")), ":::{admonition} Answer: 0 nats", "no number but 0 is within a percent of it"),
    "number not asserted": (replace(("Answer: 0.6931 nats", "Answer: 0.70 nats")), ":::{admonition} Answer: 0.70", "no assert of the lesson contains the answer 0.70 nats"),
    "number only in a comment": (replace(("abs(at_start - 0.6931) < 1e-4", "abs(at_start - np.log(2)) < 1e-4  # 0.6931")), ":::{admonition} Answer: 0.6931", "no assert of the lesson contains"),
    "option out of range": (replace(("Answer: 2\n", "Answer: 4\n")), ":::{admonition} Answer: 4", "the answer is option 4 of 3"),
    "half an option": (replace(("Answer: 2\n", "Answer: 1.5\n")), ":::{admonition} Answer: 1.5", "the answer is option 1.5 of 3"),
    "one option": (replace(("1. Neither.\n2. The first, $x_1$.\n3. The second.", "1. Neither.")), WHICH, "does not end with what it asks for"),
    "bullets for options": (replace(("1. Neither.\n2. The first, $x_1$.\n3. The second.", "- Neither.\n- The second.")), WHICH, "does not end with what it asks for"),
    "options from zero": (replace(("1. Neither.\n2. The first, $x_1$.\n3. The second.", "0. Neither.\n1. The second.")), WHICH, "does not end with what it asks for"),
    "options without `Choose one.`": (replace(("Choose one.\n\n", "")), WHICH, "does not end with what it asks for"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_at_its_line(text, tmp_path, fault):
    plant, start, expected = FAULTS[fault]
    planted = plant(text)
    found = [e for e in findings(tmp_path, planted) if expected in e.message]
    assert [e.line for e in found] == [line_of(planted, start)], found
    assert re.match(r"phase1/day_002_synthetic.md:\d+: .+\n    Remedy: .+", str(found[0]))


def test_a_new_lesson_must_ask_and_an_old_one_need_not(text, tmp_path):
    for pattern in (
        QUESTION,
        ANSWER,
        r":::\{admonition\} Which of.*?:::\n",
        r":::\{admonition\} Answer: 2\n.*?:::\n",
    ):
        text = re.sub(pattern, "", text, count=1, flags=re.S if isinstance(pattern, str) else 0)
    [error] = findings(tmp_path, text)
    assert error.message == "the lesson asks its reader to predict nothing"
    assert findings(tmp_path, text.replace("tags: [check]", "tags: [other]")) == []


def test_what_is_sound_is_read_as_it_was_meant(text, tmp_path):
    assert findings(tmp_path, text) == []
    loss, weight = read_predictions(text)[0]
    assert (loss.id, loss.answer, loss.shown, loss.unit) == (
        "d02-loss",
        0.6931,
        "0.6931 nats",
        "nats",
    )
    assert (loss.tolerance, loss.within, loss.options) == (0.05, "absolute", 0)
    assert loss.line == line_of(text, WHAT)
    assert (weight.id, weight.answer, weight.options, weight.within) == ("d02-weight", 2, 3, None)


@pytest.mark.parametrize(
    "asks, answer, expected",
    [
        ("A number; right within 0.1.", "-3.5", (-3.5, "-3.5", "", 0.1, "absolute")),
        ("A number, in ms per call; right within\na factor of 1.5.", "20 ms per call", (20, "20 ms per call", "ms per call", 1.5, "factor")),
        ("A number, in %; right within 10 % of it.", "96.6 %", (96.6, "96.6 %", "%", 10, "percent")),
        ("A number, in %; right within 5.", "96.6 %", (96.6, "96.6 %", "%", 5, "absolute")),
    ],
)  # fmt: skip
def test_grammar(asks, answer, expected):
    block = "```{{admonition}} {}\n:class: {}\n:name: d100-{}-x-1\n{}\n```\n\n"
    text = block.format("How much is $x_1$?", "predict", "predict", f"Set-up.\n\n{asks}")
    text += block.format(f"Answer: {answer}", "answer", "answer", "Because.")
    [found], wrong = read_predictions(text)
    assert not wrong and found.id == "d100-x-1"
    assert (found.answer, found.shown, found.unit, found.tolerance, found.within) == expected


def test_a_percentage_may_be_asserted_as_a_share(text, tmp_path):
    share = text.replace(ASKS, "A number, in %; right within 5.").replace(
        "Answer: 0.6931 nats", "Answer: 69.31 %"
    )
    assert findings(tmp_path, share) == []
