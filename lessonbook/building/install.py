"""Install pinned requirements into the running environment, without CUDA where that is possible.

    python lessonbook/building/install.py requirements.txt

On Linux the default index offers PyTorch with several GB of CUDA packages. Without an NVIDIA GPU the CPU build of the same version
is taken from PyTorch's own index when that index answers within a few seconds; when it does not, the default index serves alone.
Uses the standard library only, because nothing else is installed yet.
"""

import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PATIENCE = 5  # seconds to wait for the CPU index


def pip(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", *arguments])


def wants_cpu_torch(requirements: str) -> str | None:
    """The pinned PyTorch version when its CPU build should be fetched, else None."""
    pinned = re.search(r"^torch==([\d.]+)", requirements, re.M)
    if not pinned or not sys.platform.startswith("linux") or shutil.which("nvidia-smi"):
        return None
    try:
        if metadata.version("torch").split("+")[0] == pinned[1]:
            return None
    except metadata.PackageNotFoundError:
        pass
    return pinned[1]


def index_answers(index: str = CPU_INDEX, patience: float = PATIENCE) -> bool:
    try:
        with urllib.request.urlopen(f"{index}/torch/", timeout=patience):
            return True
    except (urllib.error.URLError, TimeoutError, OSError):
        return False


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).exists():
        print(__doc__, file=sys.stderr)
        return 2
    path = sys.argv[1]
    if version := wants_cpu_torch(Path(path).read_text(encoding="utf8")):
        if index_answers():
            pip(
                "--no-deps", "--index-url", CPU_INDEX, f"torch=={version}"
            )  # if it fails, the next line still serves
        else:
            print("PyTorch's CPU index does not answer: using the default index.")
    print(f"Installing {path} ...", flush=True)
    if pip("-r", path):
        print(
            f"\nInstalling {path} failed (see above); run the same command again to continue.",
            file=sys.stderr,
        )
        return 1
    return subprocess.call([sys.executable, "-m", "pip", "check"], stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
