"""Write a synthetic book: this book's front pages and settings with generated lessons, for benchmarks and tests that plant faults.

The lessons pass every check of the book and have its typical weight: cells of every kind, a prediction, equations, citations, three figures, exercises
with solutions; one in three imports torch and one in three scikit-learn when `heavy`.
"""

from __future__ import annotations

import random
import shutil
import textwrap
from pathlib import Path

from lessonbook.model.admonitions import BRIDGE_FIELDS
from lessonbook.model.roadmap import read_roadmap

SHARED = [
    "_config.yml",
    "_static",
    "pyproject.toml",
    "jupytext.toml",
    "requirements.txt",
    "roadmap.yml",
    "index.md",
    "bibliography.md",
]
WORDS = (
    "gradient vector matrix loss kernel sample estimator variance bias feature layer weight network attention the a of in and to "
    "is that we it for with as on by this from are be which model data training when each value function learns converges step "
    "rate batch curve score error plot small large linear because therefore"
).split()
FRONT = """\
---
day: {day}
jupytext:
  text_representation:
    extension: .md
    format_name: myst
    format_version: 0.13
    jupytext_version: {jupytext}
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
minutes: {minutes}
needs: [{needs}]
tags: [numpy]
---
"""


def paragraph(rng: random.Random, n: int) -> str:
    words = [
        rng.choice(WORDS)
        + ("." if i % 16 == 15 else "")
        + (r" $\nabla_\theta L(\theta)$" if i % 37 == 36 else "")
        for i in range(n)
    ]
    return textwrap.fill(" ".join(words).capitalize() + ".", 100)


def figure_cell(day: int, name: str, code: str) -> str:
    return (
        f"```{{code-cell}} ipython3\n---\nmystnb:\n  figure:\n    name: d{day:02d}-{name}\n    caption: What the {name} shows.\n"
        f"  image:\n    alt: A synthetic {name} of day {day}.\n---\n{code}\nplt.show()\n```\n"
    )


def check_cell(code: str) -> str:
    return f"```{{code-cell}} ipython3\n---\njupyter:\n  source_hidden: true\ntags: [check]\n---\n{code}\n```\n"


def lesson(day: int, title: str, heavy: bool = False) -> str:
    """The text of one synthetic lesson that satisfies every check."""
    import jupytext

    rng, d = random.Random(day), f"d{day:02d}"
    kind = day % 3 if heavy else 2
    field = ["", *(f" {name}" for name in BRIDGE_FIELDS)][day % 6]
    imports = {
        0: "\nimport torch",
        1: "\nfrom sklearn.datasets import make_moons\nfrom sklearn.linear_model import LogisticRegression",
        2: "",
    }[kind]
    model = {
        0: "net = torch.nn.Linear(2, 1)\nassert net(torch.ones(1, 2)).shape == (1, 1)",
        1: "Xm, ym = make_moons(400, noise=0.2, random_state=0)\nclf = LogisticRegression().fit(Xm, ym)\nassert clf.score(Xm, ym) > 0.8",
        2: "s = np.linalg.svd(X, compute_uv=False)\nassert s[0] >= s[1]",
    }[kind]
    cells = [
        f"import matplotlib.pyplot as plt\nimport numpy as np{imports}\n\nrng = np.random.default_rng({day})",
        "X = rng.normal(size=(500, 2))\ny = (X[:, 0] + 0.5 * X[:, 1] > 0).astype(int)\nprint(X[:2].round(3))",
        "def loss(w):\n    return np.mean(np.logaddexp(0, -(X @ w) * (2 * y - 1)))\n\n\n"
        'print(f"{loss(np.zeros(2)):.4f}")',
        "w, history = np.zeros(2), []\nfor _ in range(200):\n    p = 1 / (1 + np.exp(-X @ w))  # (500,): how probable class one is for each x\n    w -= 0.5 * X.T @ (p - y) / len(y)\n"
        "    history.append(loss(w))\nprint(w.round(3))",
        model,
    ]
    checks = {
        1: "assert set(y) == {0, 1}",
        2: "at_start = loss(np.zeros(2))\nassert abs(at_start - np.log(2)) < 1e-12\nassert abs(at_start - 0.6931) < 1e-4",
        3: "assert history[-1] < history[0]",
    }
    figures = [
        figure_cell(
            day,
            "scatter",
            'fig, ax = plt.subplots()\nax.scatter(*X.T, c=y, s=8)\nax.set(xlabel="$x_1$", ylabel="$x_2$")',
        ),
        figure_cell(
            day,
            "curve",
            'fig, ax = plt.subplots()\nax.plot(history)\nax.set(xlabel="step", ylabel="loss")',
        ),
        figure_cell(
            day,
            "histogram",
            'fig, ax = plt.subplots()\nax.hist(X[:, 0], 30)\nax.set(xlabel="$x_1$", ylabel="count")',
        ),
    ]
    out = [
        FRONT.format(
            day=day,
            minutes=30 + day % 4 * 5,
            needs=", ".join(str(n) for n in range(max(1, day - 2), day)),
            jupytext=jupytext.__version__,
        ),
        f"(day-{day:03d})=\n# D{day:02d} · {title}\n",
        paragraph(rng, 120) + " {cite:p}`synthetic2026`.\n",
        f":::{{admonition}} What is the loss of a model that knows nothing?\n:class: predict\n:name: {d}-predict-loss\n"
        "Two classes, half and half.\n\nA number, in nats; right within 0.05.\n:::\n",
    ]
    for i, code in enumerate(cells):
        out += [
            f"## Section {i + 1}\n",
            paragraph(rng, 120) + "\n",
            f"$$\n\\nabla_w L(w) = \\frac{{1}}{{n}}\\sum_{{i=1}}^n (\\sigma(w^\\top x_i) - y_i)\\,x_i\n$$ ({d}-eq-{i})\n",
            f"```{{code-cell}} ipython3\n{code}\n```\n",
        ]
        if 1 <= i <= 3:
            out += [check_cell(checks[i]), figures[[1, 3, 2].index(i)]]
        if i == 2:
            out.append(
                f":::{{admonition}} Answer: 0.6931 nats\n:class: answer\n:name: {d}-answer-loss\n"
                "The logarithm of two: it gives each class one half.\n:::\n"
            )
    out += [
        f":::{{admonition}} Which of two features with weights $1$ and $\\frac12$ matters more?\n:class: predict\n:name: {d}-predict-weight\n"
        "Both have unit variance.\n\nChoose one.\n\n1. Neither.\n2. The first, $x_1$.\n3. The second.\n:::\n",
        f":::{{admonition}} Answer: 2\n:class: answer\n:name: {d}-answer-weight\nWeights of standardized features compare: $1>\\frac12$.\n:::\n",
        f":::{{admonition}} Where it breaks: the mask of day {day} looks ahead by $\\tau$\n:class: breaks\n**offline AUC 0.98, online 0.{day:02d}**\n\n"
        f"A number from tomorrow.\n\n**Guard.** Shift by $\\tau$ and ask again ({{cite:p}}`synthetic2026`).\n:::\n",
        f":::{{admonition}} EE bridge: filters\n:class: ee-bridge{field}\n\n| Signals and systems | Machine learning |\n|---|---|\n"
        f"| pole {day} | eigenvalue |\n:::\n",
        "## Recall\n",
    ]
    out += [
        f":::{{admonition}} Question {k} of day {day}?\n:class: recall dropdown\nAnswer {k}, with $x^{k}$.\n:::\n"
        for k in range(1, 5)
    ]
    out.append("## Exercises\n")
    for k in range(1, 4):
        out += [
            f"```{{exercise-start}} Exercise {k}\n:label: {d}-ex-{k}\n```\n",
            paragraph(rng, 20) + "\n",
            "```{exercise-end}\n```\n",
            f"```{{solution-start}} {d}-ex-{k}\n:class: dropdown\n```\n",
            "```{code-cell} ipython3\n---\njupyter:\n  source_hidden: true\ntags: [solution]\n---\n"
            'assert np.linalg.cond(X.T @ X) > 0, "no column is a multiple of another column."\n'
            f"print({k})\n```\n",
            "```{solution-end}\n```\n",
        ]
    out += ["## Reading\n", *[f"- {{cite:t}}`synthetic2026`, part {k}.\n" for k in range(1, 6)]]
    return "\n".join(out)


def write_book(dest: Path, days: list[int], heavy: bool = False, *, root: Path) -> Path:
    """Copy the front pages and settings of the book at `root` to `dest` and write a lesson for each of `days`; return `dest`."""
    dest.mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        source = root / name
        if source.is_dir():
            shutil.copytree(
                source,
                dest / name,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        elif source.exists():
            shutil.copy(source, dest / name)
    toc = ["format: jb-book", "root: index", "options: {numbered: false}", "parts:"]
    for phase in read_roadmap(root):
        folder = dest / f"phase{phase.number}"
        folder.mkdir(exist_ok=True)
        index = root / f"phase{phase.number}" / "index.md"
        shutil.copy(index, folder / "index.md")
        toc += [
            f"- caption: Phase {phase.number}",
            "  chapters:",
            f"  - file: phase{phase.number}/index",
        ]
        for day in sorted(set(days) & set(phase.titles)):
            name = f"day_{day:03d}_synthetic"
            (folder / f"{name}.md").write_text(
                lesson(day, phase.titles[day], heavy), encoding="utf8"
            )
            toc.append(f"  - file: phase{phase.number}/{name}")
    pages = [
        p.stem
        for p in sorted(root.glob("*.md"))
        if p.stem not in {"README", "CONTRIBUTING", "index"}
    ]
    for page in pages:
        shutil.copy(root / f"{page}.md", dest)
    toc += ["- caption: Back matter", "  chapters:", *[f"  - file: {page}" for page in pages]]
    (dest / "_toc.yml").write_text("\n".join(toc) + "\n", encoding="utf8")
    (dest / "references.bib").write_text(
        "@misc{synthetic2026, title={A Synthetic Book}, author={Book, Synthetic}, year={2026}, "
        "url={https://example.org/}}\n",
        encoding="utf8",
    )
    return dest
