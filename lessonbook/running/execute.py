"""Execute the lessons in parallel, one fresh kernel each, into the jupyter-cache from which the book is built.

A lesson whose code cells are unchanged is a cache hit and is not run again; editing prose runs nothing. Every finished lesson is in the
cache at once, so Ctrl-C or a failing lesson loses none of the others.
"""

from __future__ import annotations

import base64
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import jupytext
import psutil
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from lessonbook.model.lesson import Lesson, LessonError
from lessonbook.running.cache import is_cached, open_cache
from lessonbook.running.kernel import CELL_TIMEOUT, MAX_MEMORY_MB, lesson_environment
from lessonbook.running.meter import Meter

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """One executed lesson: the notebook and what it cost."""

    notebook: object
    wall_seconds: float
    cell_seconds: float
    cpu_seconds: float
    cell_cpu_seconds: float
    peak_mb: float


def run_lesson(lesson: Lesson, root: Path) -> Run:
    """Execute one lesson in a fresh kernel. Raises LessonError that names the cell and the line."""
    nb = jupytext.read(lesson.path)
    started = time.perf_counter()
    with lesson_environment(root) as env:
        client = NotebookClient(
            nb,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,  # where a kernel cuts its stream depends on the load
            shutdown_kernel="immediate",
            extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
            resources={"metadata": {"path": str(lesson.path.parent)}},
        )
        meter = None
        try:
            with client.setup_kernel(env=env):
                meter = Meter(client.km.provisioner.pid)
                ready, started_cpu = time.perf_counter(), meter.sample().cpu_seconds
                for index, cell in enumerate(nb.cells):
                    client.execute_cell(
                        cell, index, execution_count=client.code_cells_executed + 1
                    )
                    if foreign := meter.foreign_connections():
                        raise connected(lesson, client.code_cells_executed - 1, foreign, root)
                cell_seconds = time.perf_counter() - ready
                nb.metadata["language_info"] = client.wait_for_reply(client.kc.kernel_info())[
                    "content"
                ]["language_info"]
                usage = meter.sample()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as e:
            raise failure(lesson, nb, e, meter.usage.peak_mb if meter else 0, root) from None
        finally:
            if meter:
                meter.stop()
    check_outputs(lesson, nb, root)
    if usage.peak_mb > MAX_MEMORY_MB:
        raise LessonError(
            lesson.path,
            1,
            f"the lesson took {usage.peak_mb:.0f} MB, more than {MAX_MEMORY_MB:.0f}",
            "make the experiment smaller: Binder gives no more",
            root,
        )
    return Run(
        nb,
        time.perf_counter() - started,
        cell_seconds,
        usage.cpu_seconds,
        usage.cpu_seconds - started_cpu,
        usage.peak_mb,
    )


def failure(lesson: Lesson, nb, error: Exception, peak_mb: float, root: Path) -> LessonError:
    """Turn what the kernel said into one error at the line of the lesson, with the traceback."""
    code = [c for c in nb.cells if c.cell_type == "code"]
    if isinstance(error, CellExecutionError):
        index = next(
            i for i, c in enumerate(code) if any(o.output_type == "error" for o in c.outputs)
        )
        cell, traceback = lesson.cells[index], ANSI.sub("", error.traceback)
        inside = re.findall(
            r"^(?:Cell In\[\d+\]|.*ipykernel_\S+|.*<ipython-input\S*), line (\d+)", traceback, re.M
        )
        line = cell.line + int(inside[0]) - 1 if inside else cell.line
        message = f"code cell {index} failed: {error.ename}: {str(error.evalue).strip()}\n\n{traceback.strip()}\n"
        remedy = f"mend the cell, then run `make lesson DAY={lesson.day}`"
    else:
        index = next((i for i, c in enumerate(code) if c.execution_count is None), len(code) - 1)
        line = lesson.cells[index].line
        if isinstance(error, CellTimeoutError):
            message = f"code cell {index} was still running after {CELL_TIMEOUT:.0f} s"
            remedy = "make the experiment smaller; a lesson may take 60 s in all"
        else:
            message = f"the kernel died in code cell {index} (peak memory so far {peak_mb:.0f} MB)"
            remedy = "look for memory: a lesson may take 1.5 GB"
    return LessonError(lesson.path, line, message, remedy, root)


def connected(lesson: Lesson, index: int, foreign: list[str], root: Path) -> LessonError:
    """The error of a cell that left a connection to another machine open (native code is past the guard's hook)."""
    return LessonError(
        lesson.path,
        lesson.cells[index].line,
        f"code cell {index} is connected to {', '.join(foreign)}",
        "a lesson runs without a network: use data that a package ships",
        root,
    )


def check_outputs(lesson: Lesson, nb, root: Path) -> None:
    """What only shows after running: stderr, output of a check cell, figures that nobody described. Raises LessonError."""
    for cell, run in zip(
        lesson.cells, (c for c in nb.cells if c.cell_type == "code"), strict=True
    ):
        for output in run.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                raise LessonError(
                    lesson.path,
                    cell.line,
                    f"code cell {cell.index} writes to stderr: {output.text.strip()[:500]}",
                    "fix the cause of the warning; do not silence it",
                    root,
                )
            if cell.kind == "check":
                raise LessonError(
                    lesson.path,
                    cell.line,
                    f"code cell {cell.index}: a check cell with output, which the page folds away",
                    "show it in a teaching cell",
                    root,
                )
            image = output.get("data", {}).get("image/png")
            if image and not cell.metadata.get("mystnb", {}).get("image", {}).get("alt"):
                kb = len(base64.b64decode(image)) // 1024
                raise LessonError(
                    lesson.path,
                    cell.line,
                    f"code cell {cell.index} shows a figure ({kb} kB) without alt text",
                    "add `mystnb: image: alt:` to the cell",
                    root,
                )


def execute(
    lessons: list[Lesson], workers: int, root: Path, force: bool = False
) -> list[LessonError]:
    """Execute what is not in the cache yet, `workers` lessons at a time; return the errors of those that failed."""
    cache = open_cache(root)
    todo = [lesson for lesson in lessons if force or not is_cached(cache, lesson)]
    print(f"{len(lessons)} lessons, {len(todo)} to execute", flush=True)
    errors, width = [], len(str(len(todo)))
    pool = ThreadPoolExecutor(max(1, workers))
    try:
        futures = {pool.submit(run_lesson, lesson, root): lesson for lesson in todo}
        for done, future in enumerate(
            as_completed(futures), start=1
        ):  # the cache is written here, in one thread
            lesson = futures[future]
            place = f"[{done:{width}}/{len(todo)}] {lesson.path.relative_to(root)}"
            try:
                run = future.result()
            except LessonError as e:
                errors.append(e)
                print(f"{place}  FAILED", flush=True)
                continue
            data = {
                "execution_seconds": run.wall_seconds,
                "cell_seconds": run.cell_seconds,
                "cpu_seconds": run.cpu_seconds,
                "cell_cpu_seconds": run.cell_cpu_seconds,
                "peak_mb": run.peak_mb,
            }
            bundle = CacheBundleIn(run.notebook, str(lesson.path), data=data)
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            print(
                f"{place}  {run.wall_seconds:.1f} s, {run.cpu_seconds:.1f} CPU s, {run.peak_mb:.0f} MB",
                flush=True,
            )
    except KeyboardInterrupt:
        print("Interrupted: finished lessons are kept, the next run continues here.", flush=True)
        for child in psutil.Process().children(recursive=True):
            child.kill()
        os._exit(130)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return errors


def report(errors: list[LessonError]) -> int:
    """Print the errors, each once, and return the exit status."""
    for error in errors:
        print(f"\nERROR {error}", file=sys.stderr)
    if errors:
        print(
            f"\n{len(errors)} error(s). Nothing that was built before has been touched.",
            file=sys.stderr,
        )
    return 1 if errors else 0
