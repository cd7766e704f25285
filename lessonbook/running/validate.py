"""`pytest phase1/day_003_eigenvalues.md` re-executes a lesson in a fresh kernel and holds it against what readers see.

nbval does the comparison; this pytest plugin lets it read MyST lessons. The reference outputs are those of the published notebook in
`_build/html/_sources`, figures included. One test per code cell, named `phase1/day_003_eigenvalues.md::Cell 5`.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from queue import Empty

import jupytext
import nbformat
import pytest
from nbval.kernel import RunningKernel, start_new_kernel
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError, find_metadata_tags

from lessonbook.model.lesson import FILE_NAME, read_lesson
from lessonbook.model.paths import Paths
from lessonbook.running.execute import ANSI
from lessonbook.running.kernel import CELL_TIMEOUT, MAX_MEMORY_MB, lesson_environment
from lessonbook.running.meter import Meter


def pytest_configure(config):
    config.option.nbval_cell_timeout = CELL_TIMEOUT


def pytest_collect_file(file_path, parent):
    if file_path.parent.name.startswith("phase") and FILE_NAME.match(file_path.name):
        return LessonFile.from_parent(parent, path=file_path)


class Kernel(RunningKernel):
    """nbval's kernel under the conditions of kernel.py, counting cells as a notebook does."""

    def __init__(self, cwd, env, startup_timeout):
        self.km, self.kc = start_new_kernel(
            startup_timeout=startup_timeout,
            kernel_name="python3",
            stderr=open(os.devnull, "w"),
            cwd=cwd,
            env=env,
        )
        self._ensure_iopub_up()

    def execute_cell_input(self, cell_input, allow_stdin=None):
        return self.kc.execute(
            cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
        )

    def await_reply(self, msg_id, timeout=None):
        """As nbval's, but a kernel that dies is noticed within a second instead of at the time-out."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return super().await_reply(msg_id, timeout=min(1, timeout))
            except Empty:
                if not self.is_alive():
                    raise RuntimeError("the kernel died in this cell") from None
                if time.monotonic() > deadline:
                    raise


class LessonFile(IPyNbFile):
    """One lesson. Collecting it fails when the published notebook is missing, stale or empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.skip_compare = tuple(key for key in self.skip_compare if key != "image/png")
        self.failed_cell = None
        self.meter = None
        self._resources = ExitStack()

    def collect(self):
        self.lesson = read_lesson(self.path, self.root)
        self.nb = jupytext.read(self.path)
        cells = [cell for cell in self.nb.cells if cell.cell_type == "code"]
        for cell, reference in zip(cells, self.reference(cells), strict=True):
            cell.outputs, cell.execution_count = reference.outputs, reference.execution_count
        for number, cell in enumerate(cells):
            options = {"check": True, "skip": False, "check_exception": False}
            options.update(find_metadata_tags(cell.metadata))
            yield LessonCell.from_parent(
                self, name=f"Cell {number}", cell_num=number, cell=cell, options=options
            )

    def reference(self, cells):
        """The code cells of the published notebook; a comparison with nothing would always pass."""
        path = Paths(self.root).notebook(self.lesson.docname)
        shown = path.relative_to(self.root)
        if not path.exists():
            raise self.CollectError(
                f"{self.shown}: nothing is published at {shown}. Run `make book`."
            )
        reference = [c for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
        if [c.source for c in reference] != [c.source for c in cells]:
            raise self.CollectError(
                f"{self.shown}: {shown} was published from other code. Run `make book`."
            )
        if any(c.execution_count is None for c in reference):
            raise self.CollectError(
                f"{self.shown}: {shown} was published without outputs, so comparing proves nothing. "
                "Run `make book`."
            )
        return reference

    @property
    def shown(self):
        return self.path.relative_to(self.root)

    @property
    def root(self):
        return self.config.rootpath

    def setup(self):
        env = self._resources.enter_context(lesson_environment(self.root))
        timeout = self.config.option.nbval_kernel_startup_timeout
        self.kernel = Kernel(str(self.path.parent), env, timeout)
        self.meter = Meter(self.kernel.km.provisioner.pid)
        self._resources.callback(self.meter.stop)

    def teardown(self):
        super().teardown()
        self._resources.close()


class LessonCell(IPyNbCell):
    """One code cell: its outputs as published, nothing on stderr, within time, memory and its own machine."""

    def setup(self):
        if self.parent.failed_cell is not None:
            pytest.skip(f"cell {self.parent.failed_cell} of this lesson failed")

    def runtest(self):
        try:
            try:
                super().runtest()
            except NbCellError as error:
                if "stderr" in str(
                    error.inner_traceback
                ):  # more to the point than "outputs differ"
                    self.check_stderr()
                raise
            self.check_stderr()
            self.check_conduct()
        except BaseException:
            self.parent.failed_cell = self.cell_num
            raise

    def check_stderr(self):
        for output in self.test_outputs:
            if output.output_type == "stream" and output.name == "stderr":
                self.raise_cell_error(f"writes to stderr: {output.text.strip()}")

    def check_conduct(self):
        peak = self.parent.meter.sample().peak_mb
        if peak > MAX_MEMORY_MB:
            self.raise_cell_error(
                f"memory: the lesson has taken {peak:.0f} MB, more than {MAX_MEMORY_MB:.0f} MB"
            )
        if foreign := self.parent.meter.foreign_connections():
            self.raise_cell_error(f"network: connected to {', '.join(foreign)}")

    def repr_failure(self, excinfo):
        line = self.parent.lesson.cells[self.cell_num].line
        place = f"{self.parent.shown}:{line}: code cell {self.cell_num}"
        error = excinfo.value
        if not isinstance(error, NbCellError):
            return f"{place}: {type(error).__name__}: {error}\n    Remedy: {remedy(str(error))}"
        what = str(error) if error.inner_traceback is None else f"{error}\n{error.inner_traceback}"
        parts = [f"{place}: {what}", f"    Remedy: {remedy(what)}", "Input:", error.source]
        return ANSI.sub("", "\n".join(parts))

    def reportinfo(self):
        line = self.parent.lesson.cells[self.cell_num].line
        return self.path, line - 1, f"{self.parent.shown}::Cell {self.cell_num}"


def remedy(message: str) -> str:
    """What an author does about a failure of this kind."""
    kinds = {
        "NotAllowedInALesson": "keep to the temporary directory and to 127.0.0.1",
        "network:": "a lesson runs without a network: use data that a package ships",
        "memory:": "make the experiment smaller: Binder gives no more",
        "Timeout": "make the experiment smaller: a lesson may take 60 s in all",
        "stderr": "fix the cause of the warning; do not silence it",
        "kernel died": "look for memory or native code that crashes",
        "mismatch": "seed it and round it until two runs agree; tag only timings nbval-ignore-output",
        "output fields": "seed it and round it until two runs agree",
        "Cell outputs differ": "seed it and round it until two runs agree",
    }
    hint = next((text for key, text in kinds.items() if key in message), "mend the cell")
    return f"{hint}; then `make book`, `make test DAY=n`."


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Spread single tests over the workers, but keep a lesson's cells (they share a kernel) and modules with dear fixtures together.

    xdist's own `loadgroup` ignores its marker under pytest 9.2, so the groups are made here.
    """
    from xdist.scheduler import LoadScopeScheduling

    together = tuple(config.getini("one_worker"))

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path = nodeid.split("::")[0]
            return path if path.endswith(".md") or path.startswith(together) else nodeid

    return Scheduling(config, log)


def pytest_addoption(parser):
    parser.addini(
        "one_worker", "test modules that stay on one worker", type="linelist", default=[]
    )
