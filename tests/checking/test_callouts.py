"""The callouts that other pages are made of: faults planted in a lesson are named at their line."""

import re
import shutil

import pytest
from helpers import ROOT, lessonbook

from lessonbook.building.synthetic import write_book
from lessonbook.checking.callouts import check_callouts
from lessonbook.model.lesson import read_lesson

LESSON = "phase1/day_002_synthetic.md"
SYMPTOM = "**offline AUC 0.98, online 0.02**"
GUARD = "**Guard.** Shift"
TITLE = ":::{admonition} Where it breaks"
BRIDGE = ":class: ee-bridge systems"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return write_book(tmp_path_factory.mktemp("callouts") / "book", [1, 2], root=ROOT)


@pytest.fixture
def book(sources, tmp_path):
    return shutil.copytree(sources, tmp_path / "book")


def plant(book, old, new):
    text = (book / LESSON).read_text()
    assert old in text, f"nothing to replace: {old!r}"
    (book / LESSON).write_text(text.replace(old, new))


def findings(book):
    return check_callouts(read_lesson(book / LESSON, book), book)


FAULTS = {
    "symptom not in bold": (SYMPTOM, SYMPTOM.strip("*"), "does not begin with its symptom, in bold", "offline AUC"),
    "symptom half in bold": (SYMPTOM, f"{SYMPTOM} in the week after", "does not begin with its symptom, in bold", SYMPTOM),
    "symptom behind a sentence": (SYMPTOM, f"Look out.\n\n{SYMPTOM}", "does not begin with its symptom, in bold", "Look out."),
    "two bold pieces": (SYMPTOM, f"{SYMPTOM} and **more**", "does not begin with its symptom, in bold", SYMPTOM),
    "no guard": (GUARD, "Shift", "what breaks has no guard", TITLE),
    "guard without its full stop": (GUARD, "**Guard** Shift", "what breaks has no guard", TITLE),
    "unknown field": (BRIDGE, ":class: ee-bridge sytems", "the class 'sytems', which is not a field", ":::{admonition} EE bridge"),
    "two fields": (BRIDGE, f"{BRIDGE} circuits", "the class 'systems circuits', which is not a field", ":::{admonition} EE bridge"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_at_its_line(book, fault):
    old, new, message, line = FAULTS[fault]
    plant(book, old, new)
    [found] = findings(book)
    assert message in found.message
    assert (book / LESSON).read_text().splitlines()[found.line - 1].startswith(line)
    assert re.match(rf"{LESSON}:\d+: .+\n    Remedy: .+", str(found))
    result = lessonbook(book, "check", "--day", "2")
    assert result.returncode == 1 and message in result.stderr


def test_a_sound_lesson_has_no_findings(book):
    assert findings(book) == []
    plant(book, SYMPTOM, "**offline `auc` $\\ge 0.98$, *online* 0.02**")  # marks within the bold
    plant(book, BRIDGE, ":class: ee-bridge")
    assert findings(book) == []


def test_the_old_form_may_tell_a_failure_as_it_likes(book):
    plant(book, SYMPTOM, "It looks fine.")
    plant(book, GUARD, "Shift")
    assert len(findings(book)) == 2
    plant(book, "tags: [check]", "tags: [other]")
    assert findings(book) == []
