"""The conditions under which every lesson runs, at build time and in the tests: environment, guard, limits."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from lessonbook.model.paths import Paths

GUARD = Path(__file__).with_name("guard")
CELL_TIMEOUT = float(
    os.environ.get("LESSON_CELL_TIMEOUT", 120)
)  # seconds for one cell; shared machines are slow
MAX_MEMORY_MB = float(
    os.environ.get("LESSON_MAX_MEMORY_MB", 1536)
)  # what Binder grants, with some air
ONE_THREAD = {v: "1" for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@contextmanager
def lesson_environment(root: Path):
    """Yield the environment variables for one lesson's kernel, with a temporary directory of its own that is removed afterwards.

    One BLAS thread, the guard of `guard/`, no user configuration of IPython or matplotlib, no byte code written.
    """
    shared = (
        Paths(root).build / ".matplotlib"
    )  # the font cache: seconds to make, the same for every lesson
    shared.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lesson-", ignore_cleanup_errors=True) as tmp:
        ipython = Path(tmp) / ".ipython"
        ipython.mkdir()
        yield {
            **os.environ,
            **ONE_THREAD,
            "TMPDIR": tmp,
            "IPYTHONDIR": str(ipython),
            "JUPYTER_RUNTIME_DIR": str(Path(tmp) / ".runtime"),
            "MPLCONFIGDIR": str(shared),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(GUARD),
            "PYTHONHASHSEED": "0",
            "LESSON_WRITABLE": os.pathsep.join([tmp, str(shared)]),
            "JUPYTER_PLATFORM_DIRS": "1",
        }
