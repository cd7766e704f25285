"""The checked-in sources themselves: structure, lint, spelling, locks, workflows, Binder."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import ROOT

from lessonbook.building import install
from lessonbook.checking.lint import check_code, check_spelling
from lessonbook.checking.structure import check_structure
from lessonbook.model.book import read_lessons
from lessonbook.model.lesson import N_DAYS
from lessonbook.model.roadmap import read_roadmap

LESSONS = read_lessons(ROOT)


def tool(*command, cwd=ROOT, **kwargs):
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, check=False, **kwargs
    )


def test_every_lesson_has_the_structure_of_a_lesson():
    assert [str(e) for e in check_structure(LESSONS, ROOT)] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: f"D{lesson.day:02d}")
def test_code_of_the_lesson_is_linted_and_saved_as_jupyterlab_would(lesson):
    assert [str(e) for e in check_code([lesson], ROOT)] == []


def test_spelling():
    assert [str(e) for e in check_spelling(ROOT)] == []


@pytest.mark.parametrize("command", [("check", "."), ("format", "--check", ".")])
def test_ruff(command):
    result = tool("-m", "ruff", *command)
    assert result.returncode == 0, result.stdout


def test_roadmap_has_a_hundred_days_in_five_phases():
    phases = read_roadmap(ROOT)
    assert [len(p.titles) for p in phases] == [20, 25, 20, 20, 15]
    titles = [t for p in phases for t in p.titles.values()]
    assert len(set(titles)) == N_DAYS
    assert [p.colour for p in phases] == ["green", "purple", "orange", "blue", "pink"]


def pins(path):
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", path.read_text(), re.M))


@pytest.mark.parametrize("folder", [".", "tests"])
def test_lock_pins_every_requirement(folder):
    wanted = ROOT / folder / "requirements.in"
    locked = {
        k.lower().replace("_", "-"): v for k, v in pins(ROOT / folder / "requirements.txt").items()
    }
    for line in wanted.read_text().splitlines():
        if m := re.match(r"([A-Za-z0-9][A-Za-z0-9_.-]*)(?:==([^\s;*]+))?", line):
            name = m[1].lower().replace("_", "-")
            assert name in locked, (
                f"{name} is in {wanted.name} but not in the lock: run `make lock`"
            )
            if m[2] and not m[2].endswith("."):
                assert locked[name] == m[2], f"{name}: run `make lock`"
            assert "#" in line, f"{name}: say which lesson or job it is for"


def test_the_tests_lock_agrees_with_the_books():
    book, tests = pins(ROOT / "requirements.txt"), pins(ROOT / "tests/requirements.txt")
    assert {k: v for k, v in tests.items() if k in book and book[k] != v} == {}


def test_the_lock_asks_for_no_cuda():
    assert not re.search(r"^(nvidia|cuda|triton)", (ROOT / "requirements.txt").read_text(), re.M)


def test_install_takes_cpu_torch_only_where_it_helps(monkeypatch):
    pinned = "numpy==1\ntorch==2.13.0\n"
    monkeypatch.setattr(install.sys, "platform", "linux")
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    monkeypatch.setattr(install.metadata, "version", lambda name: "1.0")
    assert install.wants_cpu_torch(pinned) == "2.13.0"
    assert install.wants_cpu_torch("numpy==1\n") is None
    monkeypatch.setattr(install.metadata, "version", lambda name: "2.13.0+cpu")
    assert install.wants_cpu_torch(pinned) is None
    monkeypatch.setattr(install.metadata, "version", lambda name: "1.0")
    monkeypatch.setattr(install.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    assert install.wants_cpu_torch(pinned) is None
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    monkeypatch.setattr(install.sys, "platform", "darwin")
    assert install.wants_cpu_torch(pinned) is None


def test_an_index_that_does_not_answer_costs_seconds_not_minutes():
    assert install.index_answers("http://127.0.0.1:9", patience=1) is False


def test_make_help_lists_every_target():
    text = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", text, re.M)[1].split()
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in targets:
        assert re.search(rf"^  make {target}\s+\S", said, re.M), (
            f"`make help` does not explain {target}"
        )


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_workflows_follow_the_schema():
    assert len(WORKFLOWS) == 2
    result = tool(
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *map(str, WORKFLOWS),
    )
    assert result.returncode == 0, result.stdout


def test_workflows_pass_the_security_lint():
    zizmor = Path(sys.executable).with_name("zizmor")
    result = subprocess.run(
        [zizmor, "--offline", "--no-progress", *WORKFLOWS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_workflow_pins_actions_by_commit_and_has_least_privileges(path):
    text = path.read_text()
    uses = re.findall(r"uses: (\S+)@(\S+)", text)
    assert uses and all(re.fullmatch(r"[0-9a-f]{40}", commit) for _, commit in uses)
    assert re.search(r"^permissions:\n  contents: read$", text, re.M)


def test_binder_builds_this_environment(tmp_path):
    """repo2docker's own Dockerfile for this repository: Python 3.11, the pinned requirements, the post-build step."""
    book = tmp_path / "book"
    shutil.copytree(
        ROOT, book, ignore=shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__")
    )
    result = tool("-m", "repo2docker", "--no-build", "--debug", str(book), timeout=120)
    dockerfile = result.stdout + result.stderr
    assert result.returncode == 0, dockerfile[-2000:]
    assert "python-3.11" in (book / ".binder/runtime.txt").read_text()
    assert "3.11" in dockerfile
    assert re.search(r"pip install .*-r .*\.binder/requirements\.txt", dockerfile), dockerfile[
        -4000:
    ]
    assert ".binder/postBuild" in dockerfile
    assert ".binder/start" in dockerfile
    assert (ROOT / ".binder/requirements.txt").read_text().strip() == "-r ../requirements.txt"


def test_binder_post_build_runs_in_the_pinned_environment(tmp_path):
    book = tmp_path / "book"
    shutil.copytree(
        ROOT, book, ignore=shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__")
    )
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    result = subprocess.run(
        [book / ".binder/postBuild"],
        cwd=book,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": path, "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path / "mpl")},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert list((tmp_path / "mpl").glob("fontlist*")), "the font cache was not made"


def test_binder_start_opens_lessons_as_notebooks():
    script = '. <(sed "s/^exec .*//" .binder/start); echo "$JUPYTER_CONFIG_DIR $OMP_NUM_THREADS"'
    said = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert Path(said[0]) == ROOT / ".jupyter" and said[1] == "1"
    assert (ROOT / ".jupyter/labconfig/default_setting_overrides.json").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["lessonbook/building/install.py"],
        ["-m", "lessonbook", "execute"],
        ["-m", "lessonbook", "check"],
    ],
    ids=["install", "execute", "check"],
)
def test_bad_arguments_get_a_message(command):
    result = tool(*command, "--day", "77777")
    assert result.returncode == 2 and "Traceback" not in result.stderr


def test_nothing_names_a_machine():
    """The project speaks of itself alone: no absolute paths of a machine in anything committed."""
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    for name in files:
        path = ROOT / name
        if (
            path.suffix
            in {".md", ".py", ".yml", ".toml", ".txt", ".css", ".js", ".json", ".bib", ""}
            and "katex" not in name
        ):
            m = re.search(r"/(?:work|root|home)/\w+", path.read_text(encoding="utf8"))
            assert not m or name == "tests/test_sources.py", f"{name}: {m[0]}"
