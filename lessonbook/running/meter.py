"""What a lesson costs: CPU seconds, memory and connections of its kernel and everything that the kernel starts."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass
class Usage:
    """What a lesson's process tree has used so far: CPU seconds (user + system) and peak memory in MB."""

    cpu_seconds: float = 0.0
    peak_mb: float = 0.0


class Meter:
    """Samples a kernel's process tree in a thread until `stop()`.

    Memory is the kernel's resident size plus what its children have for themselves alone (unique set size, so that pages shared
    after a fork count once); on Linux the kernel's own high-water mark catches what falls between two samples.
    """

    def __init__(self, pid: int, period: float = 0.2):
        self.process = psutil.Process(pid)
        self.usage = Usage()
        self._period, self._stop = period, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def sample(self) -> Usage:
        try:
            resident = self.process.memory_info().rss
            times = self.process.cpu_times()
            cpu = times.user + times.system + times.children_user + times.children_system
            for child in self.process.children(recursive=True):
                try:
                    resident += child.memory_full_info().uss
                    t = child.cpu_times()
                    cpu += t.user + t.system
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            resident = max(resident, high_water_mark(self.process.pid))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return self.usage
        self.usage = Usage(
            max(self.usage.cpu_seconds, cpu), max(self.usage.peak_mb, resident / 2**20)
        )
        return self.usage

    def _run(self):
        while not self._stop.wait(self._period):
            self.sample()

    def stop(self) -> Usage:
        self._stop.set()
        self._thread.join()
        return self.usage

    def foreign_connections(self) -> list[str]:
        """Open connections of the tree to other machines, as "address:port": what native code opened past the audit hook."""
        found = []
        try:
            tree = [self.process, *self.process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return found
        for process in tree:
            try:
                for c in process.net_connections(kind="inet"):
                    if (
                        c.raddr
                        and not c.raddr.ip.startswith("127.")
                        and c.raddr.ip not in ("::1", "::ffff:127.0.0.1")
                    ):
                        found.append(f"{c.raddr.ip}:{c.raddr.port}")
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


def high_water_mark(pid: int) -> int:
    """Peak resident size of one process in bytes, 0 where the system does not say (it is Linux that does)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:")),
        0,
    )
