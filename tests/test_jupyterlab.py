"""`make lab` opens a lesson as a notebook with rendered MyST; running and saving it changes nothing on disk."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from browser import watched_page

ROOT = Path(__file__).resolve().parent.parent
LESSON = "phase1/day_003_eigenvalues.md"
TOKEN = "test"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A copy of what a reader has, so that saving cannot touch the checkout."""
    book = tmp_path_factory.mktemp("lab") / "book"
    ignore = shutil.ignore_patterns(".git", "_build", ".venv", "__pycache__", "lab", "migrated")
    shutil.copytree(ROOT, book, ignore=ignore)
    (book / ".venv").symlink_to(ROOT / ".venv")
    return book


@pytest.fixture(scope="module")
def lab(book):
    """The address of the JupyterLab that `make lab` starts in the copy."""
    port = free_port()
    arguments = f"--no-browser --expose-app-in-browser --allow-root --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0 --IdentityProvider.token={TOKEN}"
    log = (book.parent / "lab.log").open("w")
    # the recipe of `make lab`, without the installation that the copy shares with the checkout
    server = subprocess.Popen(
        ["make", "lab", "-o", ".venv/book.stamp", f"LAB_ARGS={arguments}"],
        cwd=book,
        stdout=log,
        stderr=log,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=1)
            break
        except OSError:
            assert server.poll() is None, (book.parent / "lab.log").read_text()
            time.sleep(0.25)
    yield address
    os.killpg(server.pid, 15)
    server.wait(20)


def open_lesson(page, lab, book):
    page.goto(f"{lab}/lab/tree/phase1?token={TOKEN}&reset", timeout=60_000)
    entry = page.locator(".jp-DirListing-item", has_text=Path(LESSON).name)
    entry.wait_for(timeout=60_000)
    entry.dblclick()
    page.locator(".jp-NotebookPanel .jp-Notebook").wait_for(timeout=60_000)


def run_all(page, n_cells):
    """Run > Run All Cells, once the kernel that the status bar shows is idle.

    JupyterLab drops a run asked for before the session exists ("Session has no kernel"), and fills a long notebook in steps.
    """
    page.wait_for_function(
        """(n) => {
            const panel = window.jupyterapp.shell.currentWidget;
            const code = [...panel.content.model.cells].filter(c => c.type === 'code');
            return panel.sessionContext.isReady && panel.sessionContext.session?.kernel?.status === 'idle' && code.length === n;
        }""",
        arg=n_cells,
        timeout=120_000,
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    wait_until_run(page, n_cells)


def wait_until_run(page, n_cells):
    """Until every code cell of the notebook has run (cells out of view are not in the document, so ask the application)."""
    page.wait_for_function(
        """(n) => {
            const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
            const code = cells.filter(c => c.type === 'code');
            return code.length === n && code.every(c => c.executionCount > 0 && c.executionState !== 'running');
        }""",
        arg=n_cells,
        timeout=180_000,
    )


def outputs(page):
    """(mime types or stream names of all outputs, error names) of the notebook."""
    return page.evaluate(
        """() => {
            const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells].filter(c => c.type === 'code');
            const all = cells.flatMap(c => c.outputs.toJSON());
            return [all.flatMap(o => o.output_type === 'stream' ? [o.name] : Object.keys(o.data ?? {})),
                    all.filter(o => o.output_type === 'error').map(o => o.ename)];
        }"""
    )


def save(page):
    """Ctrl+S, until the server has written the file."""
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=30_000
    )


def test_double_click_opens_a_notebook_that_runs_and_saves_unchanged(browser, lab, book):
    from lessonbook.model.lesson import read_lesson

    before = (book / LESSON).read_text()
    n_cells = len(read_lesson(book / LESSON, book).cells)
    with watched_page(browser, viewport={"width": 1280, "height": 1000}) as (page, complaints):
        open_lesson(page, lab, book)
        assert (
            page.locator(".jp-MarkdownCell h1").first.inner_text().startswith("D03 · Eigenvalues")
        )
        page.locator(".jp-MarkdownCell .katex").first.wait_for()
        run_all(page, n_cells)
        kinds, errors = outputs(page)
        assert errors == []
        assert "image/png" in kinds and "stdout" in kinds and "stderr" not in kinds
        save(page)
        assert (book / LESSON).read_text() == before, "saving an untouched lesson changed the file"

        cell = page.locator(".jp-CodeCell").first
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("\nmy_note = 1")
        save(page)
        after = (book / LESSON).read_text()
        assert after.replace("\nmy_note = 1", "") == before, (
            "an edit changed more than the reader wrote"
        )
        assert "\nmy_note = 1" in after
        assert not [c for c in complaints if "another host" in c], complaints


def test_address_of_the_binder_button_opens_the_notebook(browser, lab):
    with watched_page(browser) as (page, complaints):
        page.goto(f"{lab}/lab/tree/{LESSON}?token={TOKEN}&reset", timeout=60_000)
        page.locator(".jp-NotebookPanel .jp-MarkdownCell h1").first.wait_for(timeout=60_000)
        assert not [c for c in complaints if "another host" in c], complaints
